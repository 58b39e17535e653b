// What the keys do, and whose work is inside.

import { el } from "../dom";

const keys: [string, string][] = [
  ["\u2191 \u2193 or J K", "previous, next symbol of the watchlist"],
  ["/", "find a symbol and watch it"],
  ["Delete", "stop watching the selected symbol"],
  ["1 \u2026 5", "candles of 1m, 5m, 15m, 1h, 1d"],
  ["E", "candles outside regular hours too"],
  ["\u2190 \u2192", "older, newer candles"],
  ["+ \u2212", "fewer, more candles"],
  ["Home", "back to the newest candle"],
  ["A", "next account"],
  ["V R L Z T F M N", "on the chart: point, range, level, zone, trend line, Fibonacci, mark, note"],
  ["Enter, Delete, Ctrl Z", "on the chart: select the candle at the cursor, delete a drawing, undo"],
  ["W", "the watch: what is up, what fires, what happened; and back"],
  ["B", "the notebook: the tracker, decisions, what was left; and back"],
  ["?", "this page"],
];

export class Help {
  readonly element: HTMLDialogElement;

  constructor() {
    const close = el("button", { autofocus: "" }, "Close");
    close.addEventListener("click", () => this.element.close());
    this.element = el(
      "dialog",
      { "aria-labelledby": "help-title" },
      el("h2", { id: "help-title" }, "Keys"),
      el("dl", {}, ...keys.flatMap(([key, meaning]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, meaning)])),
      el("h2", {}, "Figures"),
      el(
        "p",
        {},
        "Every figure comes from the desk by the same tools that an assistant uses, with its quality: live, " +
          "delayed, frozen, stale, replayed or simulated. What the desk does not know is a dash.",
      ),
      el(
        "p",
        { class: "note" },
        "Charts by ",
        el("a", { href: "https://www.tradingview.com/", rel: "noreferrer", target: "_blank" }, "TradingView Lightweight Charts\u2122"),
        ", Copyright \u00a9 TradingView, Inc. ",
        el("a", { href: "/notices.txt" }, "All notices"),
        ".",
      ),
      close,
    );
  }

  toggle(): void {
    if (this.element.open) this.element.close();
    else this.element.showModal();
  }
}
