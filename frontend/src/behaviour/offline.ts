function show(): void {
  document.querySelectorAll<HTMLElement>("[data-offline]").forEach((banner) => {
    banner.hidden = navigator.onLine;
  });
}

window.addEventListener("online", show);
window.addEventListener("offline", show);
show();
