import { nearest } from "../words.ts";

const KEY = "lf-side-folded";

function fold(folded: boolean): void {
  document.documentElement.classList.toggle("is-folded", folded);
}

fold(localStorage.getItem(KEY) === "1");

document.addEventListener("click", (event) => {
  if (!nearest(event, "[data-fold]")) return;
  const folded = !document.documentElement.classList.contains("is-folded");
  fold(folded);
  localStorage.setItem(KEY, folded ? "1" : "0");
});
