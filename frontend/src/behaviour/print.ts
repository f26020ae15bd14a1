import { nearest } from "../words.ts";

/** A button with data-print prints the page. */
document.addEventListener("click", (event) => {
  if (nearest(event, "[data-print]")) window.print();
});
