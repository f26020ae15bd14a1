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
  const lines = files.map((file) => ({ file, ...lineFor(list, file) }));
  let next = "";
  let failed = 0;
  window.addEventListener("beforeunload", ask);
  for (const { file, bar, state } of lines) {
    state.textContent = word("sending");
    const answer = await send(form, input.name, file, bar);
    bar.value = answer.ok ? 100 : 0;
    state.textContent = answer.ok ? word("sent") : answer.text.slice(0, 200) || word("failed");
    state.classList.toggle("is-bad", !answer.ok);
    failed += answer.ok ? 0 : 1;
    next = answer.address || next;
  }
  window.removeEventListener("beforeunload", ask);
  input.value = "";
  if (failed) showToast(word("failed"), "error");
  else window.location.assign(next || window.location.href);
}

function filled(form: HTMLFormElement): boolean {
  return form.reportValidity();
}

document.addEventListener("change", (event) => {
  const input = nearest<HTMLInputElement>(event, "form[data-upload] .lf-drop-input");
  const files = [...(input?.files ?? [])];
  if (input?.form && files.length && filled(input.form)) void sendAll(input.form, input, files);
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
  if (input?.form && files.length && filled(input.form)) void sendAll(input.form, input, files);
});
