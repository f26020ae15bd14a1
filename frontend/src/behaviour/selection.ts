import { word } from "../words.ts";

/** Rows ticked in a list: how many, all of the page, or all that match the filter. */
export function selection() {
  return {
    picked: 0,
    whole: false,
    onPage: 0,

    init(this: Selection) {
      this.count();
    },
    boxes(this: Selection): HTMLInputElement[] {
      return [...this.$root.querySelectorAll<HTMLInputElement>("input[name=pick]")];
    },
    count(this: Selection) {
      const boxes = this.boxes();
      this.onPage = boxes.length;
      this.picked = boxes.filter((box) => box.checked).length;
      if (this.picked < this.onPage) this.whole = false;
      const head = this.$root.querySelector<HTMLInputElement>("[data-pick-page]");
      if (head) {
        head.checked = this.picked > 0 && this.picked === this.onPage;
        head.indeterminate = this.picked > 0 && this.picked < this.onPage;
      }
    },
    pickPage(this: Selection, event: Event) {
      const { checked } = event.target as HTMLInputElement;
      for (const box of this.boxes()) box.checked = checked;
      this.count();
    },
    pickWhole(this: Selection) {
      this.whole = true;
    },
    clear(this: Selection) {
      for (const box of this.boxes()) box.checked = false;
      this.count();
    },
    get some(): boolean {
      return this.picked > 0;
    },
    get none(): boolean {
      return this.picked === 0;
    },
    get pageFull(): boolean {
      return this.onPage > 0 && this.picked === this.onPage && !this.whole;
    },
    get notWhole(): boolean {
      return !this.whole;
    },
    get pickedWords(): string {
      return word("selected").replace("{count}", String(this.picked));
    },
    get wholeValue(): string {
      return this.whole ? "1" : "";
    },
  };
}

interface Selection {
  picked: number;
  whole: boolean;
  onPage: number;
  $root: HTMLElement;
  boxes(): HTMLInputElement[];
  count(): void;
}
