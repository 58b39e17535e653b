// Prices on a chart are always whole steps of the instrument's, without the noise of binary fractions.

import { digitsOf } from "../format";

/** The nearest price that the instrument can have, as its exact decimal number. */
export function snapped(price: number, step: number): number {
  if (!(step > 0) || !Number.isFinite(price)) return price;
  const value = Number((Math.round(price / step) * step).toFixed(digitsOf(step)));
  return value === 0 ? 0 : value; // no minus zero
}

/** The same as text: "231.20" for a step of 0.01. */
export function priceText(price: number, step: number): string {
  return snapped(price, step).toFixed(digitsOf(step));
}

/** Shares of the way from the first price (0) to the second (1) at which lines are drawn. */
export const fibonacciShares = [0, 0.236, 0.382, 0.5, 0.618, 0.786, 1, 1.618] as const;

export interface FibonacciLine {
  share: number;
  price: number;
  /** "61.8 %" */
  label: string;
}

export function fibonacciLines(from: number, to: number, step: number): FibonacciLine[] {
  return fibonacciShares.map((share) => ({
    share,
    price: snapped(from + (to - from) * share, step),
    label: `${Number((share * 100).toFixed(1))}\u2009%`,
  }));
}
