import assert from "node:assert/strict";
import { test } from "node:test";
import { fibonacciLines, priceText, snapped } from "./price";

test("a price goes to the nearest step without the noise of fractions", () => {
  assert.equal(snapped(231.2049, 0.01), 231.2);
  assert.equal(snapped(0.1 + 0.2, 0.1), 0.3);
  assert.equal(snapped(4502.13, 0.25), 4502.25);
  assert.equal(snapped(1.234567, 0.00005), 1.23455);
  assert.equal(snapped(-36.983, 0.01), -36.98);
  assert.equal(JSON.stringify(snapped(47.35999999, 0.01)), "47.36");
  assert.equal(Object.is(snapped(-0.001, 0.01), 0), true);
});

test("a price as text has the step's decimals", () => {
  assert.equal(priceText(231.2, 0.01), "231.20");
  assert.equal(priceText(4502.2, 0.25), "4502.25");
  assert.equal(priceText(42, 1), "42");
});

test("Fibonacci lines go from the first price to the second and beyond", () => {
  const lines = fibonacciLines(100, 200, 0.01);
  assert.deepEqual(
    lines.map((line) => line.price),
    [100, 123.6, 138.2, 150, 161.8, 178.6, 200, 261.8],
  );
  assert.equal(lines[4]?.label, "61.8\u2009%");
  assert.deepEqual(
    fibonacciLines(50, 40, 0.25).map((line) => line.price),
    [50, 47.75, 46.25, 45, 43.75, 42.25, 40, 33.75],
  );
});
