import htmx from "htmx.org";

import { word } from "../words.ts";

htmx.onLoad((root) => {
  const found = [...(root as Element).querySelectorAll<HTMLSelectElement>("select[data-search]")];
  if (found.length) void enhance(found);
});

/** Lets one search a long select by its words, their pinyin and initials; the widget comes when a page needs it. */
async function enhance(selects: HTMLSelectElement[]): Promise<void> {
  const { default: TomSelect } = await import("tom-select/base");
  for (const select of selects) {
    if (select.classList.contains("tomselected")) continue;
    new TomSelect(select, {
      allowEmptyOption: !select.required,
      copyClassesToDropdown: false,
      dropdownParent: "body",
      maxOptions: 60,
      searchField: ["text", "sound"],
      selectOnTab: true,
      render: { no_results: () => `<div class="no-results">${word("nothing")}</div>` },
    });
  }
}
