import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventRow } from "../../generated/tools";
import { joined } from "./newest";

const event = (words: string): EventRow => ({ time: "2020-12-15T14:30:00Z", kind: "probe_changed", severity: "info", subject: "gateway", words });
const events = (...words: string[]) => words.map(event);

test("new events come before those that are loaded, each once", () => {
  assert.deepEqual(joined(events("5", "4", "3"), events("4", "3", "2")), events("5", "4", "3", "2"));
  assert.deepEqual(joined(events("2"), events("2", "1")), events("2", "1"));
  assert.deepEqual(joined(events("1"), []), events("1"));
});

test("a page that stays open does not grow for ever", () => {
  const loaded = events(...Array.from({ length: 2_001 }, (_, at) => String(at)));
  assert.equal(joined(events("new", "0"), loaded), undefined);
  assert.equal(joined(events("new", "0"), loaded.slice(0, 2_000))?.length, 2_001);
});

test("more new ones than a page holds begin the list anew", () => {
  assert.equal(joined(events("9", "8"), events("2", "1")), undefined);
});
