// A small chart of each measure. Only those on the screen are asked for.

import { call, reasonOf } from "../../api";
import { el, setAttribute, setText } from "../../dom";
import type { MeasureRow } from "../../generated/tools";
import { CourseChart } from "./course_chart";
import { milliseconds } from "./moment";
import { Rows, type Row } from "./rows";
import { inOrder } from "./unit";

const EVERY = 60_000; // the desk keeps measures once a minute
const MOST = 1000;

const spans = [
  { span: "1h", name: "1 h", steps: 60 },
  { span: "24h", name: "24 h", steps: 144 },
  { span: "7d", name: "7 d", steps: 168 },
] as const;
type Span = (typeof spans)[number];

class Card implements Row<MeasureRow> {
  readonly element: HTMLElement;
  private readonly chart: CourseChart;
  private latest: MeasureRow;
  private span: Span | undefined;
  private askedAt = 0;
  visible = false;

  constructor(measure: MeasureRow, now: () => number) {
    this.latest = measure;
    this.chart = new CourseChart(measure.measure, now);
    this.element = this.chart.element;
  }

  show(latest: MeasureRow): void {
    this.latest = latest;
    this.chart.showLatest(latest);
  }

  async load(span: Span, now: number): Promise<void> {
    if (!this.visible || (span === this.span && now - this.askedAt < EVERY)) return;
    this.span = span;
    this.askedAt = now;
    // The desk refuses a course without a sample, which is no fault here.
    if (now - Date.parse(this.latest.time) > milliseconds(span.span))
      return this.chart.showNothing(`not measured in the last ${span.name}`);
    try {
      const { course } = await call("get_system_metrics", { measure: this.latest.measure, span: span.span, steps: span.steps });
      if (course) this.chart.showCourse(course);
    } catch (problem) {
      this.chart.showNothing(reasonOf(problem));
    }
  }
}

export class Measures {
  readonly element: HTMLElement;
  private readonly none = el("p", { class: "note" });
  private readonly rows: Rows<MeasureRow>;
  private readonly cards = new Map<Element, Card>();
  private readonly buttons = new Map<Span, HTMLButtonElement>();
  private readonly seen: IntersectionObserver;
  private span: Span = spans[0];
  private loading = false;
  private wanted = false;

  constructor(private readonly now: () => number) {
    this.seen = new IntersectionObserver((entries) => this.look(entries), { rootMargin: "200px" });
    this.rows = new Rows(
      el("ul", { class: "measures" }),
      ({ measure }) => measure,
      (measure) => this.card(measure),
    );
    for (const span of spans) {
      const button = el("button", { "aria-pressed": String(span === this.span), "data-testid": `measures-${span.span}` }, span.name);
      button.addEventListener("click", () => this.choose(span));
      this.buttons.set(span, button);
    }
    this.element = el(
      "section",
      { class: "panel watch-measures", "aria-labelledby": "watch-measures" },
      el(
        "div",
        { class: "bar" },
        el("h2", { id: "watch-measures" }, "Measures"),
        el("span", { class: "gap" }),
        el("div", { class: "segments", role: "group", "aria-label": "How far back" }, ...this.buttons.values()),
      ),
      this.none,
      this.rows.list,
    );
  }

  async refresh(): Promise<void> {
    try {
      const { latest } = await call("get_system_metrics", { limit: MOST });
      const byName = new Map(latest.map((row) => [row.measure, row]));
      this.rows.show(inOrder([...byName.keys()]).flatMap((name) => byName.get(name) ?? []));
      setText(this.none, "Nothing has been measured yet.");
      this.none.hidden = latest.length > 0;
    } catch (problem) {
      setText(this.none, reasonOf(problem));
      this.none.hidden = false;
    }
    await this.load();
  }

  private card(measure: MeasureRow): Card {
    const card = new Card(measure, this.now);
    this.cards.set(card.element, card);
    this.seen.observe(card.element);
    return card;
  }

  private look(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const card = this.cards.get(target);
      if (card) card.visible = isIntersecting;
    }
    void this.load();
  }

  private choose(span: Span): void {
    this.span = span;
    for (const [one, button] of this.buttons) setAttribute(button, "aria-pressed", String(one === span));
    void this.load();
  }

  // One after the other: a page full of charts does not crowd out what else is asked. What is wanted
  // meanwhile (another span, a chart that came into view) is another pass.
  private async load(): Promise<void> {
    this.wanted = true;
    if (this.loading) return;
    this.loading = true;
    while (this.wanted) {
      this.wanted = false;
      for (const card of this.cards.values()) await card.load(this.span, this.now());
    }
    this.loading = false;
  }
}
