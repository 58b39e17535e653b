// The page of the chart in a chat: a head with the price, the board, and words where there is none.

import { Board } from "../chart/board";
import type { Lines } from "../chart/candle_chart";
import { isDaily } from "../chart/axis";
import { icon } from "../chart/tools";
import type { Book } from "../chart/session";
import type { ChartView, Holdings } from "../chart/drawing";
import { el, setAttribute, setText, setTone } from "../dom";
import { digitsOf, exact, percent, quantity, signed } from "../format";
import { QualityBadge } from "../quality";
import { offsetText, placeOf } from "../zone";
import type { HostContext } from "./bridge";
import type { ChartApp, Screen } from "./chart_app";

const LIBRARY = "https://www.tradingview.com/";
const INLINE_HEIGHT = 520;

export class Page implements Screen {
  readonly element = el("main", { class: "app", "data-state": "words" });
  private readonly symbol = el("h1", { "data-testid": "app-symbol" });
  private readonly title = el("span", { class: "title" });
  private readonly last = el("strong", { class: "last", "data-testid": "app-last" });
  private readonly change = el("span", { class: "change" });
  private readonly badge = new QualityBadge("app-quality");
  private readonly expand = el("button", { type: "button", class: "tool", "data-testid": "app-fullscreen", hidden: "" });
  private readonly words_ = el("div", { class: "app-words", role: "status", "data-testid": "app-words" });
  private readonly zone = el("span", {});
  private readonly source = el("span", { class: "source" });
  private readonly board: Board;
  private app: ChartApp | undefined;
  private full = false;
  private height = 0;

  constructor() {
    this.board = new Board({
      select: (selection) => this.app?.session?.select(selection),
      clear: () => this.app?.session?.clear(),
      put: (drawing) => this.app?.session?.put(drawing) ?? "",
      remove: (id) => this.app?.session?.remove(id),
      undo: () => this.app?.session?.undo(),
      ask: (question) => this.app?.ask(question),
      wantsEarlier: () => void this.app?.wantEarlier(),
    });
    this.expand.addEventListener("click", () => void this.toggleFull());
    const link = el("a", { href: LIBRARY, rel: "noreferrer", target: "_blank" }, "TradingView Lightweight Charts\u2122");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (this.app?.bridge.host?.openLinks) this.app.bridge.openLink(LIBRARY).catch(() => undefined);
    });
    this.element.append(
      el("header", {}, this.symbol, this.title, this.last, this.change, el("span", { class: "gap" }), this.badge.element, this.expand),
      this.board.element,
      this.words_,
      el("footer", {}, this.zone, this.source, el("span", { class: "gap" }), el("span", { class: "library" }, "Charts by ", link)),
    );
  }

  attach(app: ChartApp): void {
    this.app = app;
    document.addEventListener("visibilitychange", () => app.seen());
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => this.board.restyle());
    new ResizeObserver(() => this.tellSize()).observe(this.element);
  }

  words(text: string, problem = false): void {
    setText(this.words_, text);
    setAttribute(this.words_, "data-problem", problem ? "yes" : undefined);
    this.element.dataset["state"] = "words";
    this.tellSize();
  }

  show(view: ChartView): void {
    this.element.dataset["state"] = "shown";
    const digits = digitsOf(view.tick_size);
    this.board.show(
      view.candles,
      { zone: view.zone, length: isDaily(view.bar) ? "daily" : "intraday", bar: view.bar, digits, step: view.tick_size, ...(view.from === undefined ? {} : { from: view.from }) },
      view.indicators,
    );
    this.head(view);
    this.holdings(view);
    this.tellSize();
  }

  refresh(view: ChartView): void {
    this.board.merge(view.candles, view.indicators);
    this.head(view);
  }

  earlier(view: ChartView): void {
    this.board.prepend(view.candles, view.indicators);
  }

  holdings({ orders, fills, position }: Holdings): void {
    const lines: Lines = { orders };
    if (position?.average_price !== undefined && position.quantity !== 0)
      lines.position = {
        price: position.average_price,
        title: `${position.quantity < 0 ? "short" : "avg"} ${quantity(Math.abs(position.quantity))}`,
      };
    this.board.setLines(lines);
    this.board.setFills(fills);
  }

  book({ drawings, selection }: Book, known: (id: string) => string, canUndo: boolean): void {
    this.board.setBook(drawings, selection, known);
    this.board.setUndo(canUndo);
  }

  say(text: string, problem = false): void {
    this.board.say(text, problem);
  }

  visible(): boolean {
    return document.visibilityState === "visible";
  }

  context({ theme, variables, safeArea, displayMode, availableDisplayModes, height, maxHeight }: HostContext): void {
    const root = document.documentElement;
    setAttribute(root, "data-theme", theme);
    for (const [name, value] of Object.entries(variables)) root.style.setProperty(name, value);
    for (const side of ["top", "right", "bottom", "left"] as const) root.style.setProperty(`--safe-${side}`, `${safeArea[side]}px`);
    this.full = displayMode === "fullscreen";
    this.expand.hidden = !availableDisplayModes.includes(this.full ? "inline" : "fullscreen");
    const name = this.full ? "Back into the chat" : "Full screen";
    this.expand.replaceChildren(icon(this.full ? "shrink" : "expand"));
    setAttribute(this.expand, "title", name);
    setAttribute(this.expand, "aria-label", name);
    const inline = Math.min(INLINE_HEIGHT, maxHeight ?? INLINE_HEIGHT);
    root.style.setProperty("--height", this.full || height !== undefined ? "100dvh" : `${inline}px`);
    this.board.restyle();
    this.tellSize();
  }

  private head({ symbol, name, title, bar, candles, tick_size: step, zone, origin, outside_hours }: ChartView): void {
    const digits = digitsOf(step);
    const [last, before] = [candles[candles.length - 1], candles[candles.length - 2]];
    setText(this.symbol, symbol.split(":")[0] ?? symbol);
    setText(this.title, [title ?? name, bar, outside_hours ? "extended hours" : ""].filter(Boolean).join(" \u00b7 "));
    setText(this.last, exact(last?.close, digits));
    const change = last && before ? last.close - before.close : undefined;
    setText(this.change, change === undefined || !before ? "" : `${signed(change, digits)}  ${percent(change / Math.abs(before.close || 1))}`);
    setTone(this.change, change);
    this.board.setName(`Candlestick chart of ${symbol}, ${bar} candles.`);
    this.badge.show(origin?.quality, origin);
    const at = last ? Date.parse(last.time) : Date.now();
    const [place, offset] = [placeOf(zone), offsetText(zone, at)];
    setText(this.zone, place === offset ? `Times are ${place}` : `Times are ${place}, ${offset}`);
    setText(this.source, origin ? `Source: ${origin.source}` : "");
  }

  private async toggleFull(): Promise<void> {
    try {
      await this.app?.bridge.displayMode(this.full ? "inline" : "fullscreen");
    } catch {
      this.say("The program around the chart did not change its size.", true);
    }
  }

  // The program gives the frame its height by this.
  private tellSize(): void {
    const { width, height } = this.element.getBoundingClientRect();
    const rounded = Math.ceil(height);
    if (this.full || rounded === this.height || rounded === 0 || !this.app?.bridge.host) return;
    this.height = rounded;
    this.app.bridge.sizeChanged(Math.ceil(width), rounded);
  }
}
