import assert from "node:assert/strict";
import { test } from "node:test";
import { compact, digitsOf, exact, number, percent, quantity, signed, span } from "./format";

test("figures carry a real minus sign, and none where they round to nothing", () => {
  assert.equal(number(-1234.5, 2), "\u22121,234.50");
  assert.equal(number(-0.001, 2), "0.00");
  assert.equal(signed(0.004, 2), "0.00");
  assert.equal(signed(12, 0), "+12");
  assert.equal(percent(-0.0123), "\u22121.23\u2009%");
});

test("what is absent is a dash, never a zero", () => {
  for (const text of [number(undefined, 2), signed(NaN, 2), percent(undefined), quantity(undefined)])
    assert.equal(text, "\u2013");
});

test("digits follow the smallest step of the price", () => {
  assert.deepEqual([0.01, 0.25, 0.1, 1, 0.00005, 1e-8].map((s) => digitsOf(s)), [2, 2, 1, 0, 5, 8]);
  assert.equal(digitsOf(undefined, 3), 3);
});

test("an exact figure keeps the digits that it has", () => {
  assert.equal(exact(371.6578, 2), "371.6578");
  assert.equal(exact(371.5, 2), "371.50");
  assert.equal(exact(-36.98, 2), "\u221236.98");
});

test("volumes and spans are short", () => {
  assert.equal(compact(1234567), "1.23M");
  assert.equal(compact(950), "950");
  assert.equal(span(45_900), "45 s");
  assert.equal(span(125_000), "2 m 05 s");
  assert.equal(span(7_500_000), "2 h 05 m");
});
