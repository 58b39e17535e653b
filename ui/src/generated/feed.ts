// Made from the feed's own messages (src/serve/feed/message.h); not written by hand.

export interface ChartRequest {
  /** Ticker, or ticker:exchange. */
  symbol: string;
  /** Length of one candle. */
  bar: string;
  /** Also the candles outside regular hours. */
  outside_hours: boolean;
}

export interface Drawing {
  /** Its handle. */
  id: string;
  /** level, zone, trend_line, fibonacci, mark or note. */
  kind: "level" | "zone" | "trend_line" | "fibonacci" | "mark" | "note";
  /** First anchor, UTC. */
  time: string;
  /** First anchor. */
  price: number;
  /** Second anchor; of a zone without one: open to the right. */
  to_time?: string;
  /** Second anchor. */
  to_price?: number;
  /** A trend line goes on beyond its second end. */
  extended: boolean;
  /** What it is meant as. */
  role: "none" | "support" | "resistance" | "entry" | "target" | "stop";
  /** Its label, words of whoever drew it. */
  text?: string;
  /** Who drew it: user or assistant. */
  author: "user" | "assistant";
  /** From where: a host, the dashboard, the command line. */
  actor: string;
  /** When it was drawn, by the desk's clock. */
  drawn_at: string;
  /** When it was last changed. */
  changed_at: string;
  /** Who changed it last, where that was not its author. */
  changed_by?: "user" | "assistant";
}

export interface FeedAnswer {
  /** Whose answer it is: desk_status, get_balances, get_pnl or get_portfolio. */
  tool: string;
  /** The account that was asked about; absent for all. */
  account?: string;
  /** The tool's structured answer. */
  answer: unknown;
}

export interface FeedBar {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Length of the candle. */
  bar: string;
  /** The start of the bar. */
  time: string;
  /** First price. */
  open: number;
  /** Highest price. */
  high: number;
  /** Lowest price. */
  low: number;
  /** Last price. */
  close: number;
  /** Shares, contracts or coins traded. */
  volume: number;
  /** Where the figures come from. */
  origin: Origin;
}

export interface FeedChart {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Grows with each change, of its orders and fills too. */
  version: number;
  /** All that is drawn. */
  drawings: Drawing[];
  /** What is selected. */
  selection?: Selection;
}

export interface FeedFrame {
  /** 1 for the first of a connection, then one more each. */
  sequence: number;
  /** When, by the clock of the desk. */
  sent_at: string;
  /** Time in the market; a replayed tape has its own. */
  market_time: string;
  /** Those that changed since the frame before; all after a subscription. */
  quotes: FeedQuote[];
  /** The last candle of the chart as it grows, and the one before when it is complete. */
  bars: FeedBar[];
  /** Those of the tools that changed, at most once a second. */
  answers: FeedAnswer[];
  /** What stands on the chart's instrument, if it changed; always after a subscription. */
  charts: FeedChart[];
  /** Another number whenever something at the gate has changed: what waits, the switch. */
  gate: number;
  /** What could not be had. */
  errors: Problem[];
}

export interface FeedQuote {
  /** Instrument as ticker:exchange. */
  symbol: string;
  /** Currency of the prices. */
  currency: string;
  /** What positions are valued at. */
  mark?: number;
  /** Mark less previous close. */
  change?: number;
  /** The same in percent. */
  change_percent?: number;
  /** Best price that buyers offer. */
  bid?: number;
  /** Shares, contracts or coins at the bid. */
  bid_size?: number;
  /** Best price that sellers ask. */
  ask?: number;
  /** Shares, contracts or coins at the ask. */
  ask_size?: number;
  /** Price of the last trade. */
  last?: number;
  /** Size of the last trade. */
  last_size?: number;
  /** Traded this trading day. */
  volume?: number;
  /** First price of the trading day. */
  open?: number;
  /** Highest price of the trading day. */
  high?: number;
  /** Lowest price of the trading day. */
  low?: number;
  /** Closing price of the trading day before. */
  previous_close?: number;
  /** The latest change, by the exchange. */
  time: string;
  /** Where these figures come from. */
  origin: Origin;
}

export interface FeedRequest {
  /** All that is wanted from now on; takes the place of what was wanted before. */
  subscribe: Subscribe;
}

export interface Origin {
  /** Which broker, market or file. */
  source: string;
  /** Whose money: none (a price source), paper, live, or mixed. */
  account_kind: "none" | "paper" | "live" | "mixed";
  /** When it was true at the source. */
  as_of: string;
  /** When it reached the desk. */
  received_at: string;
  /** Anything but live is not the market now. */
  quality: "live" | "delayed" | "frozen" | "stale" | "replayed" | "simulated";
}

export interface Problem {
  /** Which symbol or account. */
  about: string;
  /** What is missing, why, and what to do. */
  error: string;
}

export interface Selection {
  /** candle or range. */
  kind: "candle" | "range";
  /** Length of its candles. */
  bar: string;
  /** Start of the first candle, UTC. */
  from: string;
  /** End of the last one, not included. */
  to: string;
  /** Where the pointer stood. */
  price?: number;
  /** A drawing selected with it. */
  drawing?: string;
  /** On which chart. */
  chart: string;
  /** Who selected it. */
  author: "user" | "assistant";
  /** When. */
  at: string;
}

export interface Subscribe {
  /** Instruments whose quotes are wanted. */
  symbols: string[];
  /** Account whose positions are wanted; all accounts if absent. */
  account?: string;
  /** The chart that is shown, if one is. */
  chart?: ChartRequest;
}
