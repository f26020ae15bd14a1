import htmx from "htmx.org";

import { csrfToken, word } from "../words.ts";
import { showToast } from "./toast.ts";

declare global {
  interface Window {
    htmx: typeof htmx;
  }
}

window.htmx = htmx;

document.addEventListener("htmx:configRequest", (event) => {
  const detail = (event as CustomEvent).detail as { headers: Record<string, string> };
  detail.headers["X-CSRFToken"] = csrfToken();
});

// A refusal with words (a form's errors, a conflict) is content; other failures are told as a toast.
document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent).detail as { xhr: XMLHttpRequest; shouldSwap: boolean; isError: boolean };
  if (detail.xhr.status === 422 || detail.xhr.status === 409) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = (event as CustomEvent).detail as { xhr: XMLHttpRequest };
  const words: Record<number, string> = { 403: word("forbidden"), 404: word("gone") };
  showToast(words[xhr.status] ?? word("failed"), "error");
});

document.addEventListener("htmx:sendError", () => showToast(word("unreachable"), "error"));
document.addEventListener("htmx:timeout", () => showToast(word("slow"), "error"));
