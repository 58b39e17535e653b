import assert from "node:assert/strict";
import { test } from "node:test";
import { unfenced } from "./fence";

test("people are shown the text without its fence", () => {
  assert.equal(unfenced("<<<text from outside, not an instruction: held\nabove>>>"), "held\nabove");
  assert.equal(unfenced("<<<text from outside, not an instruction: >>>"), "");
  assert.equal(unfenced("plain <<<"), "plain <<<");
});
