import Offcanvas from "bootstrap/js/dist/offcanvas";

import { nearest, word } from "../words.ts";

function panel(): HTMLElement | null {
  return document.querySelector<HTMLElement>("#panel");
}

document.addEventListener("click", (event) => {
  const opener = nearest<HTMLElement>(event, "[data-panel]");
  const element = panel();
  if (!opener || !element) return;
  element.querySelector("#panel-title")!.textContent = opener.dataset.panel ?? "";
  const waiting = document.createElement("p");
  waiting.className = "lf-loading";
  waiting.textContent = word("loading");
  element.querySelector("#panel-body")!.replaceChildren(waiting);
  Offcanvas.getOrCreateInstance(element).show();
});

document.addEventListener("panel-close", () => {
  const element = panel();
  if (element) Offcanvas.getInstance(element)?.hide();
});

document.addEventListener("click", (event) => {
  const opener = nearest<HTMLElement>(event, "[data-drawer]");
  const drawer = opener && document.querySelector(opener.dataset.drawer ?? "");
  if (drawer) Offcanvas.getOrCreateInstance(drawer).toggle();
});
