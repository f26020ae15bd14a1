import { csrfToken, nearest, word } from "../words.ts";
import { showToast } from "./toast.ts";

/** One line for a file on its way: its name, a bar, a word. */
function lineFor(list: Element, file: File): { bar: HTMLProgressElement; state: HTMLElement } {
  const line = document.createElement("li");
  const name = document.createElement("span");
  name.className = "lf-drop-name";
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  const state = document.createElement("span");
  state.className = "lf-quiet";
  state.textContent = word("waiting");
  line.append(name, bar, state);
  list.append(line);
  return { bar, state };
}

/** Files chosen before the form was filled in; they wait in sight until it is sent. */
const heldBack = new WeakMap<HTMLFormElement, File[]>();

interface Answer {
  ok: boolean;
  address: string;
  text: string;
}

function send(form: HTMLFormElement, field: string, file: File, bar: HTMLProgressElement): Promise<Answer> {
  const body = new FormData(form);
  body.delete(field);
  body.set(field, file, file.name);
  body.set("key", crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
  });
  return new Promise((done) => {
    request.addEventListener("load", () => {
      const ok = request.status < 300;
      done({ ok, address: request.getResponseHeader("HX-Redirect") ?? "", text: ok ? "" : request.responseText });
    });
    request.addEventListener("error", () => done({ ok: false, address: "", text: word("unreachable") }));
    request.send(body);
  });
}

/** Files on their way are lost with the page: the browser asks before it is left. */
function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** Sends files one after another; the last one's address is where the page goes, if all arrived. */
async function sendAll(form: HTMLFormElement, input: HTMLInputElement, files: File[]): Promise<void> {
  const list = form.querySelector("[data-drop-files]")!;
  list.replaceChildren();
  const lines = files.map((file) => ({ file, ...lineFor(list, file) }));
  let next = "";
  let failed = 0;
  window.addEventListener("beforeunload", ask);
  for (const { file, bar, state } of lines) {
    state.textContent = word("sending");
    const answer = await send(form, input.name, file, bar);
    bar.value = answer.ok ? 100 : 0;
    state.textContent = answer.ok ? word("sent") : answer.text.slice(0, 200) || word("failed");
    if (answer.address) state.replaceChildren(linkTo(answer.address, word("sent")));
    state.classList.toggle("is-bad", !answer.ok);
    failed += answer.ok ? 0 : 1;
    next = answer.address || next;
  }
  window.removeEventListener("beforeunload", ask);
  input.value = "";
  if (failed === lines.length) showToast(word("failed"), "error");
  else if (failed) showToast(word("partly").replace("{count}", String(failed)), "error");
  else window.location.assign(next || window.location.href);
}

function linkTo(address: string, text: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = text;
  return link;
}

/** Sends at once what may be sent; else shows what waits, with a button, and says what is missing. */
function offer(form: HTMLFormElement, input: HTMLInputElement, files: File[]): void {
  const button = form.querySelector<HTMLElement>("[data-drop-send]");
  const isFilled = form.reportValidity();
  if (button) button.hidden = isFilled;
  if (isFilled) {
    heldBack.delete(form);
    void sendAll(form, input, files);
    return;
  }
  heldBack.set(form, files);
  const list = form.querySelector("[data-drop-files]")!;
  list.replaceChildren();
  files.forEach((file) => lineFor(list, file));
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    const input = form.querySelector<HTMLInputElement>(".lf-drop-input");
    const files = heldBack.get(form);
    if (!input || !files || event.defaultPrevented) return;
    event.preventDefault();
    offer(form, input, files);
  },
  true,
);

document.addEventListener("change", (event) => {
  const input = nearest<HTMLInputElement>(event, "form[data-upload] .lf-drop-input");
  const files = [...(input?.files ?? [])];
  if (input?.form && files.length) offer(input.form, input, files);
});

for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const area = nearest<HTMLElement>(event, "[data-drop]");
    if (!area) return;
    event.preventDefault();
    area.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
  });
}

document.addEventListener("drop", (event) => {
  const input = nearest<HTMLElement>(event, "[data-drop]")?.querySelector<HTMLInputElement>(".lf-drop-input");
  const files = [...((event as DragEvent).dataTransfer?.files ?? [])];
  if (input?.form && files.length) offer(input.form, input, files);
});
