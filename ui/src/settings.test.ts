import assert from "node:assert/strict";
import { test } from "node:test";
import { waitBefore } from "./feed";
import { read } from "./settings";

test("what was kept is read as far as it makes sense", () => {
  const settings = read('{"watch":["SPY:ARCA",7],"bar":"1h","account":3,"outsideHours":true}');
  assert.deepEqual(settings.watch, ["SPY:ARCA"]);
  assert.equal(settings.bar, "1h");
  assert.equal(settings.account, undefined);
  assert.equal(settings.outsideHours, true);
  for (const text of [null, "", "null", "[", '"x"', '{"bar":"7m"}'])
    assert.equal(read(text).bar, "5m");
  assert.equal(read(JSON.stringify({ watch: Array(500).fill("A") })).watch?.length, 100);
});

test("attempts to reconnect come slower each time, up to a limit", () => {
  const waits = [1, 2, 3, 4, 5, 6, 20].map((attempt) => waitBefore(attempt, 0.5));
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  assert(waitBefore(3, 0) < waitBefore(3, 1));
});
