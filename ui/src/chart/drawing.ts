// The daemon's types of what stands on a chart, by the names used here.

import type { ChartViewOut, Drawing, DrawingIn as PartOfDrawing } from "../generated/tools";

export type {
  ChartEventIn,
  ChartEventOut,
  ChartFill,
  ChartIndicator,
  ChartOrder,
  ChartViewOut as ChartView,
  Drawing,
  Selection,
} from "../generated/tools";

export type Author = Drawing["author"];
export type DrawingKind = Drawing["kind"];
export type Role = Drawing["role"];

/** What this side tells the desk is always a whole drawing. */
export type DrawingIn = PartOfDrawing & Required<Pick<PartOfDrawing, "kind" | "time" | "price">>;

export interface SelectionIn {
  kind: "candle" | "range";
  from: string;
  to: string;
  price?: number;
  drawing?: string;
}

/** What changes without the candles. */
export type Holdings = Pick<ChartViewOut, "orders" | "fills" | "position">;
