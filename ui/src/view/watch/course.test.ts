import assert from "node:assert/strict";
import { test } from "node:test";
import type { MeasureCourse } from "../../generated/tools";
import { ceiling, nearestPoint, plotOf } from "./course";

function course(values: Record<number, number>): MeasureCourse {
  const at = (minute: number) => new Date(Date.UTC(2020, 11, 15, 14, minute)).toISOString();
  const steps = Object.entries(values).map(([minute, value]) => ({
    from: at(Number(minute)), least: value, average: value, most: value, count: 1,
  }));
  return { measure: "load", from: at(0), until: at(60), step: "1m", steps };
}

test("an axis ends at a round figure that holds all of it", () => {
  for (const [value, round] of [[0, 0], [0.42, 0.5], [1, 1], [1.1, 2], [2.1, 2.5], [73, 100], [-73, 0], [0.003, 0.005]] as const)
    assert.equal(ceiling(value), round);
  const { least, most, low, high } = plotOf(course({ 1: -0.3, 2: 1.4 }), undefined);
  assert.deepEqual([least, most, low, high], [-0.3, 1.4, -0.5, 2]);
});

test("a share is drawn on the whole of it, and nothing but zeros on an axis of its own", () => {
  assert.equal(plotOf(course({ 1: 0.1 }), 1).high, 1);
  assert.equal(plotOf(course({ 1: 0 }), undefined).high, 1);
});

test("where nothing was measured there is a gap", () => {
  const lengths = (values: Record<number, number>) => plotOf(course(values), undefined).runs.map((run) => run.length);
  assert.deepEqual(lengths({ 1: 1, 2: 1, 3: 1, 9: 1, 10: 1 }), [3, 2]);
  assert.deepEqual(lengths({ 0: 1, 5: 1, 10: 1, 15: 1 }), [4]); // measured every five minutes
  assert.deepEqual(lengths({ 7: 1 }), [1]);
});

test("points stand in the middle of their steps", () => {
  const plot = plotOf(course({ 0: 0, 59: 2 }), undefined);
  const [first, last] = plot.runs.flat();
  assert.deepEqual([first?.x, first?.y, last?.y], [0.5 / 60, 1, 0]);
  assert.equal(nearestPoint(plot, 0.7), last);
  assert.equal(nearestPoint(plot, 0.2), first);
});
