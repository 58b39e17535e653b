// The candles of one chart: kept in order, each with the time it has on the chart's axis.

import { wallClock } from "../zone";

/** A candle as the desk tells it; `time` is its start, RFC 3339 in UTC. */
export interface Candle {
  time: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

export interface Placed extends Candle {
  /** Seconds on the axis: the exchange's wall clock as if it were UTC; a day's candle at midnight. */
  at: number;
}

export type Length = "intraday" | "daily";

const HALF_DAY = 12 * 3_600_000;
const DAY = 86_400;

export class Series {
  private readonly candles: Placed[] = [];
  private readonly byPlace = new Map<number, Placed>();

  constructor(
    private readonly zone: string,
    private readonly length: Length,
  ) {}

  all(): readonly Placed[] {
    return this.candles;
  }
  last(): Placed | undefined {
    return this.candles[this.candles.length - 1];
  }
  /** The candle that stands at a place of the axis. */
  at(place: number): Placed | undefined {
    return this.byPlace.get(place);
  }

  /** Puts earlier candles before what is there, leaving out what overlaps. */
  prepend(earlier: readonly Candle[]): number {
    const first = this.candles[0];
    const fresh = first ? earlier.filter((candle) => candle.time < first.time) : earlier;
    const kept = this.candles.splice(0);
    this.byPlace.clear();
    for (const candle of fresh) this.push(candle);
    for (const candle of kept) this.push(candle);
    return fresh.length;
  }

  /** Takes the newest candles as the desk has them now: those that are there are replaced. */
  merge(newest: readonly Candle[]): number {
    const first = newest[0];
    if (!first) return 0;
    const before = this.candles.length;
    const kept = this.candles.splice(0).filter((candle) => candle.time < first.time);
    this.byPlace.clear();
    for (const candle of [...kept, ...newest]) this.push(candle);
    return this.candles.length - before;
  }

  /** Takes the newest candle, which replaces the last one or follows it. Others are not taken. */
  update(candle: Candle): Placed | undefined {
    const last = this.last();
    if (last && candle.time < last.time) return undefined;
    if (last && candle.time === last.time) {
      const placed = { ...candle, at: last.at };
      this.candles[this.candles.length - 1] = placed;
      this.byPlace.set(placed.at, placed);
      return placed;
    }
    return this.push(candle);
  }

  private push(candle: Candle): Placed {
    const before = this.last()?.at ?? -Infinity;
    const placed = { ...candle, at: Math.max(this.place(candle.time), before + 1) };
    this.candles.push(placed);
    this.byPlace.set(placed.at, placed);
    return placed;
  }

  // When clocks go back an hour comes twice: such candles are set one second after each other
  // (above) instead of being lost. A day's candle begins at its first session, which for a future is
  // the evening before: half a day later it is always the trading day's own date.
  private place(time: string): number {
    const instant = Date.parse(time);
    if (this.length === "intraday") return Math.floor(wallClock(this.zone, instant) / 1000);
    const local = Math.floor(wallClock(this.zone, instant + HALF_DAY) / 1000);
    return local - (((local % DAY) + DAY) % DAY);
  }
}
