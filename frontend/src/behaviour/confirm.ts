import { nearest } from "../words.ts";

/** Asks in a dialog of the page; resolves to false when it is cancelled or closed. */
function ask(question: string): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm");
  if (!dialog) return Promise.resolve(false);
  dialog.querySelector("#confirm-question")!.textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

const answered = new WeakSet<Element>();

function repeat(element: HTMLElement): void {
  answered.add(element);
  element.click();
  answered.delete(element);
}

document.addEventListener(
  "click",
  (event) => {
    const element = nearest<HTMLElement>(event, "[data-confirm]:not(form)");
    if (!element || answered.has(element)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void ask(element.dataset.confirm ?? "").then((yes) => yes && repeat(element));
  },
  true,
);

document.addEventListener(
  "submit",
  (event) => {
    const form = nearest<HTMLFormElement>(event, "form[data-confirm]");
    if (!form || answered.has(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const by = (event as SubmitEvent).submitter;
    void ask(form.dataset.confirm ?? "").then((yes) => {
      if (!yes) return;
      answered.add(form);
      form.requestSubmit(by);
      answered.delete(form);
    });
  },
  true,
);

document.addEventListener("htmx:confirm", (event) => {
  const detail = (event as CustomEvent).detail as { question: string | null; issueRequest: (skip: boolean) => void };
  if (!detail.question) return;
  event.preventDefault();
  void ask(detail.question).then((yes) => yes && detail.issueRequest(true));
});
