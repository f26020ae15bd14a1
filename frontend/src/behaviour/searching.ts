import "@tabler/core/dist/css/tabler-vendors.min.css";
import TomSelect from "tom-select/base";

export default TomSelect;
