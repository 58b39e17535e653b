// What was asked for lately and what became of it: who asked, what was shown, who answered where and
// how fast. The whole of it, with the journal's proof, is at a terminal: pitwall audit.

import { el } from "../dom";
import { tell } from "../person";
import type { GateSection } from "./gate";

const SHOWN = 20;

interface Action {
  approval: string;
  asked: string;
  actor: string;
  shown: string;
  state: string;
  answered_by?: string;
  answered_after_ms?: number;
  phase?: string;
  detail?: string;
}

export class Audit implements GateSection {
  readonly element: HTMLElement;
  private readonly rows = el("ul", { class: "audit" });

  constructor() {
    this.element = el(
      "section",
      { "data-testid": "audit" },
      el("details", {}, el("summary", {}, el("h2", {}, "What was asked for")), this.rows),
    );
  }

  async refresh(): Promise<void> {
    const { actions = [] } = await tell<{ actions?: Action[] }>("audit");
    this.rows.replaceChildren(...actions.slice(0, SHOWN).map((action) => row(action)));
  }
}

function row(action: Action): HTMLElement {
  const { answered_by: by = "", answered_after_ms: after, phase = "", detail = "" } = action;
  const answered = by ? `${by}${after === undefined ? "" : ` after ${(after / 1000).toFixed(1)} s`}` : "";
  const became = [action.state, answered, phase, detail].filter(Boolean).join(" \u00b7 ");
  return el(
    "li",
    { "data-testid": "audit-row", "data-approval": action.approval },
    el("span", { class: "words" }, action.shown),
    el("small", { class: "note" }, `${action.asked.slice(0, 19).replace("T", " ")} UTC, asked by ${action.actor}`),
    el("small", {}, became),
  );
}
