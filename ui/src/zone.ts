// Exchange zones in the browser: offsets, clocks and the names that people give them.

const HOUR = 3_600_000;
const readers = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

function reader(zone: string): Intl.DateTimeFormat {
  let format = readers.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    readers.set(zone, format);
  }
  return format;
}

/** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
export function offsetOf(zone: string, instant: number): number {
  const hour = Math.floor(instant / HOUR);
  const key = `${zone}@${hour}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    const part: Record<string, number> = {};
    for (const { type, value } of reader(zone).formatToParts(hour * HOUR)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour: h = 0, minute = 0, second = 0 } = part;
    offset = Date.UTC(year, month - 1, day, h, minute, second) - hour * HOUR;
    if (offsets.size > 20_000) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

/** The zone's wall clock as if it were UTC: what charts and date parts are made of. */
export function wallClock(zone: string, instant: number): number {
  return instant + offsetOf(zone, instant);
}

/** "10:42:17" */
export function clock(zone: string, instant: number, withSeconds = true): string {
  return new Date(wallClock(zone, instant)).toISOString().slice(11, withSeconds ? 19 : 16);
}

/** "Tue 15 Dec" */
export function day(zone: string, instant: number): string {
  const date = new Date(wallClock(zone, instant));
  const name = (options: Intl.DateTimeFormatOptions) =>
    date.toLocaleDateString("en-GB", { timeZone: "UTC", ...options });
  return `${name({ weekday: "short" })} ${date.getUTCDate()} ${name({ month: "short" })}`;
}

/** "America/New_York" as "New York" */
export function placeOf(zone: string): string {
  return (zone.split("/").pop() ?? zone).replaceAll("_", " ");
}

/** "UTC−5", "UTC+5:30" */
export function offsetText(zone: string, instant: number): string {
  const minutes = Math.round(offsetOf(zone, instant) / 60_000);
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${String(size % 60).padStart(2, "0")}` : "";
  return `UTC${minutes < 0 ? "\u2212" : "+"}${Math.floor(size / 60)}${rest}`;
}
