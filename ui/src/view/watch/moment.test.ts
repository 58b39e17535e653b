import assert from "node:assert/strict";
import { test } from "node:test";
import { lasting, milliseconds, moment, secondsToTomorrowMorning } from "./moment";

test("a time is never shown without its day, unless that is today", () => {
  const now = Date.parse("2020-12-15T20:00:00Z");
  const at = (time: string) => moment(Date.parse(time), now, true, "America/New_York");
  assert.equal(at("2020-12-15T14:30:05.5Z"), "09:30:05");
  assert.equal(at("2020-12-15T04:59:00Z"), "Mon 14 Dec 23:59");
  assert.equal(at("2019-12-15T14:30:00Z"), "15 Dec 2019 09:30");
});

test("spans are read as the desk writes them", () => {
  assert.equal(milliseconds("30s"), 30_000);
  assert.equal(milliseconds("1h30m"), 5_400_000);
  assert.equal(milliseconds("250ms"), 250);
  assert.equal(milliseconds("7d"), 604_800_000);
  assert.equal(milliseconds(""), 0);
});

test("what lasts is told to the minute", () => {
  assert.equal(lasting(59_999), "under 1 m");
  assert.equal(lasting(60_000), "1 m");
  assert.equal(lasting(7_500_000), "2 h 05 m");
  assert.equal(lasting(200_000_000), "2 d 7 h");
});

test("tomorrow morning is tomorrow's, also just after midnight and at the end of a month", () => {
  assert.equal(secondsToTomorrowMorning(new Date(2020, 11, 15, 8, 0, 0)), 25 * 3600);
  assert.equal(secondsToTomorrowMorning(new Date(2020, 11, 31, 23, 59, 59)), 9 * 3600 + 1);
  assert.equal(secondsToTomorrowMorning(new Date(2020, 11, 15, 0, 0, 1)), 33 * 3600 - 1);
});
