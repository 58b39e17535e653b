// Candles with volume under them, indicators, orders and fills, on the exchange's clock. Knows nothing
// of the page around it: it is given figures, and tells what is pointed at and when older candles
// are wanted.

import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  HistogramSeries,
  LineStyle,
  createChart,
  createSeriesMarkers,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type MouseEventParams,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { TimeAxis } from "./axis";
import { Indicators, type Overlay } from "./indicators";
import { DrawingsLayer, type TitledLine } from "./layer";
import { Series, type Candle, type Length, type Placed } from "./series";
import { themeOf, type Theme } from "./theme";
import type { ChartFill, ChartOrder, ChartIndicator } from "./drawing";

export interface Shape {
  zone: string;
  length: Length;
  /** "5m": how far the candles to come stand apart. */
  bar: string;
  /** Decimals of a price, and its smallest step. */
  digits: number;
  step: number;
  /** Where what is seen at first begins; as much as fits where this is absent. */
  from?: string;
}

export interface Lines {
  previousClose?: number | undefined;
  position?: { price: number; title: string } | undefined;
  orders?: readonly ChartOrder[] | undefined;
}

export interface Listener {
  /** The candle under the pointer, or nothing. */
  pointed(candle: Placed | undefined): void;
  /** The view has come near the oldest candle. */
  wantsEarlier(): void;
  /** Something moved: what was worked out in pixels is no longer so. */
  moved?(): void;
}

const CANDLE_WIDTH = 0.6; // of the page's text size, at first
const NEAR_THE_EDGE = 20;
const PREVIOUS_CLOSE = "prev close";

function titleOf({ side, quantity, kind }: ChartOrder): string {
  return `${side} ${quantity} ${kind.replaceAll("_", " ")}`;
}

function rootTextSize(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) || 13;
}

export class CandleChart {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<"Candlestick">;
  private readonly volumes: ISeriesApi<"Histogram">;
  private readonly container: HTMLElement;
  readonly layer: DrawingsLayer;
  private readonly indicators: Indicators;
  private readonly markers: ISeriesMarkersPluginApi<Time>;
  private theme: Theme;
  private series = new Series("UTC", "intraday");
  private shape: Shape = { zone: "UTC", length: "intraday", bar: "5m", digits: 2, step: 0.01 };
  private places: TimeAxis | undefined;
  private fills: readonly ChartFill[] = [];
  private lines: Lines = {};
  private drawn: IPriceLine[] = [];

  constructor(container: HTMLElement, listener: Listener) {
    this.container = container;
    this.theme = themeOf(container);
    this.chart = createChart(container, {
      autoSize: true,
      layout: { attributionLogo: false, panes: { enableResize: true } },
      rightPriceScale: { scaleMargins: { top: 0.08, bottom: 0.24 }, borderVisible: false },
      timeScale: { borderVisible: false, rightOffset: 4, minBarSpacing: 1.5 },
      crosshair: { mode: CrosshairMode.Normal },
      localization: { locale: "en-GB", dateFormat: "dd MMM 'yy" },
      handleScroll: { vertTouchDrag: false }, // the page scrolls that way
      handleScale: { axisPressedMouseMove: { price: true, time: true } },
    });
    this.candles = this.chart.addSeries(CandlestickSeries, { borderVisible: false });
    this.volumes = this.chart.addSeries(HistogramSeries, {
      priceScaleId: "volume",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    this.markers = createSeriesMarkers(this.candles, []);
    this.indicators = new Indicators(this.chart, () => this.theme);
    this.layer = new DrawingsLayer(
      () => (this.series.last() ? { axis: this.axis(), step: this.shape.step, high: (place) => this.candleAt(place)?.high } : undefined),
      () => this.theme,
      (place) => this.candleAt(place)?.low,
      () => this.titled(),
    );
    this.candles.attachPrimitive(this.layer);
    this.chart.subscribeCrosshairMove((event: MouseEventParams) => {
      const candle = typeof event.time === "number" ? this.series.at(event.time) : undefined;
      this.indicators.pointed(candle?.time);
      listener.pointed(candle);
    });
    this.chart.timeScale().subscribeSizeChange(() => listener.moved?.());
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      listener.moved?.();
      if (range && range.from < NEAR_THE_EDGE && this.series.last()) listener.wantsEarlier();
    });
    this.restyle();
  }

