import { nearest } from "../words.ts";

document.addEventListener("change", (event) => {
  nearest<HTMLInputElement>(event, "[data-submit]")?.form?.requestSubmit();
});

// A click anywhere on a row opens it, unless something in the row was meant or text is being selected.
document.addEventListener("click", (event) => {
  const row = nearest<HTMLElement>(event, "tr[data-href]");
  if (!row || nearest(event, "a, button, input, label, summary, select")) return;
  if (window.getSelection()?.toString()) return;
  window.location.assign(row.dataset.href ?? "");
});

// What was typed beside a form goes with it: a note belongs to whichever outcome is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  form.querySelectorAll<HTMLInputElement>("input[data-borrow]").forEach((input) => {
    const typed = `[name="${input.name}"]:not([data-borrow])`;
    input.value = form.closest("[data-lends]")?.querySelector<HTMLInputElement>(typed)?.value ?? "";
  });
});

// One press, one write: a form that was sent is not sent again while it waits.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.repeat !== undefined) return;
  setTimeout(() => {
    form.querySelectorAll<HTMLButtonElement>("button[type=submit], button:not([type])").forEach((button) => {
      button.disabled = true;
    });
  });
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll<HTMLButtonElement>("form button:disabled:not([data-off])").forEach((button) => {
    button.disabled = false;
  });
});

document.addEventListener("toggle", closeOthers, true);

/** Keeps one menu made of <details> open at a time. */
function closeOthers(event: Event): void {
  const opened = event.target as HTMLDetailsElement;
  if (!opened.matches?.("details.lf-menu[open]")) return;
  document.querySelectorAll<HTMLDetailsElement>("details.lf-menu[open]").forEach((menu) => {
    if (menu !== opened) menu.open = false;
  });
}

document.addEventListener("click", (event) => {
  document.querySelectorAll<HTMLDetailsElement>("details.lf-menu[open]").forEach((menu) => {
    if (!menu.contains(event.target as Node)) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll<HTMLDetailsElement>("details.lf-menu[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
});
