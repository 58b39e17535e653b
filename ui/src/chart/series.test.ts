import assert from "node:assert/strict";
import { test } from "node:test";
import { Series, type Candle } from "./series";

function candle(time: string, close = 1): Candle {
  return { time, open: 1, high: Math.max(1, close), low: Math.min(1, close), close, volume: 10 };
}
const text = (seconds: number | undefined) => new Date((seconds ?? 0) * 1000).toISOString();

test("the axis shows the exchange's clock", () => {
  const series = new Series("America/New_York", "intraday");
  series.prepend([candle("2020-12-15T14:30:00Z")]);
  assert.equal(text(series.last()?.at), "2020-12-15T09:30:00.000Z");
});

test("a day's candle stands at its trading day, also where that begins the evening before", () => {
  const futures = new Series("America/Chicago", "daily");
  futures.prepend([candle("2020-12-14T23:00:00Z")]); // Monday 17:00 in Chicago
  assert.equal(text(futures.last()?.at), "2020-12-15T00:00:00.000Z");
  const shares = new Series("America/New_York", "daily");
  shares.prepend([candle("2020-12-15T14:30:00Z")]);
  assert.equal(text(shares.last()?.at), "2020-12-15T00:00:00.000Z");
});

test("an hour that comes twice loses no candle", () => {
  const series = new Series("America/New_York", "intraday");
  series.prepend([candle("2020-11-01T05:00:00Z"), candle("2020-11-01T06:00:00Z")]);
  const places = series.all().map((placed) => placed.at);
  assert.equal(places.length, 2);
  assert((places[1] ?? 0) > (places[0] ?? 0));
});

test("updates replace the last candle, follow it, and never go back", () => {
  const series = new Series("UTC", "intraday");
  series.prepend([candle("2020-12-15T14:30:00Z"), candle("2020-12-15T14:31:00Z")]);
  assert(series.update(candle("2020-12-15T14:31:00Z", 2)));
  assert.equal(series.all().length, 2);
  assert.equal(series.last()?.close, 2);
  assert.equal(series.at(series.last()?.at ?? 0)?.close, 2);
  assert(series.update(candle("2020-12-15T14:33:00Z")));
  assert.equal(series.update(candle("2020-12-15T14:32:00Z")), undefined);
  assert.equal(series.all().length, 3);
});

test("earlier candles that overlap are left out", () => {
  const series = new Series("UTC", "intraday");
  series.prepend([candle("2020-12-15T14:31:00Z")]);
  assert.equal(series.prepend([candle("2020-12-15T14:30:00Z"), candle("2020-12-15T14:31:00Z")]), 1);
  assert.deepEqual(
    series.all().map((placed) => placed.time.slice(11, 16)),
    ["14:30", "14:31"],
  );
});
