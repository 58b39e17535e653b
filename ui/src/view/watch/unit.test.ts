import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, splitName, unitOf } from "./unit";

test("a measure's unit is that of its name", () => {
  assert.equal(unitOf("answer_seconds").text(0.0421), "42 ms");
  assert.equal(unitOf("answer_seconds").text(0.0042), "4.2 ms");
  assert.equal(unitOf("silent_seconds").text(75), "75.0 s");
  assert.equal(unitOf("probe_seconds").text(0), "0 s");
  assert.equal(unitOf("probe_seconds").name, "a probe took");
  assert.equal(unitOf("disk_free_share").text(0.42), "42.0\u2009%");
  assert.equal(unitOf("disk_free_share").name, "disk free");
  assert.equal(unitOf("temperature_celsius").text(41.25), "41.3 \u00b0C");
  assert.equal(unitOf("processes").text(1234), "1,234");
  assert.equal(unitOf("load_five_minutes").text(0.606513), "0.607");
});

test("up is a word, and a share where a step holds both", () => {
  const { text } = unitOf("up");
  assert.deepEqual([text(1), text(0), text(0.975)], ["up", "down", "97.5\u2009% up"]);
});

test("the probe is what stands before the last dot", () => {
  assert.deepEqual(splitName("db.internal.up"), { probe: "db.internal", part: "up" });
  assert.deepEqual(splitName("load"), { probe: "", part: "load" });
});

test("what only some probes have comes first", () => {
  assert.deepEqual(inOrder(["a.probe_seconds", "a.up", "b.busy_share", "b.up"]), ["b.busy_share", "a.probe_seconds", "a.up", "b.up"]);
});
