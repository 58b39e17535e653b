// The selected instrument: its candles, its price now, and everything that must be said about both.
// What is drawn on it is kept by the desk under the handle "dashboard", for all charts of the symbol.

import { call, reasonOf } from "../api";
import { Board } from "../chart/board";
import type { Lines } from "../chart/candle_chart";
import type { Holdings } from "../chart/drawing";
import { Session, type ChartDesk } from "../chart/session";
import { barSizes, exchange, ticker, type BarSize, type Desk, type Topic, type View } from "../desk";
import { el, flash, setAttribute, setText, setTone } from "../dom";
import type { FeedBar, FeedChart } from "../generated/feed";
import type { HistoryOut, Origin } from "../generated/tools";
import { digitsOf, exact, number, percent, quantity, signed } from "../format";
import { QualityBadge } from "../quality";
import { offsetText, placeOf } from "../zone";

// How far back one request reaches: enough for a screen of candles across a long weekend.
const reach: Record<BarSize, string> = { "1m": "5d", "5m": "12d", "15m": "35d", "1h": "140d", "1d": "1100d" };
const LIMIT = 600;
const MAX_CANDLES = 20_000; // shown at once; a longer bar reaches farther back
const HANDLE = "dashboard";
const HOLDINGS_AFTER = 1_000; // orders and fills are asked for so long after the feed tells of a change

const chartDesk: ChartDesk = {
  view: (query) => call("chart_view", query),
  event: (event) => call("chart_event", event),
};

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
  private readonly board: Board;
  private readonly message = el("div", { class: "message", role: "status" });
  private readonly words = el("p");
  private readonly retry = el("button", {}, "Try again");
  private readonly zone = el("span", { class: "zone", "data-testid": "chart-zone" });
  private readonly source = el("span", { class: "source" });
  private session: Session | undefined;
  private holdings: Pick<Holdings, "orders" | "fills"> | undefined;
  private holdingsTimer: ReturnType<typeof setTimeout> | undefined;
  private shown = "";
  private origin: Origin | undefined;
  private earlier: string | undefined;
  private loading: AbortController | undefined;
  private before: number | undefined;

  constructor(
    private readonly desk: Desk,
    choices: ChartChoices,
  ) {
    this.board = new Board({
      select: (selection) => this.session?.select(selection),
      clear: () => this.session?.clear(),
      put: (drawing) => this.session?.put(drawing) ?? "",
      remove: (id) => this.session?.remove(id),
      undo: () => this.session?.undo(),
      ask: (question) => void this.askAbout(question),
      wantsEarlier: () => void this.loadEarlier(),
    });
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
      el("div", { class: "stage" }, this.board.element, this.message),
      el("div", { class: "foot" }, this.zone, this.source),
    );
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => this.board.restyle());
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
    if (bar.symbol !== this.desk.selected || bar.bar !== this.desk.bar || !this.board.last()) return;
    this.board.update(bar);
    this.origin = bar.origin;
    this.showOrigin();
  }

  /** What is drawn and selected on the symbol now, wherever that was done. */
  takeChart(chart: FeedChart): void {
    if (chart.symbol !== this.desk.selected || !this.session) return;
    this.session.take(chart.version, chart.drawings, chart.selection);
    clearTimeout(this.holdingsTimer);
    this.holdingsTimer = setTimeout(() => void this.sync(), HOLDINGS_AFTER);
  }

  /** Fills what was missed while the feed was lost. */
  async catchUp(): Promise<void> {
    const { selected, bar } = this.desk;
    if (!selected || !this.board.last()) return this.load();
    void this.sync();
    try {
      const history = await this.ask(selected, bar, undefined, undefined);
      if (selected !== this.desk.selected || bar !== this.desk.bar) return;
      for (const candle of history.bars) this.board.update(candle);
    } catch {
      // The next candle of the feed, or the button in the message, tries again.
    }
  }

  move(candles: number): void {
    this.board.scroll(candles);
  }
  zoom(factor: number): void {
    this.board.zoom(factor);
  }
  toNow(): void {
    this.board.toNow();
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
    const waits = this.desk.waits ? `(${this.desk.waits}) ` : "";
    document.title = quote
      ? `${waits}${ticker(quote.symbol)} ${number(price, digits)} (${quote.origin.quality}) \u2013 Pitwall`
      : `${waits}Pitwall`;
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
    lines.orders = this.holdings?.orders;
    if (this.board.last()) this.board.setLines(lines);
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
    this.board.clear();
    this.session = undefined;
    this.holdings = undefined;
    this.origin = undefined;
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
    this.origin = history.origin;
    this.earlier = undefined;
    this.board.show(history.bars, {
      zone: this.desk.sessions.get(selected)?.zone ?? "UTC",
      length: bar === "1d" ? "daily" : "intraday",
      bar,
      digits: this.digits(),
      step: instrument?.tick_size ?? 0.01,
    });
    this.earlier = history.earlier ?? history.bars[0]?.time;
    this.say("");
    this.board.setName(`Candlestick chart of ${ticker(selected)}, ${bar} candles.`);
    this.showOrigin();
    this.showLines();
    this.begin(bar);
  }

  // ---- What is drawn on it ----

  private begin(bar: BarSize): void {
    const session: Session = new Session(HANDLE, bar, chartDesk, {
      book: ({ drawings, selection }) => {
        if (session !== this.session) return;
        this.board.setBook(drawings, selection, (id) => session.known(id));
        this.board.setUndo(session.canUndo());
      },
      acted: () => undefined,
      failed: (problem) => {
        if (session !== this.session) return;
        this.board.say(`The desk did not take that: ${reasonOf(problem)}`, true);
        void this.sync();
      },
    });
    this.session = session;
    void this.sync();
  }

  // Tells the desk what the dashboard shows, and learns what stands on it.
  private async sync(): Promise<void> {
    const { session } = this;
    const { selected, bar, outsideHours } = this.desk;
    if (!session || !selected) return;
    const epoch = session.now();
    try {
      const view = await call("chart_view", { chart: HANDLE, symbol: selected, bar, outside_hours: outsideHours, candles: false });
      if (session !== this.session) return;
      this.holdings = { orders: view.orders, fills: view.fills };
      this.board.setFills(view.fills);
      this.showLines();
      session.take(view.version, view.drawings, view.selection, epoch);
    } catch (problem) {
      if (session === this.session) this.board.say(`What is drawn on this chart cannot be had: ${reasonOf(problem)}`, true);
    }
  }

  private async askAbout(question: string): Promise<void> {
    if (!this.session) return;
    const taken = await this.session.ask(question || "Please look at what I selected on the chart.");
    if (taken) this.board.say("Kept for your assistant: it is told of your question when it next asks the desk anything.");
  }

  // ---- Candles from before ----

  private async loadEarlier(): Promise<void> {
    const { selected, bar } = this.desk;
    const until = this.earlier;
    if (!selected || !until || this.board.count() >= MAX_CANDLES) return;
    this.earlier = undefined; // one request at a time
    const loading = this.loading;
    try {
      const history = await this.ask(selected, bar, until, loading?.signal);
      if (loading !== this.loading) return;
      this.board.prepend(history.bars);
      this.earlier = history.earlier ?? history.bars[0]?.time;
    } catch {
      // No older candles, or none now: what is shown stays.
    }
  }
}
