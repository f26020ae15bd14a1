import Alpine from "@alpinejs/csp";

import { selection } from "./selection.ts";

/** Starts Alpine in its build without eval; parts of pages register here by name. */
export function startAlpine(): void {
  Alpine.data("selection", selection);
  Alpine.data("shell", () => ({}));
  Alpine.start();
}