  /** Shows other candles, the newest at the right. */
  show(candles: readonly Candle[], shape: Shape, indicators: readonly ChartIndicator[] = []): void {
    this.shape = shape;
    this.series = new Series(shape.zone, shape.length);
    this.series.prepend(candles);
    this.candles.applyOptions({
      priceFormat: { type: "price", precision: shape.digits, minMove: shape.step },
    });
    this.chart.applyOptions({
      timeScale: { timeVisible: shape.length === "intraday", secondsVisible: false },
    });
    this.indicators.show(indicators, candles);
    this.redraw();
    const count = this.series.all().length;
    const fitting = Math.round(this.container.clientWidth / (rootTextSize() * CANDLE_WIDTH));
    const begin = shape.from === undefined ? count - fitting : Math.floor(this.axis().placeOf(shape.from));
    this.chart.timeScale().setVisibleLogicalRange({ from: Math.max(Math.min(begin, count - 20), -2), to: count + 3 });
    this.chart.priceScale("right").applyOptions({ autoScale: true });
    this.drawLines();
  }

  /** Adds older candles without moving what is seen. */
  prepend(candles: readonly Candle[], indicators: readonly ChartIndicator[] = []): void {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    const added = this.series.prepend(candles);
    this.indicators.add(indicators, candles, false);
    this.redraw();
    if (range && added > 0)
      this.chart
        .timeScale()
        .setVisibleLogicalRange({ from: range.from + added, to: range.to + added });
  }

  /** Takes the newest candles anew without moving what is seen. */
  merge(candles: readonly Candle[], indicators: readonly ChartIndicator[] = []): void {
    this.series.merge(candles);
    this.indicators.add(indicators, candles, true);
    this.redraw();
  }

  /** Takes the newest candle as it grows. */
  update(candle: Candle): void {
    const count = this.count();
    const placed = this.series.update(candle);
    if (!placed) return;
    if (this.count() !== count) this.places = undefined;
    this.candles.update(this.body(placed));
    this.volumes.update(this.volume(placed));
  }

  clear(): void {
    this.series = new Series("UTC", "intraday");
    this.indicators.show([], []);
    this.fills = [];
    this.redraw();
    this.setLines({});
  }

  all(): readonly Placed[] {
    return this.series.all();
  }
  candleAt(place: number): Placed | undefined {
    return this.series.all()[Math.round(place)];
  }
  axis(): TimeAxis {
    return (this.places ??= new TimeAxis(this.series.all(), this.shape.bar, this.shape.zone));
  }
  step(): number {
    return this.shape.step;
  }
  zone(): string {
    return this.shape.zone;
  }
  bar(): string {
    return this.shape.bar;
  }
  /** Lines over the price with their values at a candle. */
  overlays(time: string | undefined): Overlay[] {
    return this.indicators.overlays(time);
  }
  /** The part of the chart where prices are, in pixels. */
  size(): { width: number; height: number } {
    return { width: this.chart.timeScale().width(), height: this.chart.panes()[0]?.getHeight() ?? 0 };
  }
  /** The height of all panes, without the time axis. */
  drawable(): number {
    return this.container.clientHeight - this.chart.timeScale().height();
  }
  /** Scrolls as far as it takes for a place to be seen. */
  reveal(place: number): void {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    if (!range || (place >= range.from + 1 && place <= range.to - 1)) return;
    const shift = place < range.from + 1 ? place - range.from - 3 : place - range.to + 3;
    this.chart.timeScale().setVisibleLogicalRange({ from: range.from + shift, to: range.to + shift });
  }
  /** Whether dragging moves the chart; not while something is drawn. */
  setPanning(on: boolean): void {
    this.chart.applyOptions({
      handleScroll: { pressedMouseMove: on, horzTouchDrag: on, vertTouchDrag: false },
      handleScale: { pinch: on },
    });
  }
  setFills(fills: readonly ChartFill[]): void {
    this.fills = fills;
    this.drawFills();
  }

  last(): Placed | undefined {
    return this.series.last();
  }
  count(): number {
    return this.series.all().length;
  }

  setLines(lines: Lines): void {
    if (JSON.stringify(lines) === JSON.stringify(this.lines)) return;
    this.lines = lines;
    this.drawLines();
  }

