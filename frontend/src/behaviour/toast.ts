import { nearest, word } from "../words.ts";

const SHOWN_MS = 6000;

function leaveLater(toast: HTMLElement): void {
  if (!toast.classList.contains("is-error")) setTimeout(() => toast.remove(), SHOWN_MS);
}

/** Shows a short message; a failure stays until it is closed. */
export function showToast(text: string, tone = "info"): void {
  const toast = document.createElement("div");
  toast.className = `lf-toast is-${tone}`;
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-close";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", word("close"));
  toast.append(words, close);
  document.querySelector("#toasts")?.append(toast);
  leaveLater(toast);
}

document.addEventListener("click", (event) => {
  nearest(event, "[data-toast-close]")?.closest(".lf-toast")?.remove();
});

document.addEventListener("toast", (event) => {
  const { text, tone } = (event as CustomEvent<{ text: string; tone: string }>).detail;
  showToast(text, tone);
});

document.querySelectorAll<HTMLElement>("[data-toast]").forEach(leaveLater);
