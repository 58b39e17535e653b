// Times of the watch, on the clock of whoever looks: short where they are of today, never without
// the day otherwise.

import { clock, day, wallClock } from "../../zone";

export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const DAY = 86_400_000;
const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY };

/** "14:32:05" today, "Tue 15 Dec 14:32" on another day, "15 Dec 2020 14:32" in another year. */
export function moment(instant: number, now: number, withSeconds = true, zone = HERE): string {
  const [then, today] = [new Date(wallClock(zone, instant)), new Date(wallClock(zone, now))];
  if (Math.floor(then.getTime() / DAY) === Math.floor(today.getTime() / DAY)) return clock(zone, instant, withSeconds);
  const date = day(zone, instant);
  const sameYear = then.getUTCFullYear() === today.getUTCFullYear();
  return `${sameYear ? date : `${date.slice(4)} ${then.getUTCFullYear()}`} ${clock(zone, instant, false)}`;
}

/** How long something lasts, without seconds that would count by fives: "under 1 m", "2 h 05 m". */
export function lasting(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "under 1 m";
  if (minutes < 60) return `${minutes} m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, "0")} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Milliseconds of a span as the desk writes it: "30s", "1h30m"; 0 where it is none. */
export function milliseconds(span: string): number {
  let sum = 0;
  for (const [, count, unit = ""] of span.matchAll(/([\d.]+)(ms|[smhdw])/g)) sum += Number(count) * (UNITS[unit] ?? 0);
  return sum;
}

/** Whole seconds until nine o'clock tomorrow, by the clock of this device. */
export function secondsToTomorrowMorning(now: Date): number {
  const morning = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 9);
  return Math.round((morning.getTime() - now.getTime()) / 1000);
}
