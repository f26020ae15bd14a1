import "@tabler/core/dist/css/tabler.min.css";
import "tom-select/dist/css/tom-select.bootstrap5.min.css";
import "./style/main.css";

import "./behaviour/htmx.ts";
import "./behaviour/confirm.ts";
import "./behaviour/copy.ts";
import "./behaviour/drop.ts";
import "./behaviour/forms.ts";
import "./behaviour/offline.ts";
import "./behaviour/panel.ts";
import "./behaviour/print.ts";
import "./behaviour/search.ts";
import "./behaviour/shell.ts";
import "./behaviour/strip.ts";
import "./behaviour/table.ts";
import "./behaviour/toast.ts";
import { startAlpine } from "./behaviour/alpine.ts";

import "bootstrap/js/dist/dropdown";
import "bootstrap/js/dist/collapse";

startAlpine();
