import { word } from "../words.ts";
import { showToast } from "./toast.ts";

function show(): void {
  document.querySelectorAll<HTMLElement>("[data-offline]").forEach((banner) => {
    banner.hidden = navigator.onLine;
  });
}

window.addEventListener("online", show);
window.addEventListener("offline", show);
show();

// Sent without a connection, a form would leave its page, and what was typed, for the browser's own error page.
document.addEventListener(
  "submit",
  (event) => {
    if (navigator.onLine || (event.target as HTMLFormElement).method !== "post") return;
    event.preventDefault();
    event.stopPropagation();
    showToast(word("unreachable"), "error");
  },
  true,
);
