// The chart of one measure: its mean with the range around it, the axis with its unit, the latest
// value, and the value under the pointer or the arrow keys.

import { el, setAttribute, setText, svg } from "../../dom";
import type { MeasureCourse, MeasureRow } from "../../generated/tools";
import { nearestPoint, plotOf, type CoursePoint, type Plot } from "./course";
import { moment } from "./moment";
import { splitName, unitOf, type Unit } from "./unit";

const WIDTH = 300;
const HEIGHT = 60;

export class CourseChart {
  readonly element: HTMLElement;
  private readonly unit: Unit;
  private readonly value = el("b", { "data-testid": "measure-value" });
  private readonly time = el("small", { class: "note" });
  private readonly readout = el("div", { class: "now" }, this.value, this.time);
  private readonly high = el("span", { class: "axis high" });
  private readonly low = el("span", { class: "axis low" });
  private readonly begin = el("span");
  private readonly end = el("span");
  private readonly nothing = el("p", { class: "note" }, "Asking\u2026");
  private readonly range = svg("path", { class: "range" });
  private readonly line = svg("path", { class: "line" });
  private readonly dots = svg("path", { class: "line dots" });
  private readonly cursor = el("i", { class: "cursor", hidden: "", "aria-hidden": "true" });
  private readonly stage: HTMLElement;
  private latest: MeasureRow | undefined;
  private plot: Plot | undefined;
  private read: CoursePoint | undefined;

  constructor(
    private readonly measure: string,
    private readonly now: () => number,
  ) {
    const { probe, part } = splitName(measure);
    this.unit = unitOf(part);
    const { name } = this.unit;
    const what = name === probe ? "" : name.startsWith(`${probe} `) ? name.slice(probe.length + 1) : name;
    const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, this.range, this.line, this.dots);
    this.stage = el(
      "div",
      { class: "course", tabindex: "0", role: "img", "data-testid": "measure-course" },
      picture,
      this.high,
      this.low,
      this.cursor,
      this.nothing,
    );
    this.element = el(
      "li",
      { "data-testid": "measure", "data-measure": measure },
      el("div", { class: "what" }, el("span", { class: "one-line", title: measure }, el("b", {}, probe), " ", el("span", { class: "note" }, what))),
      this.readout,
      this.stage,
      el("div", { class: "span note" }, this.begin, this.end),
    );
    this.stage.addEventListener("pointermove", (event) => this.point(event));
    this.stage.addEventListener("pointerleave", () => this.readAt(undefined));
    this.stage.addEventListener("blur", () => this.readAt(undefined));
    this.stage.addEventListener("keydown", (event) => this.key(event));
  }

  showLatest(latest: MeasureRow): void {
    this.latest = latest;
    this.showValue();
  }

  showNothing(why: string): void {
    this.plot = undefined;
    this.draw();
    setText(this.nothing, why);
  }

  showCourse(course: MeasureCourse): void {
    this.plot = plotOf(course, this.unit.whole);
    if (this.read) this.readAt(nearestPoint(this.plot, this.read.x));
    this.draw();
  }

  private draw(): void {
    const { plot } = this;
    this.nothing.hidden = plot !== undefined;
    const runs = plot?.runs ?? [];
    this.line.setAttribute("d", runs.map(lineOf).join(""));
    this.dots.setAttribute("d", runs.map(dotOf).join(""));
    this.range.setAttribute("d", plot ? runs.map((run) => rangeOf(run, plot)).join("") : "");
    setAttribute(this.stage, "data-points", String(runs.flat().length));
    setAttribute(this.stage, "data-runs", String(runs.length));
    setText(this.high, plot ? this.unit.text(plot.high) : "");
    setText(this.low, plot ? this.unit.text(plot.low) : "");
    const now = this.now();
    setText(this.begin, plot ? moment(plot.from, now, false) : "");
    setText(this.end, plot ? moment(plot.until, now, false) : "");
    this.describe();
  }

  private describe(): void {
    const { plot, latest } = this;
    const now = latest ? `now ${this.unit.text(latest.value)}` : "";
    const between = plot ? `, between ${this.unit.text(plot.least)} and ${this.unit.text(plot.most)}; arrow keys read it` : "";
    setAttribute(this.stage, "aria-label", `${this.measure.replaceAll("_", " ")}: ${now}${between}`);
  }

  private showValue(): void {
    const { read, latest } = this;
    const now = this.now();
    if (read) {
      const { average, least, most } = read.step;
      setText(this.value, this.unit.text(average));
      const range = least === most ? "" : `${this.unit.text(least)} to ${this.unit.text(most)}, `;
      setText(this.time, range + moment(read.time, now));
    } else if (latest) {
      setText(this.value, this.unit.text(latest.value));
      setText(this.time, `at ${moment(Date.parse(latest.time), now)}`);
    }
  }

  private point(event: PointerEvent): void {
    const { left, width } = this.stage.getBoundingClientRect();
    if (this.plot && width > 0) this.readAt(nearestPoint(this.plot, (event.clientX - left) / width));
  }

  private key(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || !this.plot) return;
    event.preventDefault();
    const points = this.plot.runs.flat();
    const at = this.read ? points.indexOf(this.read) : points.length;
    this.readAt(points[Math.min(Math.max(at + by, 0), points.length - 1)]);
  }

  private readAt(point: CoursePoint | undefined): void {
    this.read = point;
    this.cursor.hidden = point === undefined;
    // What is read is said aloud; the latest values of all charts are not.
    setAttribute(this.readout, "aria-live", point ? "polite" : undefined);
    if (point) this.cursor.style.left = `${point.x * 100}%`;
    this.showValue();
  }
}

const place = (x: number, y: number) => `${(x * WIDTH).toFixed(1)} ${(y * HEIGHT).toFixed(1)}`;

function lineOf(run: CoursePoint[]): string {
  return run.length < 2 ? "" : `M${run.map(({ x, y }) => place(x, y)).join("L")}`;
}

// A point by itself is a line of no length, which has round ends.
function dotOf([first, second]: CoursePoint[]): string {
  return first && !second ? `M${place(first.x, first.y)}h0` : "";
}

function rangeOf(run: CoursePoint[], { low, high }: Plot): string {
  const y = (value: number) => (high - value) / (high - low);
  const above = run.map(({ x, step }) => place(x, y(step.most)));
  const below = run.map(({ x, step }) => place(x, y(step.least))).reverse();
  return `M${[...above, ...below].join("L")}Z`;
}
