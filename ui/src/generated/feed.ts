// Made from the feed's own messages by `pitwall tools --typescript`; not written by hand.

export interface ChartRequest { symbol: string; bar: string; outside_hours: boolean }
export interface FeedAnswer { tool: string; answer: unknown }
export interface FeedBar {
  symbol: string;
  bar: string;
  time: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  origin: Origin;
}
export interface FeedFrame {
  sequence: number;
  sent_at: string;
  market_time: string;
  quotes: FeedQuote[];
  bar?: FeedBar;
  answers: FeedAnswer[];
  errors: FeedProblem[];
}
export interface FeedProblem { about: string; error: string }
export interface FeedQuote {
  symbol: string;
  currency: string;
  mark?: number;
  change?: number;
  change_percent?: number;
  bid?: number;
  bid_size?: number;
  ask?: number;
  ask_size?: number;
  last?: number;
  last_size?: number;
  volume?: number;
  open?: number;
  high?: number;
  low?: number;
  previous_close?: number;
  time: string;
  origin: Origin;
}
export interface FeedRequest { subscribe: Subscribe }
export interface Origin {
  source: string;
  account_kind: "none" | "paper" | "live" | "mixed";
  as_of: string;
  received_at: string;
  quality: "live" | "delayed" | "frozen" | "stale" | "replayed" | "simulated";
}
export interface Subscribe { symbols: string[]; account?: string; chart?: ChartRequest }
