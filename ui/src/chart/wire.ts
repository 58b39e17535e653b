// What the chart tools say and take: the shapes of docs/plan.md until the daemon's own types have them.

import type { Origin } from "../generated/tools";
import type { Candle } from "./series";

export type DrawingKind = "level" | "zone" | "trend_line" | "fibonacci" | "mark" | "note";
export type Role = "none" | "support" | "resistance" | "entry" | "target" | "stop";
export type Author = "user" | "assistant";

export interface Drawing {
  id: string;
  kind: DrawingKind;
  time: string;
  price: number;
  to_time?: string;
  to_price?: number;
  extended: boolean;
  role: Role;
  text?: string;
  author: Author;
  actor: string;
  drawn_at: string;
  changed_at: string;
}

export interface Selection {
  kind: "candle" | "range";
  bar: string;
  from: string;
  to: string;
  price?: number;
  drawing?: string;
  chart: string;
  author: Author;
  at: string;
}

export interface IndicatorLine {
  name: string;
  values: (number | null)[];
}
export interface IndicatorSeries {
  name: string;
  pane: "price" | "below";
  lines: IndicatorLine[];
}

export interface ChartOrder {
  id: string;
  side: string;
  kind: string;
  quantity: number;
  price?: number;
  status: string;
}
export interface ChartFill {
  id: string;
  time: string;
  side: string;
  quantity: number;
  price: number;
}

export interface ChartView {
  chart: string;
  version: number;
  symbol: string;
  name: string;
  currency: string;
  zone: string;
  tick_size: number;
  bar: string;
  outside_hours: boolean;
  title?: string;
  candles: Candle[];
  earlier?: string;
  indicators: IndicatorSeries[];
  drawings: Drawing[];
  selection?: Selection;
  orders: ChartOrder[];
  fills: ChartFill[];
  position?: { quantity: number; average_price: number };
  origin: Origin;
}

/** What a view tells the desk: a drawing without what the desk adds to it. */
export interface DrawingIn {
  id?: string;
  kind: DrawingKind;
  time: string;
  price: number;
  to_time?: string;
  to_price?: number;
  extended?: boolean;
  role?: Role;
  text?: string;
}
export interface SelectionIn {
  kind: "candle" | "range";
  from: string;
  to: string;
  price?: number;
  drawing?: string;
}
export interface ChartEventIn {
  chart: string;
  event: "select" | "clear" | "put" | "remove" | "ask";
  selection?: SelectionIn;
  drawing?: DrawingIn;
  remove?: string;
  question?: string;
}
export interface ChartEventOut {
  chart: string;
  version: number;
  drawings: Drawing[];
  selection?: Selection;
}
