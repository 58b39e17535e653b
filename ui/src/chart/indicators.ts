// Indicators: lines over the price, and panes of their own below it. Their values are the desk's.

import {
  HistogramSeries,
  LineSeries,
  LineStyle,
  type IChartApi,
  type IPanePrimitive,
  type ISeriesApi,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { number } from "../format";
import * as paint from "./paint";
import type { Candle, Placed } from "./series";
import type { Theme } from "./theme";
import type { ChartIndicator } from "./drawing";

/** A line over the price, for the legend. */
export interface Overlay {
  name: string;
  colour: string;
  value: number | undefined;
}

interface Line {
  name: string;
  colour: number;
  values: Map<string, number>;
  series: ISeriesApi<"Line"> | ISeriesApi<"Histogram">;
  bars: boolean;
}
interface Shown {
  name: string;
  below: boolean;
  lines: Line[];
}

const PRICE_SHARE = 1;
const PANE_SHARE = 0.27;

// Lines that mean something whatever is measured.
const guides: Record<string, number[]> = { rsi: [30, 70], macd: [0] };

const isBars = (line: string) => /hist/i.test(line);
const kindOf = (name: string) => name.split("(")[0]?.toLowerCase() ?? "";

export class Indicators {
  private shown: Shown[] = [];
  private key = "";
  private at: string | undefined;
  private newest: string | undefined;

  constructor(
    private readonly chart: IChartApi,
    private readonly theme: () => Theme,
  ) {}

  show(indicators: readonly ChartIndicator[], candles: readonly Candle[]): void {
    const key = indicators.map(({ name, pane, lines }) => `${name} ${pane} ${lines.map((line) => line.name).join()}`).join(";");
    if (key !== this.key) this.build(indicators);
    this.key = key;
    for (const { lines } of this.shown) for (const line of lines) line.values.clear();
    this.take(indicators, candles);
  }

  /** Values of further candles; `replace` says that they are newer than what is there. */
  add(indicators: readonly ChartIndicator[], candles: readonly Candle[], replace: boolean): void {
    if (replace && indicators.length !== this.shown.length) this.show(indicators, candles);
    else this.take(indicators, candles);
  }

  redraw(candles: readonly Placed[]): void {
    this.newest = candles[candles.length - 1]?.time;
    const { up, down } = this.theme();
    for (const { lines } of this.shown)
      for (const { values, series, bars } of lines) {
        const data = candles.map(({ at, time }) => {
          const value = values.get(time);
          if (value === undefined) return { time: at as UTCTimestamp };
          const colour = bars ? { color: paint.faint(value >= 0 ? up : down, 0.55) } : {};
          return { time: at as UTCTimestamp, value, ...colour };
        });
        series.setData(data);
      }
  }

  restyle(): void {
    const { indicators } = this.theme();
    for (const { lines } of this.shown)
      for (const { series, colour, bars } of lines) if (!bars) series.applyOptions({ color: indicators[colour] ?? "" });
  }

  pointed(time: string | undefined): void {
    this.at = time;
  }

  overlays(time: string | undefined): Overlay[] {
    const { indicators } = this.theme();
    return this.shown
      .filter(({ below }) => !below)
      .flatMap(({ name, lines }) =>
        lines.map((line) => ({
          name: lines.length > 1 ? `${name} ${line.name}` : name,
          colour: indicators[line.colour] ?? "",
          value: line.values.get(time ?? this.newest ?? ""),
        })),
      );
  }

  private take(indicators: readonly ChartIndicator[], candles: readonly Candle[]): void {
    for (const { name, lines } of indicators) {
      const there = this.shown.find((one) => one.name === name);
      for (const { name: line, values } of lines) {
        const kept = there?.lines.find((one) => one.name === line)?.values;
        if (!kept) continue;
        values.forEach((value: number | null, i) => {
          const time = candles[i]?.time;
          if (time === undefined) return;
          if (value === null) kept.delete(time);
          else kept.set(time, value);
        });
      }
    }
  }

  private build(indicators: readonly ChartIndicator[]): void {
    for (const { lines } of this.shown) for (const { series } of lines) this.chart.removeSeries(series);
    this.shown = [];
    let colour = 0;
    let pane = 0;
    for (const { name, pane: where, lines } of indicators) {
      const below = where === "below";
      if (below) pane++;
      const own = below ? 0 : colour;
      const made = lines.map((line, i) => this.line(name, line.name, below ? pane : 0, (own + i) % 5));
      if (!below) colour += lines.length;
      this.shown.push({ name, below, lines: made });
      if (below) this.dress(name, made, pane);
    }
    const panes = this.chart.panes();
    panes[0]?.setStretchFactor(PRICE_SHARE);
    for (const one of panes.slice(1)) one.setStretchFactor(PANE_SHARE);
  }

  private line(indicator: string, name: string, pane: number, colour: number): Line {
    const common = { priceLineVisible: false, lastValueVisible: pane > 0, crosshairMarkerVisible: false };
    const bars = isBars(name);
    const format = pane > 0 ? { priceFormat: { type: "price" as const, precision: 2, minMove: 0.01 } } : {};
    const series = bars
      ? this.chart.addSeries(HistogramSeries, { ...common, ...format, lastValueVisible: false, base: 0 }, pane)
      : this.chart.addSeries(
          LineSeries,
          {
            ...common,
            ...format,
            lineWidth: 1,
            color: this.theme().indicators[colour] ?? "",
            lastValueVisible: pane > 0 && !(kindOf(indicator) === "macd" && colour > 0),
          },
          pane,
        );
    // From 0 to 100 always, so that high and low look the same on every chart.
    if (kindOf(indicator) === "rsi")
      series.applyOptions({ autoscaleInfoProvider: () => ({ priceRange: { minValue: 5, maxValue: 95 } }) });
    return { name, colour, values: new Map(), series, bars };
  }

  // A pane says what it shows, and where the lines are that everybody looks for.
  private dress(name: string, lines: readonly Line[], pane: number): void {
    for (const price of guides[kindOf(name)] ?? [])
      lines[0]?.series.createPriceLine({
        price,
        color: this.theme().label,
        lineWidth: 1,
        lineStyle: LineStyle.Dotted,
        axisLabelVisible: false,
        title: "",
      });
    const title: IPanePrimitive<Time> = {
      paneViews: () => [
        {
          zOrder: () => "top",
          renderer: () => ({
            draw: (target) =>
              target.useMediaCoordinateSpace(({ context }) => this.drawTitle(context, name, lines)),
          }),
        },
      ],
    };
    this.chart.panes()[pane]?.attachPrimitive(title);
  }

  private drawTitle(canvas: paint.Canvas, name: string, lines: readonly Line[]): void {
    const theme = this.theme();
    paint.smallText(canvas, name, { x: 14, y: 18 }, theme.text, theme);
    canvas.font = `500 11px ${theme.font}`;
    let x = 14 + canvas.measureText(name).width + 10;
    for (const line of lines) {
      const value = line.values.get(this.at ?? this.newest ?? "");
      const text = number(value, 2);
      const colour = line.bars ? theme.text : (theme.indicators[line.colour] ?? theme.text);
      paint.smallText(canvas, text, { x, y: 18 }, colour, theme);
      x += canvas.measureText(text).width + 9;
    }
  }
}
