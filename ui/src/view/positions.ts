// What is held, valued by the desk once a second: the same figures that an assistant is told.

import { arrange, el, flash, setAttribute, setText, setTone } from "../dom";
import { ticker, type Desk, type Topic, type View } from "../desk";
import type { PositionRow } from "../generated/tools";
import { digitsOf, number, percent, quantity, signed } from "../format";
import { QualityBadge, worst } from "../quality";

interface Column {
  key: string;
  label: string;
  value: (row: PositionRow) => number | string | undefined;
  text: (row: PositionRow, digits: number) => string;
  toned?: boolean;
  flashes?: boolean;
  wide?: boolean;
}

const columns: Column[] = [
  { key: "symbol", label: "Symbol", value: (row) => row.symbol, text: (row) => ticker(row.symbol) },
  { key: "quantity", label: "Quantity", value: (row) => row.quantity, text: (row) => quantity(row.quantity) },
  { key: "average", label: "Avg price", wide: true, value: (row) => row.average_price, text: (row, digits) => number(row.average_price, Math.max(digits, 2)) },
  { key: "mark", label: "Mark", flashes: true, value: (row) => row.mark_price, text: (row, digits) => number(row.mark_price, digits) },
  { key: "value", label: "Market value", wide: true, value: (row) => row.market_value, text: (row) => number(row.market_value, 2) },
  { key: "unrealized", label: "Unrealized P&L", toned: true, value: (row) => row.unrealized_pnl, text: (row) => signed(row.unrealized_pnl, 2) },
  { key: "daily", label: "Daily P&L", toned: true, value: (row) => row.daily_pnl, text: (row) => signed(row.daily_pnl, 2) },
  { key: "weight", label: "Weight", wide: true, value: (row) => row.weight_percent, text: (row) => percent(row.weight_percent === undefined ? undefined : row.weight_percent / 100, 1, false) },
];

class Row {
  readonly element: HTMLElement;
  private readonly cells: HTMLElement[];
  private readonly note = el("small");
  private readonly badge = new QualityBadge("position-quality", true);
  private readonly before = new Map<string, number>();

  constructor(symbol: string, select: () => void) {
    this.cells = columns.map((column) =>
      el(column.key === "symbol" ? "th" : "td", {
        "data-column": column.key,
        "data-testid": `position-${column.key}`,
        ...(column.key === "symbol" ? { scope: "row" } : {}),
        ...(column.wide ? { class: "wide" } : {}),
      }, el("span")),
    );
    this.cells[0]?.append(this.badge.element, this.note);
    this.element = el("tr", { tabindex: "0", "data-testid": "position-row", "data-symbol": symbol }, ...this.cells);
    this.element.addEventListener("click", select);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Enter") select();
    });
  }

  show(row: PositionRow, digits: number, base: string | undefined, common: string | undefined, name: string): void {
    columns.forEach((column, at) => {
      const figure = this.cells[at]?.firstElementChild as HTMLElement;
      const value = column.value(row);
      const changed = setText(figure, column.text(row, digits));
      if (typeof value === "number") {
        const before = this.before.get(column.key);
        if (changed && before !== undefined && column.flashes) flash(figure, Math.sign(value - before));
        this.before.set(column.key, value);
      }
      if (column.toned) setTone(figure, typeof value === "number" ? value : undefined);
    });
    const foreign = row.currency !== base ? row.currency : "";
    setText(this.note, row.error ?? [foreign, name].filter(Boolean).join(" \u00b7 "));
    setAttribute(this.note, "class", row.error ? "problem" : undefined);
    setAttribute(this.element, "title", row.error);
    this.badge.show(row.origin.quality, row.origin);
    this.badge.element.hidden = row.origin.quality === common;
  }
}

export class Positions implements View {
  readonly element: HTMLElement;
  private readonly body = el("tbody");
  private readonly heads = new Map<string, HTMLElement>();
  private readonly badge = new QualityBadge("positions-quality", true);
  private readonly count = el("span", { class: "count" });
  private readonly note = el("p", { class: "note", role: "status" });
  private readonly table: HTMLTableElement;
  private rows = new Map<string, Row>();
  private sortKey = "value";
  private descending = true;
  private shownAccount: string | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly select: (symbol: string) => void,
  ) {
    const head = el("tr", {}, ...columns.map((column) => this.head(column)));
    this.table = el("table", { "data-testid": "positions" }, el("thead", {}, head), this.body);
    this.element = el(
      "section",
      { class: "panel positions", "aria-label": "Positions" },
      el("div", { class: "bar" }, el("h2", {}, "Positions"), this.count, this.badge.element),
      el("div", { class: "scroll" }, this.table),
      this.note,
    );
  }

  private head(column: Column): HTMLElement {
    const button = el("button", {}, column.label);
    button.addEventListener("click", () => {
      this.descending = this.sortKey === column.key ? !this.descending : column.key !== "symbol";
      this.sortKey = column.key;
      this.desk.touch("positions");
    });
    const head = el("th", { scope: "col", "data-column": column.key, ...(column.wide ? { class: "wide" } : {}) }, button);
    this.heads.set(column.key, head);
    return head;
  }

  update(changed: ReadonlySet<Topic>): void {
    if (changed.has("positions") || changed.has("instruments") || changed.has("accounts")) this.showRows();
    if (changed.has("positions") || changed.has("selection")) {
      for (const element of this.body.children)
        setAttribute(element, "aria-selected", String(element.getAttribute("data-symbol") === this.desk.selected));
    }
  }

  private sorted(): PositionRow[] {
    const column = columns.find((one) => one.key === this.sortKey);
    const size = (row: PositionRow) => {
      const value = column?.value(row);
      return typeof value === "number" && this.sortKey === "value" ? Math.abs(value) : value;
    };
    const sign = this.descending ? -1 : 1;
    return [...(this.desk.positions ?? [])].sort((a, b) => {
      const [left, right] = [size(a), size(b)];
      if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
      if (left !== right) return left < right ? -sign : sign;
      return a.symbol < b.symbol ? -1 : 1;
    });
  }

  private showRows(): void {
    const { positions, positionProblems, account = "" } = this.desk;
    if (this.shownAccount !== account) this.rows.clear();
    this.shownAccount = account;
    for (const [key, head] of this.heads)
      setAttribute(head, "aria-sort", key === this.sortKey ? (this.descending ? "descending" : "ascending") : undefined);

    const common = worst((positions ?? []).map((row) => row.origin.quality));
    this.badge.show(common, positions?.[0]?.origin);
    const base = this.desk.balances.get(account)?.currency;
    const kept = new Map<string, Row>();
    const elements = this.sorted().map((row) => {
      const shown = this.rows.get(row.symbol) ?? new Row(row.symbol, () => this.select(row.symbol));
      const instrument = this.desk.instruments.get(row.symbol);
      shown.show(row, digitsOf(instrument?.tick_size), base, common, instrument?.name ?? "");
      kept.set(row.symbol, shown);
      return shown.element;
    });
    this.rows = kept;
    arrange(this.body, elements);

    setText(this.count, positions?.length ? String(positions.length) : "");
    this.table.hidden = elements.length === 0;
    const problems = positionProblems.map((problem) => `${problem.about}: ${problem.error}`).join(" ");
    const words = positions === undefined ? "Asking the desk for positions\u2026" : elements.length === 0 ? "This account holds nothing." : "";
    setText(this.note, [words, problems].filter(Boolean).join(" "));
    this.note.hidden = this.note.textContent === "";
  }
}
