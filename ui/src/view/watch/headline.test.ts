import assert from "node:assert/strict";
import { test } from "node:test";
import type { ListAlertsOut, ListTriggersOut, ProbesOut, TriggerRow } from "../../generated/tools";
import { headline } from "./headline";

const health = (counts: Partial<ProbesOut>): ProbesOut => ({
  up: 0, down: 0, unknown: 0, expected_down: 0, maintenance: 0, alerting: 0, probes: [], ...counts,
});
const alerts = (firing: number): ListAlertsOut => ({ firing, alerts: [], silences: [] });
const blind: ListTriggersOut = { triggers: [{ state: "blind" } as TriggerRow] };

test("what is down comes before what fires, and that before what is blind", () => {
  assert.deepEqual(headline(health({ up: 3, down: 2 }), alerts(1), blind), { words: "2 down", level: "bad" });
  assert.equal(headline(health({ up: 3 }), alerts(1), blind).words, "1 alert firing");
  assert.equal(headline(health({ up: 3 }), alerts(0), blind).words, "1 trigger blind");
});

test("what is down as announced is well, and what is not known is not", () => {
  assert.deepEqual(headline(health({ up: 3, expected_down: 1 }), alerts(0), undefined), { words: "All well", level: "well" });
  assert.equal(headline(health({ expected_down: 1 }), alerts(0), undefined).words, "Down as expected");
  assert.equal(headline(health({ up: 1, unknown: 1 }), alerts(0), undefined).words, "Well as far as known");
  assert.equal(headline(health({ unknown: 1 }), alerts(0), undefined).level, "none");
  assert.equal(headline(undefined, alerts(0), undefined).level, "none");
  assert.equal(headline(health({}), undefined, undefined).words, "Nothing is probed");
});
