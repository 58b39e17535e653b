// The alerts that fire, what nobody wants to hear of, and the person's answer to both.

import { call, reasonOf } from "../../api";
import { el, setAttribute, setText } from "../../dom";
import type { AlertRow, SilenceRow } from "../../generated/tools";
import { lasting, secondsToTomorrowMorning } from "./moment";
import { Rows, type Row } from "./rows";
import type { Watch } from "./watch_page";
import { showMoment } from "./when";

/** Asks the desk, says what went wrong, and looks again. */
type Act = (about: string, ask: () => Promise<unknown>, button: HTMLButtonElement) => void;

const spans: { name: string; title: string; lasts: () => string }[] = [
  { name: "1 h", title: "Silence for 1 hour", lasts: () => "1h" },
  { name: "8 h", title: "Silence for 8 hours", lasts: () => "8h" },
  { name: "until tomorrow 09:00", title: "Silence until tomorrow 09:00, by this device's clock", lasts: () => `${secondsToTomorrowMorning(new Date())}s` },
];

const labelsOf = ({ labels }: AlertRow) => labels.map(({ name, value }) => `${name} = ${value}`);

class Firing implements Row<AlertRow> {
  readonly element: HTMLElement;
  private readonly severity = el("span", { class: "severity", "data-testid": "alert-severity" });
  private readonly summary = el("b", { class: "words", "data-testid": "alert-summary" });
  private readonly detail = el("p", { class: "words note" });
  private readonly labels = el("small", { class: "words note" });
  private readonly since = el("time");
  private readonly lasts = el("span");
  private readonly seen = el("p", { class: "words", "data-testid": "alert-acknowledged" });
  private readonly muted = el("p", { class: "words note", "data-testid": "alert-muted" });
  private readonly acknowledge = el("button", { "data-testid": "alert-acknowledge" }, "Acknowledge");
  private readonly silence: HTMLElement;
  private alert: AlertRow;

  constructor(
    alert: AlertRow,
    private readonly now: () => number,
    private readonly silences: () => readonly SilenceRow[],
    act: Act,
  ) {
    this.alert = alert;
    this.acknowledge.addEventListener("click", () => act("not acknowledged", () => this.acknowledgeAll(), this.acknowledge));
    const buttons = spans.map(({ name, title, lasts }) => {
      const button = el("button", { title, "aria-label": title }, name);
      const ask = () => call("silence", { match: labelsOf(this.alert), lasts: lasts(), comment: "from the dashboard" });
      button.addEventListener("click", () => act("not silenced", ask, button));
      return button;
    });
    this.silence = el("span", { class: "segments", role: "group", "aria-label": "Silence", "data-testid": "alert-silence" }, el("span", {}, "Silence"), ...buttons);
    this.element = el(
      "li",
      { class: "alert", "data-testid": "alert-row" },
      el("span", { class: "who" }, this.severity, this.summary),
      el("span", { class: "when" }, el("span", {}, "since ", this.since), this.lasts),
      this.detail,
      this.labels,
      this.seen,
      this.muted,
      el("span", { class: "answers" }, this.acknowledge, this.silence),
    );
  }

  show(alert: AlertRow): void {
    this.alert = alert;
    const now = this.now();
    setAttribute(this.element, "data-severity", alert.severity);
    setText(this.severity, alert.severity);
    setText(this.summary, alert.summary);
    setText(this.detail, alert.detail);
    this.detail.hidden = alert.detail === "";
    setText(this.labels, labelsOf(alert).join(", "));
    showMoment(this.since, alert.starts, now);
    setText(this.lasts, lasting(now - Date.parse(alert.starts)));
    const by = [...new Set(alert.groups.map((group) => group.acknowledged_by).filter(Boolean))];
    const told = alert.groups.some((group) => group.told_at !== undefined);
    setText(this.seen, by.length ? `Acknowledged by ${by.join(", ")}` : told ? "" : "Nobody was told yet");
    this.seen.hidden = by.length === 0 && told;
    setText(this.muted, alert.muted.map((why) => this.inWords(why)).join(" \u00b7 "));
    this.muted.hidden = alert.muted.length === 0;
    this.acknowledge.hidden = this.open().length === 0;
  }

