// The last decisions, each with what became of it.

import { call } from "../../api";
import { el, setAttribute, setText, setTone } from "../../dom";
import { exact, number, signed } from "../../format";
import type { DecisionView, ListDecisionsOut } from "../../generated/tools";
import { Rows, type Row } from "../watch/rows";
import { showMoment } from "../watch/when";
import { unfenced } from "./fence";

const MOST = 8;
const FIGURES_EVERY = 60_000;

const results: Record<string, string> = {
  stop: "stopped",
  target: "reached its target",
  horizon: "held to the horizon",
  running: "still running",
  not_entered: "not entered",
};

function gained(percent: number | undefined, multiple: number | undefined): string {
  if (percent === undefined) return "";
  return `${signed(percent, 2)}\u2009%${multiple === undefined ? "" : ` (${signed(multiple, 2)} R)`}`;
}

class Line implements Row<DecisionView> {
  readonly element: HTMLElement;
  private readonly what = el("b", { class: "words", "data-testid": "decision-what" });
  private readonly verdict = el("span", { class: "badge", "data-testid": "decision-verdict" });
  private readonly time = el("time");
  private readonly reason = el("p", { class: "words", "data-testid": "decision-reason" });
  private readonly result = el("b", { "data-testid": "decision-result" });
  private readonly words = el("span", { class: "note" });
  private readonly way = el("p", { class: "note" });
  private readonly lesson = el("p", { class: "words note", "data-testid": "decision-lesson" });

  constructor(
    { number: of }: DecisionView,
    private readonly now: () => number,
  ) {
    this.element = el(
      "li",
      { class: "decision", "data-testid": "decision-row", "data-decision": String(of) },
      el("span", { class: "who" }, this.what, this.verdict),
      el("span", { class: "when" }, this.time),
      this.reason,
      el("p", { class: "result" }, this.result, " ", this.words),
      this.way,
      this.lesson,
    );
  }

  show(decision: DecisionView): void {
    const { figures, price, stop } = decision;
    const at = price === undefined ? "" : ` at ${exact(price, 2)}`;
    setText(this.what, `${decision.action} \u00b7 ${decision.side} ${decision.symbol}${at}${stop === undefined ? "" : `, stop ${exact(stop, 2)}`}`);
    setText(this.verdict, decision.verdict?.replaceAll("_", " ") ?? "open");
    setAttribute(this.element, "data-verdict", decision.verdict ?? "open");
    showMoment(this.time, decision.time, this.now());
    setText(this.reason, unfenced(decision.reason));
    setText(this.result, gained(figures?.result_percent, figures?.result_multiple));
    setTone(this.result, figures?.result_percent);
    const traded = figures?.traded && figures.traded.opened > 0 ? `; ${figures.traded.finding}` : "";
    const none = decision.no_figures === undefined ? "" : `No figures: ${decision.no_figures}`;
    setText(this.words, figures ? `${results[figures.result] ?? figures.result}${traded}` : none);
    const { favourable, adverse } = figures ?? {};
    this.way.hidden = !favourable || !adverse;
    if (figures && favourable && adverse)
      setText(this.way, `At best ${number(favourable.percent, 2)}\u2009%, at worst \u2212${number(adverse.percent, 2)}\u2009%, ${figures.origin.quality}`);
    setText(this.lesson, decision.lesson ? `Lesson: ${unfenced(decision.lesson)}` : "");
    this.lesson.hidden = !decision.lesson;
  }
}

export class Decisions {
  readonly element: HTMLElement;
  private readonly none = el("p", { class: "note" }, "Asking\u2026");
  private readonly together = el("p", { class: "note", "data-testid": "decisions-together" });
  private readonly rows: Rows<DecisionView>;
  private readonly figured = new Map<number, DecisionView>();
  private newest: number | undefined;
  private askedAt = 0;

  constructor(now: () => number) {
    this.rows = new Rows(
      el("ul", {}),
      (decision) => String(decision.number),
      (decision) => new Line(decision, now),
    );
    this.element = el(
      "section",
      { class: "panel notebook-decisions", "aria-labelledby": "notebook-decisions" },
      el("div", { class: "bar" }, el("h2", { id: "notebook-decisions" }, "Decisions")),
      this.none,
      this.together,
      this.rows.list,
    );
  }

  /**
   * What is new shows at once. Figures are worked out from candles each time, so they are asked for
   * once a minute, and where there is a new decision; in between they stay.
   */
  async refresh(): Promise<void> {
    const answer = await call("list_decisions", { limit: MOST, figures: false });
    this.show(answer);
    const newest = answer.decisions[0]?.number;
    if (newest === undefined || (newest === this.newest && Date.now() - this.askedAt < FIGURES_EVERY)) return;
    this.newest = newest;
    this.askedAt = Date.now();
    this.show(await call("list_decisions", { limit: MOST }));
  }

  private show({ decisions, together }: ListDecisionsOut): void {
    setText(this.none, "No decision yet. Tell your assistant why you trade, and it is written down.");
    this.none.hidden = decisions.length > 0;
    if (together) {
      this.figured.clear();
      for (const decision of decisions) this.figured.set(decision.number, decision);
      const { hit_rate, with_result, average_percent, average_multiple } = together;
      setText(this.together, hit_rate === undefined ? "" : `${number(hit_rate, 0)}\u2009% of ${with_result} gained, on average ${gained(average_percent, average_multiple)}`);
    }
    this.rows.show(decisions.map((one) => {
      const { figures, no_figures } = this.figured.get(one.number) ?? one;
      return { ...one, ...(figures ? { figures } : {}), ...(no_figures ? { no_figures } : {}) };
    }));
  }
}
