// The selected instrument: its candles, its price now, and everything that must be said about both.

import { call, reasonOf } from "../api";
import { CandleChart, type Lines } from "../chart/candle_chart";
import type { Placed } from "../chart/series";
import { barSizes, exchange, ticker, type BarSize, type Desk, type Topic, type View } from "../desk";
import { el, flash, setAttribute, setText, setTone } from "../dom";
import type { FeedBar } from "../generated/feed";
import type { HistoryOut, Origin } from "../generated/tools";
import { compact, digitsOf, exact, number, percent, quantity, signed } from "../format";
import { QualityBadge } from "../quality";
import { offsetText, placeOf } from "../zone";

// How far back one request reaches: enough for a screen of candles across a long weekend.
const reach: Record<BarSize, string> = { "1m": "5d", "5m": "12d", "15m": "35d", "1h": "140d", "1d": "1100d" };
const LIMIT = 600;
const MAX_CANDLES = 20_000; // shown at once; a longer bar reaches farther back

export interface ChartChoices {
  bar(size: BarSize): void;
  outsideHours(shown: boolean): void;
}

export class ChartPanel implements View {
  readonly element: HTMLElement;
  private readonly symbol = el("h2", { "data-testid": "chart-symbol" });
  private readonly name = el("span", { class: "name" });
  private readonly last = el("strong", { class: "last", "data-testid": "chart-last" });
  private readonly change = el("span", { class: "change" });
  private readonly sides = el("span", { class: "sides", "data-testid": "chart-sides" });
  private readonly badge = new QualityBadge("chart-quality");
  private readonly bars = el("div", { class: "segments", role: "group", "aria-label": "Length of a candle" });
  private readonly hours = el("button", { class: "toggle", "data-testid": "extended-hours", title: "Candles outside regular hours too (E)" }, "Extended");
  private readonly legend = el("div", { class: "legend", "data-testid": "chart-legend" });
  private readonly canvas = el("div", { class: "canvas", role: "img", "data-testid": "chart" });
  private readonly message = el("div", { class: "message", role: "status" });
  private readonly words = el("p");
  private readonly retry = el("button", {}, "Try again");
  private readonly zone = el("span", { class: "zone", "data-testid": "chart-zone" });
  private readonly source = el("span", { class: "source" });
  private chart: CandleChart | undefined;
  private shown = "";
  private origin: Origin | undefined;
  private earlier: string | undefined;
  private loading: AbortController | undefined;
  private pointed: Placed | undefined;
  private before: number | undefined;

