// The figures of one candle, and of the lines over the price at it: at the top left of the chart.

import { el, setAttribute, setText, setTone } from "../dom";
import { compact, exact, number } from "../format";
import type { Overlay } from "./indicators";
import type { Placed } from "./series";

export class Legend {
  readonly element = el("div", { class: "legend", "data-testid": "chart-legend" });
  private readonly time = el("time");
  private readonly figures = ["O", "H", "L", "C", "V"].map((label) =>
    el("span", { "data-testid": `legend-${label}` }, el("i", {}, label), el("b")),
  );
  private readonly lines = el("span", { class: "overlays" });

  /** Gives back what it shows, for those who cannot see the chart. */
  show(candle: Placed | undefined, last: boolean, daily: boolean, digits: number, overlays: readonly Overlay[]): string {
    if (!candle) {
      this.element.replaceChildren();
      return "";
    }
    if (!this.element.firstChild) this.element.replaceChildren(this.time, ...this.figures, this.lines);
    const iso = new Date(candle.at * 1000).toISOString();
    const when = daily ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
    setText(this.time, last ? `${when} \u00b7 last` : when);
    const tone = Math.sign(candle.close - candle.open);
    const { open, high, low, close, volume } = candle;
    const texts = [...[open, high, low, close].map((value) => exact(value, digits)), compact(volume)];
    this.figures.forEach((figure, i) => {
      const value = figure.lastElementChild;
      if (!value) return;
      setText(value, texts[i] ?? "");
      setTone(value, i < 4 ? tone : undefined);
    });
    this.showLines(overlays, digits);
    return this.figures.map((figure, i) => `${figure.firstElementChild?.textContent ?? ""} ${texts[i] ?? ""}`).join(", ");
  }

  private showLines(overlays: readonly Overlay[], digits: number): void {
    while (this.lines.children.length > overlays.length) this.lines.lastElementChild?.remove();
    overlays.forEach(({ name, colour, value }, i) => {
      let line = this.lines.children[i] as HTMLElement | undefined;
      if (!line) {
        line = el("span", {}, el("i"), el("b"));
        this.lines.append(line);
      }
      setAttribute(line, "style", `--line-colour: ${colour}`);
      const [label, figure] = line.children;
      if (label) setText(label, name);
      if (figure) setText(figure, number(value, digits));
    });
  }
}
