// Places on the time axis and the times that they stand for. A place is the index of a candle; places
// after the last candle are the candles to come, as far as the hours of those before tell them.

import { wallClock } from "../zone";
import type { Candle } from "./series";

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DAY = 86_400_000;
const FORESEEN = 400; // candles to come that are worked out; farther ones follow at even steps

/** "5m" in milliseconds; a minute where it cannot be read. */
export function barMilliseconds(bar: string): number {
  const [, count, unit = ""] = /^(\d+)([smhdw])$/.exec(bar) ?? [];
  return Math.max(1, Number(count ?? 1)) * (UNITS[unit] ?? 60_000);
}

export function isDaily(bar: string): boolean {
  return barMilliseconds(bar) >= DAY;
}

/** "2020-12-15T14:30:00Z", as the desk writes times. */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

export class TimeAxis {
  private readonly step: number;
  private readonly starts: number[];
  private future: number[] | undefined;

  constructor(
    private readonly candles: readonly Candle[],
    bar: string,
    private readonly zone: string,
  ) {
    this.step = barMilliseconds(bar);
    this.starts = candles.map((candle) => Date.parse(candle.time));
  }

  count(): number {
    return this.starts.length;
  }

  /** The start of the candle at a place, exactly as the desk gave it; a candle to come by the hours. */
  timeAt(place: number): string {
    const index = Math.round(place);
    const there = this.candles[index];
    return there ? there.time : timeText(this.startAt(index));
  }

  /** The end, not included, of the candle at a place. */
  endAt(place: number): string {
    const index = Math.round(place);
    return timeText(Math.min(this.startAt(index) + this.step, this.startAt(index + 1)));
  }

  /** Where a time stands: on the candle that holds it, or half-way over a gap without candles. */
  placeOf(time: string): number {
    const instant = Date.parse(time);
    const { starts, step } = this;
    const last = starts.length - 1;
    const [first, newest] = [starts[0], starts[last]];
    if (first === undefined || newest === undefined || Number.isNaN(instant)) return 0;
    if (instant < first) return (instant - first) / this.usualStep();
    if (instant >= newest + step) return this.placeAfter(instant);
    const index = floorIndex(starts, instant);
    const start = starts[index] ?? newest;
    return instant < start + step || index === last ? index : index + 0.5;
  }

  /** The first and last place with a candle between two times; nothing when there is none. */
  span(from: string, to: string): [number, number] | undefined {
    const first = Math.ceil(this.placeOf(from));
    const last = Math.floor(this.placeOf(timeText(Date.parse(to) - 1)));
    return last >= first ? [first, last] : undefined;
  }

  private startAt(index: number): number {
    const { starts } = this;
    const [first, newest] = [starts[0], starts[starts.length - 1]];
    if (first === undefined || newest === undefined) return 0;
    if (index < 0) return first + index * this.step;
    const there = starts[index];
    if (there !== undefined) return there;
    const ahead = index - starts.length;
    const foreseen = this.foresee();
    const farthest = foreseen[foreseen.length - 1] ?? newest;
    return foreseen[ahead] ?? farthest + (ahead - foreseen.length + 1) * this.step;
  }

  private placeAfter(instant: number): number {
    const foreseen = this.foresee();
    const base = this.starts.length;
    const farthest = foreseen[foreseen.length - 1] ?? this.starts[base - 1] ?? 0;
    if (instant > farthest) return base + foreseen.length - 1 + (instant - farthest) / this.step;
    const index = floorIndex(foreseen, instant);
    const start = foreseen[index] ?? farthest;
    if (index < 0) return base - 0.5; // in the gap before the next session
    return instant < start + this.step ? base + index : base + index + 0.5;
  }

  // Gaps included, so that what began before the first candle stands about where it belongs.
  private usualStep(): number {
    const { starts, step } = this;
    const width = (starts[starts.length - 1] ?? 0) - (starts[0] ?? 0);
    return starts.length > 1 ? Math.max(step, width / (starts.length - 1)) : step;
  }

  private foresee(): readonly number[] {
    this.future ??= this.workOut();
    return this.future;
  }

  // A candle is to come at the times of day at which there were some, on the days of the week at
  // which there were some; where too few have been seen to tell, at all times, and at weekends only
  // of what keeps no exchange's clock.
  private workOut(): number[] {
    const { starts, step, zone } = this;
    const newest = starts[starts.length - 1];
    if (newest === undefined) return [];
    const daily = step >= DAY;
    const isUtc = /(^|\/)UTC$/.test(zone);
    const width = newest - (starts[0] ?? newest);
    const local = (instant: number) => wallClock(zone, daily ? instant + DAY / 2 : instant);
    const timeOfDay = (instant: number) => ((local(instant) % DAY) + DAY) % DAY;
    const weekday = (instant: number) => new Date(local(instant)).getUTCDay();
    const times = new Set(daily ? [] : starts.map(timeOfDay));
    const days = new Set(starts.map(weekday));
    const knowsTimes = !daily && width >= DAY;
    const isUsual = (instant: number) => {
      const day = weekday(instant);
      if (!days.has(day) && (((day === 0 || day === 6) && !isUtc) || width >= 9 * DAY)) return false;
      return !knowsTimes || times.has(timeOfDay(instant));
    };
    const found: number[] = [];
    const tries = Math.min(20_000, Math.ceil((14 * DAY) / step) + FORESEEN * 3);
    for (let i = 1; i <= tries && found.length < FORESEEN; i++) {
      const instant = newest + i * step;
      if (isUsual(instant)) found.push(instant);
    }
    return found;
  }
}

/** The index of the last value that is not above `value`; -1 when all are. */
function floorIndex(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
