import { nearest, word } from "../words.ts";
import { showToast } from "./toast.ts";

/** Copies a text; without the clipboard's permission (plain http in the village) through a selection. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  showToast(word("copied"), "success");
}

document.addEventListener("click", (event) => {
  const button = nearest<HTMLElement>(event, "[data-copy]");
  if (button) void copyText(button.dataset.copy ?? "");
});
