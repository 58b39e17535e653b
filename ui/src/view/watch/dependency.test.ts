import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProbeRow } from "../../generated/tools";
import { byDependency } from "./dependency";

const probe = (name: string, ...depends_on: string[]) => ({ name, depends_on }) as ProbeRow;
const order = (...probes: ProbeRow[]) => byDependency(probes).map(({ probe: { name }, depth }) => `${depth} ${name}`);

test("a gateway comes before its children, the rest stays as it came", () => {
  assert.deepEqual(
    order(probe("quotes", "session"), probe("session", "gateway"), probe("disk"), probe("gateway"), probe("orders", "session")),
    ["0 disk", "0 gateway", "1 session", "2 quotes", "2 orders"],
  );
});

test("one that stands on several is shown once, and one whose parent is not there too", () => {
  assert.deepEqual(order(probe("a"), probe("b"), probe("c", "b", "a"), probe("d", "elsewhere")), ["0 a", "0 b", "1 c", "0 d"]);
});
