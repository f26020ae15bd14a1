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
