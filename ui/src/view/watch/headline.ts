// How everything stands, in two or three words: what has to be seen first wins.

import type { ListAlertsOut, ListTriggersOut, ProbesOut } from "../../generated/tools";

export interface Headline {
  words: string;
  level: "well" | "attention" | "bad" | "none";
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

export function headline(
  health: ProbesOut | undefined,
  alerts: ListAlertsOut | undefined,
  triggers: ListTriggersOut | undefined,
): Headline {
  const firing = alerts?.firing ?? 0;
  const blind = triggers?.triggers.filter((trigger) => trigger.state === "blind").length ?? 0;
  if (health && health.down > 0) return { words: `${health.down} down`, level: "bad" };
  if (firing > 0) return { words: `${counted(firing, "alert")} firing`, level: "attention" };
  if (blind > 0) return { words: `${counted(blind, "trigger")} blind`, level: "attention" };
  if (!health) return { words: "Not known", level: "none" };
  if (health.up > 0) return { words: health.unknown > 0 ? "Well as far as known" : "All well", level: "well" };
  if (health.unknown > 0) return { words: "Looking\u2026", level: "none" };
  if (health.expected_down + health.maintenance > 0) return { words: "Down as expected", level: "well" };
  return { words: "Nothing is probed", level: "none" };
}
