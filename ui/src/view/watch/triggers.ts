// What is looked for on the market, how each of it stands, and what it cannot see.

import { el, setAttribute, setText } from "../../dom";
import type { TriggerRow } from "../../generated/tools";
import { Rows, type Row } from "./rows";
import type { Watch } from "./watch_page";
import { showMoment } from "./when";

const SYMBOLS_SHOWN = 4;
const BLIND_SHOWN = 3;

function listed(all: readonly string[], most: number): string {
  const more = all.length - most;
  return all.slice(0, most).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

class Line implements Row<TriggerRow> {
  readonly element: HTMLElement;
  private readonly name = el("b", { class: "words" });
  private readonly state = el("span", { class: "standing", "data-testid": "trigger-state" });
  private readonly symbols = el("span", { class: "words note" });
  private readonly condition = el("code", { class: "words", "data-testid": "trigger-condition" });
  private readonly blind = el("p", { class: "words problem", "data-testid": "trigger-blind" });
  private readonly fired = el("span", { "data-testid": "trigger-fired" });
  private readonly firedAt = el("time");
  private readonly since = el("time");

  constructor(
    { name }: TriggerRow,
    private readonly now: () => number,
  ) {
    this.element = el(
      "li",
      { class: "trigger", "data-testid": "trigger-row", "data-trigger": name },
      el("span", { class: "who" }, this.name, this.state, this.symbols),
      el("span", { class: "when" }, this.fired, this.firedAt),
      this.condition,
      el("span", { class: "when note" }, el("span", {}, "since ", this.since)),
      this.blind,
    );
  }

  show(trigger: TriggerRow): void {
    const now = this.now();
    setText(this.name, trigger.name);
    setAttribute(this.element, "data-standing", trigger.state);
    setText(this.state, trigger.state);
    setText(this.symbols, listed(trigger.symbols, SYMBOLS_SHOWN));
    setText(this.condition, trigger.condition);
    const { fired } = trigger;
    setText(this.fired, fired === 0 ? "has not fired" : `fired ${fired === 1 ? "once" : `${fired} times`}${trigger.fired_at ? ", last" : ""}`);
    showMoment(this.firedAt, trigger.fired_at, now);
    showMoment(this.since, trigger.since, now);
    const why = trigger.blind.map((row) => `${row.symbol}: ${row.why}`);
    setText(this.blind, why.length ? `Cannot see ${listed(why, BLIND_SHOWN)}` : "");
    this.blind.hidden = why.length === 0;
  }
}

export class Triggers {
  readonly element: HTMLElement;
  private readonly none = el("p", { class: "note" });
  private readonly rows: Rows<TriggerRow>;
  private readonly more = el("p", { class: "note", hidden: "" }, "There are more: list_triggers has all of them.");

  constructor(now: () => number) {
    this.rows = new Rows(
      el("ul", {}),
      ({ name }) => name,
      (trigger) => new Line(trigger, now),
    );
    this.element = el(
      "section",
      { class: "panel watch-triggers", "aria-labelledby": "watch-triggers" },
      el("div", { class: "bar" }, el("h2", { id: "watch-triggers" }, "Triggers")),
      this.none,
      this.rows.list,
      this.more,
    );
  }

  show({ triggers }: Watch): void {
    setText(this.none, triggers ? "Nothing is looked for. Ask your assistant for a trigger." : "Asking\u2026");
    this.none.hidden = (triggers?.triggers.length ?? 0) > 0;
    if (!triggers) return;
    this.rows.show(triggers.triggers);
    this.more.hidden = triggers.next_cursor === undefined;
  }
}
