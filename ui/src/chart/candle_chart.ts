// Candles with volume under them, on the exchange's clock. Knows nothing of the dashboard: it is
// given candles and a few lines, and tells what is pointed at and when older candles are wanted.

import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  HistogramSeries,
  LineStyle,
  createChart,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type MouseEventParams,
  type UTCTimestamp,
} from "lightweight-charts";
import { Series, type Candle, type Length, type Placed } from "./series";
import { themeOf, type Theme } from "./theme";

export interface Shape {
  zone: string;
  length: Length;
  /** Decimals of a price, and its smallest step. */
  digits: number;
  step: number;
}

export interface Lines {
  previousClose?: number | undefined;
  position?: { price: number; title: string } | undefined;
}

export interface Listener {
  /** The candle under the pointer, or nothing. */
  pointed(candle: Placed | undefined): void;
  /** The view has come near the oldest candle. */
  wantsEarlier(): void;
}

const CANDLE_WIDTH = 0.6; // of the page's text size, at first
const NEAR_THE_EDGE = 20;

function rootTextSize(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) || 13;
}

export class CandleChart {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<"Candlestick">;
  private readonly volumes: ISeriesApi<"Histogram">;
  private readonly container: HTMLElement;
  private theme: Theme;
  private series = new Series("UTC", "intraday");
  private lines: Lines = {};
  private drawn: IPriceLine[] = [];

  constructor(container: HTMLElement, listener: Listener) {
    this.container = container;
    this.theme = themeOf(container);
    this.chart = createChart(container, {
      autoSize: true,
      layout: { attributionLogo: false },
      rightPriceScale: { scaleMargins: { top: 0.08, bottom: 0.24 }, borderVisible: false },
      timeScale: { borderVisible: false, rightOffset: 4, minBarSpacing: 1.5 },
      crosshair: { mode: CrosshairMode.Normal },
      localization: { locale: "en-GB", dateFormat: "dd MMM 'yy" },
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
    this.chart.subscribeCrosshairMove((event: MouseEventParams) => {
      listener.pointed(typeof event.time === "number" ? this.series.at(event.time) : undefined);
    });
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range && range.from < NEAR_THE_EDGE && this.series.last()) listener.wantsEarlier();
    });
    this.restyle();
  }

  /** Shows other candles, the newest at the right. */
  show(candles: readonly Candle[], shape: Shape): void {
    this.series = new Series(shape.zone, shape.length);
    this.series.prepend(candles);
    this.candles.applyOptions({
      priceFormat: { type: "price", precision: shape.digits, minMove: shape.step },
    });
    this.chart.applyOptions({
      timeScale: { timeVisible: shape.length === "intraday", secondsVisible: false },
    });
    this.redraw();
    const count = this.series.all().length;
    const fitting = Math.round(this.container.clientWidth / (rootTextSize() * CANDLE_WIDTH));
    this.chart.timeScale().setVisibleLogicalRange({
      from: Math.max(count - fitting, -2),
      to: count + 3,
    });
    this.chart.priceScale("right").applyOptions({ autoScale: true });
    this.drawLines();
  }

  /** Adds older candles without moving what is seen. */
  prepend(candles: readonly Candle[]): void {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    const added = this.series.prepend(candles);
    this.redraw();
    if (range && added > 0)
      this.chart
        .timeScale()
        .setVisibleLogicalRange({ from: range.from + added, to: range.to + added });
  }

  /** Takes the newest candle as it grows. */
  update(candle: Candle): void {
    const placed = this.series.update(candle);
    if (!placed) return;
    this.candles.update(this.body(placed));
    this.volumes.update(this.volume(placed));
  }

  clear(): void {
    this.series = new Series("UTC", "intraday");
    this.redraw();
    this.setLines({});
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
    this.redraw();
    this.drawLines();
  }

  remove(): void {
    this.chart.remove();
  }

  private redraw(): void {
    const all = this.series.all();
    this.candles.setData(all.map((candle) => this.body(candle)));
    this.volumes.setData(all.map((candle) => this.volume(candle)));
  }

  private drawLines(): void {
    for (const line of this.drawn) this.candles.removePriceLine(line);
    this.drawn = [];
    const { previousClose, position } = this.lines;
    if (previousClose !== undefined)
      this.drawn.push(
        this.candles.createPriceLine({
          price: previousClose,
          color: this.theme.previousClose,
          lineWidth: 1,
          lineStyle: LineStyle.Dashed,
          title: "prev close",
          axisLabelVisible: true,
        }),
      );
    if (position)
      this.drawn.push(
        this.candles.createPriceLine({
          price: position.price,
          color: this.theme.position,
          lineWidth: 1,
          lineStyle: LineStyle.Solid,
          title: position.title,
          axisLabelVisible: true,
        }),
      );
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
