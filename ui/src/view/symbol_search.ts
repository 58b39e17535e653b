// Finds an instrument by its symbol or name, and adds it to what is watched.

import { call, reasonOf } from "../api";
import { el, setAttribute } from "../dom";
import type { InstrumentRow } from "../generated/tools";

const WAIT = 120;

export class SymbolSearch {
  readonly element: HTMLElement;
  private readonly input = el("input", {
    type: "search",
    placeholder: "Add symbol  /",
    "aria-label": "Add a symbol to the watchlist",
    "aria-expanded": "false",
    "aria-controls": "search-results",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "40",
    "data-testid": "symbol-search",
  });
  private readonly results = el("ul", { id: "search-results", role: "listbox", "aria-label": "Instruments found", hidden: "" });
  private found: InstrumentRow[] = [];
  private chosen = 0;
  private asked: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly add: (symbol: string) => void) {
    this.element = el("div", { class: "search" }, this.input, this.results);
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.ask(), WAIT);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  private async ask(): Promise<void> {
    const text = this.input.value.trim();
    this.asked?.abort();
    if (!text) return this.close();
    this.asked = new AbortController();
    const { signal } = this.asked;
    try {
      const answer = await call("search_instruments", { text, limit: 8 }, signal);
      this.show(answer.instruments, `Nothing is called "${text}".`);
    } catch (problem) {
      if (!signal.aborted) this.show([], reasonOf(problem));
    }
  }

  private show(found: InstrumentRow[], otherwise: string): void {
    this.found = found;
    this.chosen = 0;
    const rows = found.map((row) => {
      const option = el(
        "li",
        { role: "option", "data-testid": "search-result" },
        el("b", {}, row.symbol),
        el("small", {}, row.name),
      );
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        this.take(row);
      });
      return option;
    });
    this.results.replaceChildren(...(rows.length ? rows : [el("li", { class: "note" }, otherwise)]));
    this.results.hidden = false;
    setAttribute(this.input, "aria-expanded", "true");
    this.mark();
  }

  private mark(): void {
    [...this.results.children].forEach((option, at) =>
      setAttribute(option, "aria-selected", this.found.length ? String(at === this.chosen) : undefined),
    );
  }

  private key(event: KeyboardEvent): void {
    const { key } = event;
    if (key === "Escape") {
      this.input.value = "";
      this.close();
      this.input.blur();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      const count = this.found.length || 1;
      this.chosen = (this.chosen + (key === "ArrowDown" ? 1 : count - 1)) % count;
      this.mark();
    } else if (key === "Enter") {
      const row = this.found[this.chosen];
      if (row) this.take(row);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private take(row: InstrumentRow): void {
    this.input.value = "";
    this.close();
    this.input.blur();
    this.add(row.symbol);
  }

  private close(): void {
    this.results.hidden = true;
    setAttribute(this.input, "aria-expanded", "false");
  }
}
