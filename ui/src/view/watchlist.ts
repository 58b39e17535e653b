// Prices that are watched, live. One is selected; the chart and the clock follow it.

import { arrange, el, flash, setAttribute, setText, setTone } from "../dom";
import { exchange, ticker, type Desk, type Topic, type View } from "../desk";
import { digitsOf, number, percent } from "../format";
import { QualityBadge, worst } from "../quality";
import { SymbolSearch } from "./symbol_search";
import { Sparkline } from "./sparkline";

class Row {
  readonly element: HTMLElement;
  private readonly name = el("small", { class: "name" });
  private readonly last = el("b", { class: "last", "data-testid": "watchlist-last" });
  private readonly change = el("span", { class: "change", "data-testid": "watchlist-change" });
  private readonly bid = el("span", { "data-testid": "watchlist-bid" });
  private readonly ask = el("span", { "data-testid": "watchlist-ask" });
  private readonly problem = el("small", { class: "problem" });
  private readonly spark = new Sparkline();
  private readonly badge = new QualityBadge("watchlist-quality", true);
  private before: number | undefined;

  constructor(
    private readonly desk: Desk,
    readonly symbol: string,
    id: string,
    select: () => void,
    remove: () => void,
  ) {
    // For the pointer only: a row is one control, and the Delete key does the same.
    const close = el("span", { class: "remove", "aria-hidden": "true", title: `Stop watching ${ticker(symbol)}` }, "\u00d7");
    close.addEventListener("click", (event) => {
      event.stopPropagation();
      remove();
    });
    this.element = el(
      "li",
      { role: "option", id, "data-testid": "watchlist-row", "data-symbol": symbol },
      el("span", { class: "who" }, el("span", {}, el("b", {}, ticker(symbol)), close), this.name),
      this.spark.element,
      el("span", { class: "price" }, this.last, this.change),
      el("span", { class: "sides" }, this.bid, el("i", { "aria-hidden": "true" }, "\u00d7"), this.ask),
      this.badge.element,
      this.problem,
    );
    this.element.addEventListener("click", select);
  }

  showQuote(common: string | undefined): void {
    const quote = this.desk.quotes.get(this.symbol);
    const instrument = this.desk.instruments.get(this.symbol);
    const digits = digitsOf(instrument?.tick_size);
    setText(this.name, instrument?.name ?? "");
    setAttribute(this.element, "title", instrument ? `${instrument.name}, ${exchange(this.symbol)}` : undefined);
    const problem = quote ? undefined : this.desk.quoteProblems.get(this.symbol);
    setText(this.problem, problem ?? "");
    const price = quote?.last ?? quote?.mark;
    if (setText(this.last, number(price, digits)) && this.before !== undefined && price !== undefined)
      flash(this.last, Math.sign(price - this.before));
    this.before = price;
    const share = quote?.change_percent;
    setText(this.change, percent(share === undefined ? undefined : share / 100));
    setTone(this.change, share);
    setText(this.bid, number(quote?.bid, digits));
    setText(this.ask, number(quote?.ask, digits));
    this.badge.show(quote?.origin.quality, quote?.origin);
    this.badge.element.hidden = !quote || quote.origin.quality === common;
    this.showSpark();
  }

  showSpark(): void {
    const quote = this.desk.quotes.get(this.symbol);
    this.spark.show(this.desk.sparks.get(this.symbol), quote?.last ?? quote?.mark, quote?.previous_close);
  }
}

export class Watchlist implements View {
  readonly element: HTMLElement;
  private readonly list = el("ul", { role: "listbox", tabindex: "0", "aria-label": "Watchlist", "data-testid": "watchlist" });
  private readonly badge = new QualityBadge("watchlist-panel-quality", true);
  private readonly empty = el("p", { class: "note", role: "status" });
  private readonly rows = new Map<string, Row>();
  readonly search: SymbolSearch;

  constructor(
    private readonly desk: Desk,
    private readonly select: (symbol: string) => void,
    add: (symbol: string) => void,
    private readonly remove: (symbol: string) => void,
  ) {
    this.search = new SymbolSearch(add);
    this.element = el(
      "section",
      { class: "panel watch", "aria-label": "Watchlist" },
      el("div", { class: "bar" }, el("h2", {}, "Watchlist"), this.badge.element, this.search.element),
      this.empty,
      this.list,
    );
    this.list.addEventListener("keydown", (event) => this.key(event));
  }

  update(changed: ReadonlySet<Topic>): void {
    if (changed.has("watch")) this.arrange();
    if (changed.has("watch") || changed.has("quotes") || changed.has("instruments")) {
      const common = worst(this.desk.watch.flatMap((symbol) => this.desk.quotes.get(symbol)?.origin.quality ?? []));
      this.badge.show(common);
      for (const row of this.rows.values()) row.showQuote(common);
    } else if (changed.has("sparks")) {
      for (const row of this.rows.values()) row.showSpark();
    }
    if (changed.has("watch") || changed.has("selection")) this.mark();
  }

  private arrange(): void {
    const { watch, started } = this.desk;
    for (const symbol of this.rows.keys()) if (!watch.includes(symbol)) this.rows.delete(symbol);
    const elements = watch.map((symbol, at) => {
      let row = this.rows.get(symbol);
      if (!row) {
        const id = `watch-${symbol.replace(/[^A-Za-z0-9]/g, "-")}-${at}`;
        row = new Row(this.desk, symbol, id, () => this.select(symbol), () => this.remove(symbol));
        this.rows.set(symbol, row);
      }
      return row.element;
    });
    arrange(this.list, elements);
    setText(this.empty, started ? "Nothing is watched. Press / to add a symbol." : "Asking the desk what it knows\u2026");
    this.empty.hidden = watch.length > 0;
  }

  private mark(): void {
    for (const [symbol, row] of this.rows) {
      const chosen = symbol === this.desk.selected;
      setAttribute(row.element, "aria-selected", String(chosen));
      if (!chosen) continue;
      this.list.setAttribute("aria-activedescendant", row.element.id);
      this.reveal(row.element);
    }
  }

  // Scrolls the list alone: where the whole page scrolls, it must not move under a finger.
  private reveal(row: HTMLElement): void {
    const { list } = this;
    const above = row.offsetTop - list.offsetTop - list.scrollTop;
    const below = above + row.offsetHeight - list.clientHeight;
    if (above < 0) list.scrollTop += above;
    else if (below > 0) list.scrollTop += below;
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Delete" && this.desk.selected) this.remove(this.desk.selected);
  }
}
