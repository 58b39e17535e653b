import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, day, offsetOf, offsetText, placeOf, wallClock } from "./zone";

const NY = "America/New_York";

test("offsets follow summer time, and each hour has its own", () => {
  const before = Date.parse("2020-11-01T05:59:00Z");
  const after = Date.parse("2020-11-01T06:00:00Z");
  assert.equal(offsetOf(NY, before), -4 * 3_600_000);
  assert.equal(offsetOf(NY, after), -5 * 3_600_000);
  assert.equal(offsetText("Asia/Kolkata", after), "UTC+5:30");
  assert.equal(offsetText(NY, after), "UTC\u22125");
});

test("the clock and day are those of the zone", () => {
  const instant = Date.parse("2020-12-16T02:30:05Z");
  assert.equal(clock(NY, instant), "21:30:05");
  assert.equal(day(NY, instant), "Tue 15 Dec");
  assert.equal(wallClock("UTC", instant), instant);
  assert.equal(placeOf(NY), "New York");
});