  constructor(
    private readonly desk: Desk,
    choices: ChartChoices,
  ) {
    barSizes.forEach((size, at) => {
      const button = el("button", { "data-bar": size, "data-testid": `bar-${size}`, title: `${size} candles (${at + 1})` }, size);
      button.addEventListener("click", () => choices.bar(size));
      this.bars.append(button);
    });
    this.hours.addEventListener("click", () => choices.outsideHours(!this.desk.outsideHours));
    this.retry.addEventListener("click", () => this.load());
    this.message.append(this.words, this.retry);
    this.element = el(
      "section",
      { class: "panel chart", "aria-label": "Chart" },
      el(
        "div",
        { class: "bar" },
        el("div", { class: "who" }, this.symbol, this.name),
        el("div", { class: "now" }, this.last, this.change, this.sides),
        this.badge.element,
        el("span", { class: "gap" }),
        this.hours,
        this.bars,
      ),
      el("div", { class: "stage" }, this.canvas, this.legend, this.message),
      el("div", { class: "foot" }, this.zone, this.source),
    );
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => this.chart?.restyle());
  }

  update(changed: ReadonlySet<Topic>): void {
    if (changed.has("selection") || changed.has("instruments") || changed.has("session")) this.showHead();
    if (changed.has("quotes") || changed.has("selection") || changed.has("instruments")) this.showPrice();
    if (changed.has("quotes") || changed.has("positions") || changed.has("selection")) this.showLines();
    // Candles are placed by the exchange's zone and drawn to its price step: both must be known.
    if (changed.has("selection") || changed.has("chart") || changed.has("session")) this.loadIfOther();
  }

  /** The last candle as it grows. */
  takeBar(bar: FeedBar): void {
    if (bar.symbol !== this.desk.selected || bar.bar !== this.desk.bar || !this.chart?.last()) return;
    this.chart.update(bar);
    this.origin = bar.origin;
    this.showLegend();
    this.showOrigin();
  }

  /** Fills what was missed while the feed was lost. */
  async catchUp(): Promise<void> {
    const { selected, bar } = this.desk;
    if (!selected || !this.chart?.last()) return this.load();
    try {
      const history = await this.ask(selected, bar, undefined, undefined);
      if (selected !== this.desk.selected || bar !== this.desk.bar) return;
      for (const candle of history.bars) this.chart.update(candle);
      this.showLegend();
    } catch {
      // The next candle of the feed, or the button in the message, tries again.
    }
  }

  move(candles: number): void {
    this.chart?.scroll(candles);
  }
  zoom(factor: number): void {
    this.chart?.zoom(factor);
  }
  toNow(): void {
    this.chart?.toNow();
  }

  private digits(): number {
    return digitsOf(this.desk.instruments.get(this.desk.selected ?? "")?.tick_size);
  }

  private showHead(): void {
    const { selected = "", bar, instruments, sessions, marketTime } = this.desk;
    const instrument = instruments.get(selected);
    setText(this.symbol, selected ? ticker(selected) : "\u2013");
    setText(this.name, instrument ? `${instrument.name} \u00b7 ${exchange(selected)}` : "");
    for (const button of this.bars.children)
      setAttribute(button, "aria-pressed", String(button.getAttribute("data-bar") === bar));
    setAttribute(this.hours, "aria-pressed", String(this.desk.outsideHours));
    const zone = sessions.get(selected)?.zone;
    if (!zone) return;
    const at = marketTime ?? Date.now();
    const [place, offset] = [placeOf(zone), offsetText(zone, at)];
    setText(this.zone, place === offset ? `Times are ${place}` : `Times are ${place}, ${offset}`);
  }

  private showPrice(): void {
    const quote = this.desk.quotes.get(this.desk.selected ?? "");
    const digits = this.digits();
    const price = quote?.last ?? quote?.mark;
    if (setText(this.last, exact(price, digits)) && this.before !== undefined && price !== undefined)
      flash(this.last, Math.sign(price - this.before));
    this.before = price;
    const { change, change_percent: share } = quote ?? {};
    setText(this.change, quote ? `${signed(change, digits)}  ${percent(share === undefined ? undefined : share / 100)}` : "");
    setTone(this.change, change);
    const side = (of: number | undefined, size: number | undefined) =>
      `${number(of, digits)}${size === undefined ? "" : ` (${quantity(size)})`}`;
    setText(this.sides, quote ? `${side(quote.bid, quote.bid_size)} \u00d7 ${side(quote.ask, quote.ask_size)}` : "");
    setAttribute(this.sides, "title", "Bid and ask, with their sizes");
    this.showOrigin();
    document.title = quote
      ? `${ticker(quote.symbol)} ${number(price, digits)} (${quote.origin.quality}) \u2013 Pitwall`
      : "Pitwall";
  }

  private showOrigin(): void {
    const origin = this.origin ?? this.desk.quotes.get(this.desk.selected ?? "")?.origin;
    this.badge.show(origin?.quality, origin);
    setText(this.source, origin ? `Source: ${origin.source}` : "");
  }

  private showLines(): void {
    const { selected, bar } = this.desk;
    const quote = this.desk.quotes.get(selected ?? "");
    const held = this.desk.position(selected);
    const lines: Lines = {};
    if (bar !== "1d" && quote?.previous_close !== undefined) lines.previousClose = quote.previous_close;
    if (held && held.quantity !== 0)
      lines.position = {
        price: held.average_price,
        title: `${held.quantity < 0 ? "short" : "avg"} ${quantity(Math.abs(held.quantity))}`,
      };
    if (this.chart?.last()) this.chart.setLines(lines);
  }

  private showLegend(): void {
    const candle = this.pointed ?? this.chart?.last();
    if (!candle) {
      this.legend.replaceChildren();
      return;
    }
    const digits = this.digits();
    const tone = Math.sign(candle.close - candle.open);
    const time = new Date(candle.at * 1000).toISOString();
    const when = this.desk.bar === "1d" ? time.slice(0, 10) : `${time.slice(0, 10)} ${time.slice(11, 16)}`;
    const parts: [string, string][] = [
      ["O", exact(candle.open, digits)],
      ["H", exact(candle.high, digits)],
      ["L", exact(candle.low, digits)],
      ["C", exact(candle.close, digits)],
      ["V", compact(candle.volume)],
    ];
    if (this.legend.childElementCount !== parts.length + 1) {
      this.legend.replaceChildren(
        el("time"),
        ...parts.map(([label]) => el("span", { "data-testid": `legend-${label}` }, el("i", {}, label), el("b"))),
      );
    }
    const [at, ...figures] = this.legend.children;
    if (at) setText(at, this.pointed ? when : `${when} \u00b7 last`);
    figures.forEach((figure, i) => {
      const value = figure.lastElementChild;
      if (!value) return;
      setText(value, parts[i]?.[1] ?? "");
      setTone(value, i < 4 ? tone : undefined);
    });
    const { selected = "", bar } = this.desk;
    this.canvas.setAttribute(
      "aria-label",
      `Candlestick chart of ${ticker(selected)}, ${bar} candles. ` +
        parts.map(([label, value]) => `${label} ${value}`).join(", "),
    );
  }

  private say(words: string, retry = false): void {
    setText(this.words, words);
    this.retry.hidden = !retry;
    this.message.hidden = words === "";
    setAttribute(this.element, "data-state", words === "" ? "shown" : retry ? "failed" : "loading");
  }

  private loadIfOther(): void {
    const { selected, bar, outsideHours, asked } = this.desk;
    if (!selected)
      return this.say(this.desk.started ? "Select a symbol of the watchlist, or press / to find one." : "Waiting for the desk\u2026");
    const wanted = `${selected} ${bar} ${outsideHours}`;
    if (wanted === this.shown) return;
    if (!asked.has(selected)) return this.say(`Asking the desk about ${ticker(selected)}\u2026`);
    this.shown = wanted;
    this.load();
  }

  private ask(symbol: string, bar: BarSize, until: string | undefined, signal: AbortSignal | undefined) {
    const { outsideHours } = this.desk;
    const range = until === undefined ? {} : { until };
    return call(
      "get_market_history",
      { symbol, bar, back: reach[bar], limit: LIMIT, outside_hours: outsideHours, ...range },
      signal,
    );
  }

  private load(): void {
    const { selected, bar } = this.desk;
    if (!selected) return;
    this.loading?.abort();
    const loading = new AbortController();
    this.loading = loading;
    this.chart?.clear();
    this.pointed = undefined;
    this.origin = undefined;
    this.showLegend();
    this.say(`Fetching ${bar} candles of ${ticker(selected)}\u2026`);
    this.ask(selected, bar, undefined, loading.signal).then(
      (history) => {
        if (!loading.signal.aborted) this.draw(history);
      },
      (problem: unknown) => {
        if (!loading.signal.aborted) this.say(reasonOf(problem), true);
      },
    );
  }

  private draw(history: HistoryOut): void {
    const { selected = "", bar } = this.desk;
    const instrument = this.desk.instruments.get(selected);
    this.chart ??= new CandleChart(this.canvas, {
      pointed: (candle) => {
        this.pointed = candle;
        this.showLegend();
      },
      wantsEarlier: () => void this.loadEarlier(),
    });
    this.origin = history.origin;
    this.earlier = undefined;
    this.chart.show(history.bars, {
      zone: this.desk.sessions.get(selected)?.zone ?? "UTC",
      length: bar === "1d" ? "daily" : "intraday",
      bar,
      digits: this.digits(),
      step: instrument?.tick_size ?? 0.01,
    });
    this.earlier = history.earlier ?? history.bars[0]?.time;
    this.say("");
    this.showLegend();
    this.showOrigin();
    this.showLines();
  }

  private async loadEarlier(): Promise<void> {
    const { selected, bar } = this.desk;
    const until = this.earlier;
    if (!selected || !until || !this.chart || this.chart.count() >= MAX_CANDLES) return;
    this.earlier = undefined; // one request at a time
    const loading = this.loading;
    try {
      const history = await this.ask(selected, bar, until, loading?.signal);
      if (loading !== this.loading) return;
      this.chart.prepend(history.bars);
      this.earlier = history.earlier ?? history.bars[0]?.time;
    } catch {
      // No older candles, or none now: what is shown stays.
    }
  }
}