  // The groups that were told and that nobody has seen.
  private open() {
    return this.alert.groups.filter((group) => group.told_at !== undefined && group.acknowledged_by === "");
  }

  private async acknowledgeAll(): Promise<void> {
    for (const { group } of this.open()) await call("acknowledge_alert", { group });
  }

  private inWords(why: string): string {
    const [, id] = /^silenced by (\S+)$/.exec(why) ?? [];
    return id !== undefined && this.silences().some((one) => one.id === id) ? "silenced, see below" : why;
  }
}

class Silence implements Row<SilenceRow> {
  readonly element: HTMLElement;
  private readonly match = el("b", { class: "words" });
  private readonly words = el("span", { class: "words note" });
  private readonly until = el("time");
  private readonly ends = el("span");
  private readonly label = el("span", {}, "until ", this.until);

  constructor(
    { id }: SilenceRow,
    private readonly now: () => number,
    act: Act,
  ) {
    const end = el("button", { "data-testid": "silence-end" }, "End");
    end.addEventListener("click", () => act("not ended", () => call("silence", { end: id }), end));
    this.element = el(
      "li",
      { class: "silence", "data-testid": "silence-row", "data-silence": id },
      this.match,
      el("span", { class: "when" }, this.label, this.ends),
      this.words,
      end,
    );
  }

  show(silence: SilenceRow): void {
    const now = this.now();
    setText(this.match, silence.match.join(", "));
    this.label.hidden = silence.until === undefined;
    showMoment(this.until, silence.until, now);
    setText(this.ends, silence.until ? `${lasting(Date.parse(silence.until) - now)} left` : "until it is ended");
    const weekly = silence.weekly ? "at some times of the week" : "";
    const state = silence.active ? weekly : weekly || "not now";
    setText(this.words, [`by ${silence.by}`, silence.comment, state].filter(Boolean).join(" \u00b7 "));
  }
}

export class Alerts {
  readonly element: HTMLElement;
  private readonly none = el("p", { class: "note", "data-testid": "alerts-none" });
  private readonly more = el("p", { class: "note", hidden: "" });
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: "" });
  private readonly silencesTitle = el("h3", { id: "watch-silences", hidden: "" }, "Silences");
  private readonly firing: Rows<AlertRow>;
  private readonly silences: Rows<SilenceRow>;
  private known: readonly SilenceRow[] = [];

  constructor(
    now: () => number,
    private readonly answered: () => Promise<void>,
  ) {
    const act: Act = (about, ask, button) => void this.act(about, ask, button);
    this.firing = new Rows(
      el("ul", {}),
      (alert) => labelsOf(alert).join("\n"),
      (alert) => new Firing(alert, now, () => this.known, act),
    );
    this.silences = new Rows(
      el("ul", { "aria-labelledby": "watch-silences" }),
      ({ id }) => id,
      (silence) => new Silence(silence, now, act),
    );
    this.element = el(
      "section",
      { class: "panel watch-alerts", "aria-labelledby": "watch-alerts" },
      el("div", { class: "bar" }, el("h2", { id: "watch-alerts" }, "Alerts")),
      this.problem,
      this.none,
      this.firing.list,
      this.more,
      this.silencesTitle,
      this.silences.list,
    );
  }

  show({ alerts }: Watch): void {
    setText(this.none, alerts ? "No alert fires." : "Asking\u2026");
    this.none.hidden = (alerts?.firing ?? 0) > 0;
    if (!alerts) return;
    this.known = alerts.silences;
    this.firing.show(alerts.alerts);
    const hidden = alerts.firing - alerts.alerts.length;
    setText(this.more, `${hidden} more fire; these are the worst.`);
    this.more.hidden = hidden <= 0;
    this.silencesTitle.hidden = alerts.silences.length === 0;
    this.silences.show(alerts.silences);
  }

  private async act(about: string, ask: () => Promise<unknown>, button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    this.problem.hidden = true;
    try {
      await ask();
      await this.answered();
    } catch (problem) {
      setText(this.problem, `It was ${about}: ${reasonOf(problem)}`);
      this.problem.hidden = false;
    }
    button.disabled = false;
  }
}
