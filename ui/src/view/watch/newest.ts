// Events that are read page by page from the newest, while new ones come.

import type { EventRow } from "../../generated/tools";

export function keyOf(event: EventRow): string {
  return [event.time, event.kind, event.subject, event.symbol ?? "", event.words].join("\n");
}

/** The newest page before what is loaded; undefined where there may be a hole between them. */
export function joined(page: readonly EventRow[], loaded: readonly EventRow[]): EventRow[] | undefined {
  const [first] = loaded;
  if (!first) return [...page];
  const key = keyOf(first);
  const at = page.findIndex((event) => keyOf(event) === key);
  return at < 0 ? undefined : [...page.slice(0, at), ...loaded];
}
