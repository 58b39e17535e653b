import assert from "node:assert/strict";
import { test } from "node:test";
import { TimeAxis, timeText } from "./axis";
import { distanceToSegment, extendedRight } from "./geometry";
import { handleAt, isOn, moved, sketchOf, withHandleAt, type Scale } from "./sketch";
import type { Drawing } from "./drawing";

// Ten pixels a candle, one pixel a cent, price 100 at the top.
const start = Date.parse("2020-12-15T14:30:00Z");
const time = (place: number) => timeText(start + place * 60_000);
const candles = Array.from({ length: 50 }, (_, i) => ({ time: time(i), open: 99, high: 99.5, low: 98, close: 99, volume: 1 }));
const scale: Scale = {
  axis: new TimeAxis(candles, "1m", "UTC"),
  step: 0.01,
  high: (place) => candles[place]?.high,
  projection: {
    width: 600,
    height: 400,
    x: (place) => place * 10,
    place: (x) => x / 10,
    y: (price) => (100 - price) * 100,
    price: (y) => 100 - y / 100,
  },
};
function drawing(part: Partial<Drawing>): Drawing {
  return {
    id: "d1", kind: "trend_line", time: time(10), price: 99, to_time: time(20), to_price: 98, extended: false, role: "none",
    author: "user", actor: "", drawn_at: time(0), changed_at: time(0), ...part,
  };
}

test("a trend line lies between its ends, or goes on to the edge", () => {
  const line = sketchOf(drawing({}), scale);
  assert.deepEqual(line.lines, [{ from: { x: 100, y: 100 }, to: { x: 200, y: 200 } }]);
  const on = sketchOf(drawing({ extended: true }), scale);
  assert.deepEqual(on.lines[0]?.to, { x: 600, y: 600 });
});

test("a line drawn from right to left is extended to the right all the same", () => {
  assert.deepEqual(extendedRight({ from: { x: 200, y: 50 }, to: { x: 100, y: 100 } }, 300), {
    from: { x: 100, y: 100 },
    to: { x: 300, y: 0 },
  });
});

test("a line may end after the last candle", () => {
  const line = sketchOf(drawing({ to_time: time(60) }), scale);
  assert.equal(line.lines[0]?.to.x, 600);
});

test("what is near a line is on it, what is beyond its end is not", () => {
  const sketch = sketchOf(drawing({}), scale);
  assert.equal(isOn({ x: 153, y: 150 }, "trend_line", sketch, false), true);
  assert.equal(isOn({ x: 170, y: 150 }, "trend_line", sketch, false), false);
  assert.equal(isOn({ x: 230, y: 230 }, "trend_line", sketch, false), false);
  assert.equal(distanceToSegment({ x: 5, y: 5 }, { from: { x: 1, y: 5 }, to: { x: 1, y: 5 } }), 4);
});

test("a zone is held by its border until it is chosen, so that candles in it can be clicked", () => {
  const sketch = sketchOf(drawing({ kind: "zone" }), scale);
  assert.equal(isOn({ x: 150, y: 150 }, "zone", sketch, false), false);
  assert.equal(isOn({ x: 150, y: 150 }, "zone", sketch, true), true);
  assert.equal(isOn({ x: 101, y: 150 }, "zone", sketch, false), true);
});

test("handles are found, and move one end only", () => {
  const line = drawing({});
  const sketch = sketchOf(line, scale);
  assert.equal(handleAt({ x: 203, y: 198 }, sketch), 1);
  assert.equal(handleAt({ x: 150, y: 150 }, sketch), undefined);
  const next = withHandleAt(line, 1, 24.6, 98.4567, scale);
  assert.deepEqual([next.time, next.price, next.to_time, next.to_price], [time(10), 99, time(25), 98.46]);
  const corner = withHandleAt(drawing({ kind: "zone" }), 3, 30, 99.5, scale);
  assert.deepEqual([corner.time, corner.price, corner.to_time, corner.to_price], [time(10), 99.5, time(30), 98]);
});

test("a drawing moves by whole candles and whole steps of the price", () => {
  const next = moved(drawing({}), 2.4, 0.1234, scale);
  assert.deepEqual([next.time, next.price, next.to_time, next.to_price], [time(12), 99.12, time(22), 98.12]);
  assert.equal(moved(drawing({ kind: "level" }), 5, 0.1, scale).time, time(10));
  assert.equal(moved(drawing({ kind: "mark" }), 3, 0.5, scale).price, 99);
});

test("Fibonacci has a line for each share", () => {
  const sketch = sketchOf(drawing({ kind: "fibonacci", price: 98, to_price: 99 }), scale);
  assert.equal(sketch.lines.length, 8);
  assert.equal(Math.round(sketch.lines[3]?.from.y ?? 0), 150);
});
