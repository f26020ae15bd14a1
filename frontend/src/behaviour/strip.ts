/** On a narrow screen a day strip opens where now is. */
function bringNow(root: ParentNode): void {
  root.querySelectorAll<HTMLElement>("[data-strip-now]").forEach((strip) => {
    const now = Number(strip.dataset.stripNow);
    if (now > strip.clientWidth / 2) strip.scrollLeft = now - strip.clientWidth / 2;
  });
}

bringNow(document);
document.addEventListener("htmx:afterSwap", (event) => bringNow(event.target as HTMLElement));
