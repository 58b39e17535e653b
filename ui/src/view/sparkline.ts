// A line as small as a word: where a price came from.

import { setAttribute, svg } from "../dom";

const WIDTH = 72;
const HEIGHT = 22;

export class Sparkline {
  readonly element: SVGSVGElement;
  private readonly line = svg("path", { class: "line" });
  private readonly base = svg("path", { class: "base" });
  private drawn = "";

  constructor() {
    this.element = svg(
      "svg",
      { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", preserveAspectRatio: "none" },
      this.base,
      this.line,
    );
  }

  show(closes: readonly number[] | undefined, last: number | undefined, previousClose: number | undefined): void {
    const points = closes && closes.length > 1 ? [...closes] : [];
    if (points.length > 1 && last !== undefined) points.push(last);
    const levels = previousClose === undefined ? points : [...points, previousClose];
    const low = Math.min(...levels);
    const range = Math.max(...levels) - low || 1;
    const y = (value: number) => (HEIGHT - 2 - ((value - low) / range) * (HEIGHT - 4)).toFixed(1);
    const step = WIDTH / Math.max(points.length - 1, 1);
    const path = points.map((value, i) => `${i ? "L" : "M"}${(i * step).toFixed(1)} ${y(value)}`).join("");
    if (path === this.drawn) return;
    this.drawn = path;
    this.line.setAttribute("d", path);
    this.base.setAttribute("d", previousClose === undefined || !path ? "" : `M0 ${y(previousClose)}H${WIDTH}`);
    const reference = previousClose ?? points[0];
    const end = points[points.length - 1];
    const tone = end === undefined || reference === undefined || end === reference ? undefined : end > reference ? "up" : "down";
    setAttribute(this.element, "data-tone", tone);
  }
}
