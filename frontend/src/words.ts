/** The page's few words for scripts, translated by the server. */
export function word(name: string): string {
  return document.querySelector<HTMLTemplateElement>("#words")?.dataset[name] ?? "";
}

/** The token that proves a write comes from our own page. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Finds the nearest element with a selector from where an event began. */
export function nearest<E extends Element>(event: Event, selector: string): E | null {
  return event.target instanceof Element ? event.target.closest<E>(selector) : null;
}
