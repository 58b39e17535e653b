// What happened, newest first. New events appear by themselves, older ones when they are asked for.

import { call, reasonOf, ToolError } from "../../api";
import { el, setAttribute, setText } from "../../dom";
import type { EventRow } from "../../generated/tools";
import { joined, keyOf } from "./newest";
import { Rows, type Row } from "./rows";
import { showMoment } from "./when";

const PAGE = 50;

type Severity = EventRow["severity"];

// Kinds as the journal names them, by what a person looks for.
const kinds: Record<string, string[]> = {
  "Everything": [],
  "Triggers fired": ["trigger_fired"],
  "Triggers": ["trigger_fired", "trigger_blinded", "trigger_put", "trigger_removed"],
  "Probes": ["probe_changed"],
  "Alerts": ["alert_raised", "alert_ended", "alerts_acknowledged", "silence_added", "silence_ended"],
  "Sessions and stops": ["connection_changed", "desk_started", "kill_switch_turned"],
  "Executions": ["order_executed"],
};
const severities: Record<string, Severity> = { "Any severity": "info", "Attention and worse": "attention", "Urgent": "urgent" };

/** Names of groups and silences are long random texts: their beginning tells them apart. */
function short(subject: string): string {
  return /^([0-9a-f]{64}|[0-9A-Z]{26})$/.test(subject) ? `${subject.slice(0, 8)}\u2026` : subject;
}

class Line implements Row<EventRow> {
  readonly element: HTMLElement;
  private readonly time = el("time");

  constructor(
    event: EventRow,
    private readonly now: () => number,
  ) {
    const kind = event.kind.replaceAll("_", " ");
    const { symbol = "" } = event;
    const fields = { Time: event.time, What: kind, Severity: event.severity, Subject: event.subject, Instrument: symbol };
    const full = Object.entries(fields).filter(([, value]) => value !== "");
    this.element = el(
      "li",
      { "data-testid": "event-row", "data-kind": event.kind, "data-severity": event.severity },
      el(
        "details",
        {},
        el(
          "summary",
          {},
          this.time,
          el("span", { class: "severity" }, event.severity),
          el("b", { class: "one-line" }, short(event.subject)),
          el("span", { class: "one-line said" }, el("small", { class: "kind" }, kind), " ", event.words),
        ),
        el("p", { class: "words", "data-testid": "event-words" }, event.words),
        el("dl", {}, ...full.flatMap(([name, value]) => [el("dt", {}, name), el("dd", { class: "words" }, value)])),
      ),
    );
  }

  show(event: EventRow): void {
    showMoment(this.time, event.time, this.now());
  }
}

function choice(label: string, testid: string, names: string[]): HTMLSelectElement {
  const options = names.map((name) => el("option", { value: name }, name));
  return el("select", { "aria-label": label, "data-testid": testid }, ...options);
}

export class Timeline {
  readonly element: HTMLElement;
  private readonly kind = choice("Kind of event", "events-kind", Object.keys(kinds));
  private readonly severity = choice("Least severity", "events-severity", Object.keys(severities));
  private readonly symbol = el("input", { type: "search", placeholder: "Symbol", "aria-label": "Only of this symbol", maxlength: "40", spellcheck: "false", "data-testid": "events-symbol" });
  private readonly text = el("input", { type: "search", placeholder: "Text", "aria-label": "Only those with this text, of what is loaded", maxlength: "100", spellcheck: "false", "data-testid": "events-text" });
  private readonly rows: Rows<EventRow>;
  private readonly none = el("p", { class: "note", role: "status", "data-testid": "events-none" });
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: "" });
  private readonly older = el("button", { hidden: "", "data-testid": "events-older" }, "Older");
  private loaded: EventRow[] = [];
  private cursor: string | undefined;
  /** Counts the filters: what was asked before the last change is not shown any more. */
  private filter = 0;
  private asked = false;
  private refused = false;

  constructor(now: () => number) {
    this.rows = new Rows(
      el("ul", { class: "events" }),
      keyOf,
      (event) => new Line(event, now),
    );
    for (const field of [this.kind, this.severity, this.symbol]) field.addEventListener("change", () => void this.restart());
    this.text.addEventListener("input", () => this.show());
    this.older.addEventListener("click", () => void this.loadOlder());
    this.element = el(
      "section",
      { class: "panel watch-timeline", "aria-labelledby": "watch-timeline" },
      el("div", { class: "bar" }, el("h2", { id: "watch-timeline" }, "What happened")),
      el("div", { class: "filters" }, this.kind, this.severity, this.symbol, this.text),
      this.problem,
      this.none,
      el("div", { class: "scroll" }, this.rows.list, this.older),
    );
  }

  /** What came since the last time. */
  async refresh(): Promise<void> {
    const { filter } = this;
    if (this.refused) return;
    try {
      const { events, next_cursor } = await this.ask();
      if (filter !== this.filter) return;
      const all = joined(events, this.loaded);
      if (!all || !this.asked) this.cursor = next_cursor;
      this.loaded = all ?? events;
      this.asked = true;
      this.say(undefined);
    } catch (problem) {
      if (filter !== this.filter) return;
      // Asked again only when something else is asked.
      this.refused = problem instanceof ToolError && (problem.code === "not_found" || problem.code === "invalid_argument");
      this.say(problem);
    }
    this.show();
  }

  private async restart(): Promise<void> {
    this.filter++;
    this.loaded = [];
    this.cursor = undefined;
    this.asked = false;
    this.refused = false;
    await this.refresh();
  }

  private async loadOlder(): Promise<void> {
    const { filter, cursor } = this;
    if (cursor === undefined) return;
    this.older.disabled = true;
    try {
      const { events, next_cursor } = await this.ask(cursor);
      if (filter !== this.filter || cursor !== this.cursor) return;
      this.loaded = [...this.loaded, ...events];
      this.cursor = next_cursor;
      this.show();
    } catch (problem) {
      this.say(problem);
    } finally {
      this.older.disabled = false;
    }
  }

  private ask(cursor?: string) {
    const symbol = this.symbol.value.trim();
    return call("list_events", {
      kinds: kinds[this.kind.value] ?? [],
      severity: severities[this.severity.value] ?? "info",
      limit: PAGE,
      ...(symbol ? { symbol } : {}),
      ...(cursor === undefined ? {} : { cursor }),
    });
  }

  private say(problem: unknown): void {
    this.problem.hidden = problem === undefined;
    setText(this.problem, problem === undefined ? "" : reasonOf(problem));
  }

  private show(): void {
    const wanted = this.text.value.trim().toLowerCase();
    const matching = this.loaded.filter((event) => keyOf(event).toLowerCase().includes(wanted));
    this.rows.show(matching);
    this.none.hidden = matching.length > 0 || !this.problem.hidden;
    setText(this.none, !this.asked ? "Asking\u2026" : this.loaded.length ? `None of the ${this.loaded.length} that are loaded.` : "Nothing of the kind has happened.");
    this.older.hidden = this.cursor === undefined;
    setAttribute(this.rows.list, "aria-busy", this.asked ? undefined : "true");
  }
}
