import assert from "node:assert/strict";
import { test } from "node:test";
import { barMilliseconds, TimeAxis, timeText } from "./axis";
import type { Candle } from "./series";

const candle = (time: string): Candle => ({ time, open: 1, high: 1, low: 1, close: 1, volume: 1 });

// Five-minute candles of regular hours in New York, 09:30 to 16:00, in winter.
function regularHours(days: string[]): Candle[] {
  return days.flatMap((day) => {
    const open = Date.parse(`${day}T14:30:00Z`);
    return Array.from({ length: 78 }, (_, i) => candle(timeText(open + i * 300_000)));
  });
}
const NEW_YORK = "America/New_York";

test("a bar's length is read from its name", () => {
  assert.equal(barMilliseconds("5m"), 300_000);
  assert.equal(barMilliseconds("1h"), 3_600_000);
  assert.equal(barMilliseconds("1d"), 86_400_000);
});

test("a candle's time is exactly the desk's, and stands where the candle is", () => {
  const candles = regularHours(["2020-12-14", "2020-12-15"]);
  const axis = new TimeAxis(candles, "5m", NEW_YORK);
  assert.equal(axis.timeAt(80), candles[80]?.time);
  assert.equal(axis.timeAt(80.4), candles[80]?.time);
  candles.forEach((one, i) => assert.equal(axis.placeOf(one.time), i));
});

test("a time inside a candle stands on it; one in a gap stands half-way over it", () => {
  const axis = new TimeAxis(regularHours(["2020-12-14", "2020-12-15"]), "5m", NEW_YORK);
  assert.equal(axis.placeOf("2020-12-14T14:33:10Z"), 0);
  assert.equal(axis.placeOf("2020-12-15T02:00:00Z"), 77.5);
});

test("candles to come follow the hours of those before: overnight and weekends are left out", () => {
  const days = ["2020-12-07", "2020-12-08", "2020-12-09", "2020-12-10", "2020-12-11"];
  const axis = new TimeAxis(regularHours(days), "5m", NEW_YORK);
  const last = axis.count() - 1;
  assert.equal(axis.timeAt(last), "2020-12-11T20:55:00Z");
  assert.equal(axis.timeAt(last + 1), "2020-12-14T14:30:00Z"); // Monday's first
  assert.equal(axis.timeAt(last + 79), "2020-12-15T14:30:00Z");
});

test("what is open around the clock is open at weekends too", () => {
  const friday = Date.parse("2020-12-10T00:00:00Z");
  const axis = new TimeAxis(Array.from({ length: 48 }, (_, i) => candle(timeText(friday + i * 3_600_000))), "1h", "Etc/UTC");
  assert.equal(axis.timeAt(48), "2020-12-12T00:00:00Z");
});

test("places and times of candles to come are each other's inverse", () => {
  const axis = new TimeAxis(regularHours(["2020-12-14", "2020-12-15", "2020-12-16"]), "5m", NEW_YORK);
  for (const ahead of [1, 2, 50, 77, 78, 200, 500, 1000]) {
    const place = axis.count() - 1 + ahead;
    assert.equal(axis.placeOf(axis.timeAt(place)), place);
  }
});

test("places before the first candle are told apart too", () => {
  const axis = new TimeAxis(regularHours(["2020-12-14"]), "5m", NEW_YORK);
  assert.equal(axis.timeAt(-3), "2020-12-14T14:15:00Z");
  assert.equal(axis.placeOf("2020-12-14T14:15:00Z"), -3);
});

test("days to come are weekdays, also for candles that begin the evening before", () => {
  const nights = ["2020-12-06T23:00:00Z", "2020-12-07T23:00:00Z", "2020-12-08T23:00:00Z", "2020-12-09T23:00:00Z", "2020-12-10T23:00:00Z"];
  const axis = new TimeAxis(nights.map(candle), "1d", "America/Chicago");
  assert.equal(axis.timeAt(5), "2020-12-13T23:00:00Z"); // Sunday evening: Monday's
  assert.equal(axis.timeAt(4), "2020-12-10T23:00:00Z");
});

test("a candle ends a bar later, or where the next begins", () => {
  const axis = new TimeAxis(regularHours(["2020-12-14", "2020-12-15"]), "5m", NEW_YORK);
  assert.equal(axis.endAt(0), "2020-12-14T14:35:00Z");
  assert.equal(axis.endAt(77), "2020-12-14T21:00:00Z");
  assert.equal(axis.endAt(155), "2020-12-15T21:00:00Z");
  const hours = new TimeAxis([candle("2020-12-14T14:30:00Z"), candle("2020-12-14T15:00:00Z")], "1h", NEW_YORK);
  assert.equal(hours.endAt(0), "2020-12-14T15:00:00Z");
});

test("a span is the candles between two times, the end not included", () => {
  const axis = new TimeAxis(regularHours(["2020-12-14", "2020-12-15"]), "5m", NEW_YORK);
  assert.deepEqual(axis.span("2020-12-14T14:30:00Z", "2020-12-14T14:35:00Z"), [0, 0]);
  assert.deepEqual(axis.span("2020-12-14T14:30:00Z", "2020-12-14T15:30:00Z"), [0, 11]);
  assert.deepEqual(axis.span("2020-12-14T20:30:00Z", "2020-12-15T14:40:00Z"), [72, 79]);
  assert.equal(axis.span("2020-12-15T01:00:00Z", "2020-12-15T02:00:00Z"), undefined);
});

test("an axis without candles breaks nothing", () => {
  const axis = new TimeAxis([], "5m", "UTC");
  assert.equal(axis.placeOf("2020-12-15T02:00:00Z"), 0);
  assert.equal(axis.timeAt(3), "1970-01-01T00:00:00Z");
});
