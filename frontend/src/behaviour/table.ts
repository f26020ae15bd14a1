import { nearest } from "../words.ts";
import { copyText } from "./copy.ts";

/** The rows of a list as a spreadsheet pastes them: tabs between cells, a line a row. */
function asSheet(table: HTMLTableElement): string {
  const picked = table.querySelectorAll("input[name=pick]:checked").length > 0;
  const lines = [...table.rows].filter((row) => {
    if (row.closest("thead")) return row.dataset.copied !== undefined;
    return !picked || row.querySelector<HTMLInputElement>("input[name=pick]")?.checked;
  });
  return lines
    .map((row) =>
      [...row.cells]
        .filter((cell) => !cell.classList.contains("is-pick"))
        .map((cell) => (cell.dataset.value ?? cell.innerText).replace(/\s+/g, " ").trim())
        .join("\t"),
    )
    .join("\n");
}

document.addEventListener("click", (event) => {
  const button = nearest<HTMLElement>(event, "[data-copy-table]");
  const table = button && document.querySelector<HTMLTableElement>(button.dataset.copyTable ?? "");
  if (table) void copyText(asSheet(table));
});

// After another page of the list is in place, the reader starts at its top.
document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.target as HTMLElement;
  if (target.matches?.("[data-list]")) target.querySelector(".lf-table-wrap")?.scrollTo({ top: 0 });
});

function filters(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>("#filters");
}

function openFilters(open: boolean): void {
  const form = filters();
  if (!form) return;
  form.hidden = !open;
  document.querySelector("[data-filters]")?.setAttribute("aria-expanded", String(open));
}

document.addEventListener("click", (event) => {
  if (nearest(event, "[data-filters]")) openFilters(filters()?.hidden === true);
  const funnel = nearest<HTMLElement>(event, "[data-filter-for]");
  if (!funnel) return;
  openFilters(true);
  const box = filters()?.querySelector<HTMLElement>(`[data-filter="${funnel.dataset.filterFor}"]`);
  box?.querySelector<HTMLDetailsElement>("details")?.setAttribute("open", "");
  box?.querySelector<HTMLElement>("input:not([type=hidden]), select, summary")?.focus();
});

// Empty fields do not belong in the address.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters } = (event as CustomEvent).detail as { elt: Element; parameters: FormData };
  if (!elt.matches("#filters, .lf-list-search")) return;
  for (const [name, value] of [...parameters.entries()]) if (value === "") parameters.delete(name);
});

document.addEventListener("input", (event) => {
  const find = nearest<HTMLInputElement>(event, "[data-narrow]");
  if (!find) return;
  find.parentElement?.querySelectorAll("label").forEach((label) => {
    label.hidden = !label.innerText.includes(find.value.trim());
  });
});