  /** Moves the view by candles, for the keyboard. */
  scroll(candles: number): void {
    const scale = this.chart.timeScale();
    scale.scrollToPosition(scale.scrollPosition() + candles, false);
  }
  zoom(factor: number): void {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    if (!range) return;
    const width = Math.min(Math.max((range.to - range.from) * factor, 10), 2000);
    this.chart.timeScale().setVisibleLogicalRange({ from: range.to - width, to: range.to });
  }
  toNow(): void {
    this.chart.timeScale().scrollToRealTime();
  }

  /** Takes the colours anew after the page has changed its own. */
  restyle(): void {
    this.theme = themeOf(this.container);
    const { theme } = this;
    this.chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: theme.background },
        textColor: theme.text,
        fontFamily: theme.font,
        fontSize: Math.round(rootTextSize() * 0.85),
        panes: { separatorColor: theme.grid, separatorHoverColor: theme.label },
      },
      grid: { vertLines: { color: theme.grid }, horzLines: { color: theme.grid } },
      crosshair: {
        vertLine: { color: theme.crosshair, labelBackgroundColor: theme.label },
        horzLine: { color: theme.crosshair, labelBackgroundColor: theme.label },
      },
    });
    this.candles.applyOptions({
      upColor: theme.up,
      downColor: theme.down,
      wickUpColor: theme.up,
      wickDownColor: theme.down,
    });
    this.indicators.restyle();
    this.redraw();
    this.drawLines();
  }

  remove(): void {
    this.chart.remove();
  }

  private redraw(): void {
    const all = this.series.all();
    this.places = undefined;
    this.candles.setData(all.map((candle) => this.body(candle)));
    this.volumes.setData(all.map((candle) => this.volume(candle)));
    this.indicators.redraw(all);
    this.drawFills();
  }

  // Each fill at the candle that holds it, with an arrow on the side it was bought or sold from.
  private drawFills(): void {
    const axis = this.axis();
    const markers: SeriesMarker<Time>[] = [];
    for (const fill of this.fills) {
      const place = axis.placeOf(fill.time);
      const candle = place < 0 || place > this.count() - 1 ? undefined : this.candleAt(Math.floor(place));
      if (!candle) continue;
      const bought = fill.side === "buy";
      markers.push({
        time: candle.at as UTCTimestamp,
        position: bought ? "belowBar" : "aboveBar",
        shape: bought ? "arrowUp" : "arrowDown",
        color: bought ? this.theme.up : this.theme.down,
        text: `${bought ? "Bought" : "Sold"} ${fill.quantity}`,
        id: fill.id,
      });
    }
    markers.sort((a, b) => Number(a.time) - Number(b.time));
    this.markers.setMarkers(markers);
  }

  private drawLines(): void {
    for (const line of this.drawn) this.candles.removePriceLine(line);
    this.drawn = [];
    const { previousClose, position, orders = [] } = this.lines;
    for (const order of orders)
      this.drawLine(order.price, titleOf(order), order.side === "buy" ? this.theme.up : this.theme.down, LineStyle.LargeDashed);
    this.drawLine(previousClose, PREVIOUS_CLOSE, this.theme.previousClose, LineStyle.Dashed);
    if (position) this.drawLine(position.price, position.title, this.theme.position, LineStyle.Solid);
  }

  private drawLine(price: number | undefined, title: string, color: string, lineStyle: LineStyle): void {
    if (price === undefined) return;
    this.drawn.push(this.candles.createPriceLine({ price, color, lineWidth: 1, lineStyle, title, axisLabelVisible: true }));
  }

  private titled(): TitledLine[] {
    const { previousClose, position, orders = [] } = this.lines;
    const lines: TitledLine[] = position ? [position] : [];
    if (previousClose !== undefined) lines.push({ price: previousClose, title: PREVIOUS_CLOSE });
    for (const order of orders) if (order.price !== undefined) lines.push({ price: order.price, title: titleOf(order) });
    return lines;
  }

  private body(candle: Placed) {
    const { open, high, low, close } = candle;
    return { time: candle.at as UTCTimestamp, open, high, low, close };
  }
  private volume(candle: Placed) {
    const color = candle.close >= candle.open ? this.theme.upVolume : this.theme.downVolume;
    return { time: candle.at as UTCTimestamp, value: candle.volume, color };
  }
}
