// Events that are read page by page from the newest, while new ones come.

import type { EventRow } from "../../generated/tools";

export function keyOf(event: EventRow): string {
  return [event.time, event.kind, event.subject, event.symbol ?? "", event.words].join("\n");
}

const MOST = 2_000; // rows of a page that stays open for days

/** The newest page before what is loaded; undefined where the list begins anew, for there may be a hole
 * between them, or it is too long. */
export function joined(page: readonly EventRow[], loaded: readonly EventRow[]): EventRow[] | undefined {
  const [first] = loaded;
  if (!first) return [...page];
  if (loaded.length > MOST) return undefined;
  const key = keyOf(first);
  const at = page.findIndex((event) => keyOf(event) === key);
  return at < 0 ? undefined : [...page.slice(0, at), ...loaded];
}
