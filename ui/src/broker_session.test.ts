import assert from "node:assert/strict";
import { test } from "node:test";
import { loginAddress, sessionLine } from "./broker_session";
import type { BrokerStatus } from "./generated/tools";

const one = (state: BrokerStatus["state"], detail = "What to do.") =>
  sessionLine([{ broker: "Interactive Brokers", state, detail }]);

test("a session that stands is not spoken of", () => {
  assert.equal(one("connected"), undefined);
  assert.equal(sessionLine([]), undefined);
});

test("each state says what it is, and what to do", () => {
  assert.equal(one("disconnected")?.words, "Interactive Brokers is disconnected. What to do.");
  assert.equal(one("disconnected", "")?.words, "Interactive Brokers is disconnected.");
  assert.equal(one("competing")?.words, "Another login holds your session at Interactive Brokers. What to do.");
  assert.equal(one("refused")?.words, "Interactive Brokers is not used as it is set up. What to do.");
  assert.equal(one("needs_login")?.words, "Interactive Brokers needs you to log in. What to do.");
});

test("announced maintenance is calm, and speaks in the broker's words alone", () => {
  assert.deepEqual(one("maintenance", "It pauses until 01:45 in New York."), {
    words: "It pauses until 01:45 in New York.",
    calm: true,
    login: undefined,
  });
  assert.equal(one("connecting")?.calm, true);
  for (const state of ["disconnected", "needs_login", "competing", "refused"] as const)
    assert.equal(one(state)?.calm, false);
});

test("the market that this run does not use is passed over", () => {
  const unused: BrokerStatus = {
    broker: "paper market",
    state: "disconnected",
    detail: "Not in use: the desk runs on Interactive Brokers, TWS at 127.0.0.1:7497.",
  };
  assert.equal(sessionLine([unused]), undefined);
  const broken: BrokerStatus = { broker: "Interactive Brokers", state: "disconnected", detail: "" };
  assert.equal(sessionLine([unused, broken])?.words, "Interactive Brokers is disconnected.");
});

test("the address to log in at is a link, on this machine and nowhere else", () => {
  assert.equal(one("needs_login", "Open https://localhost:5000 and log in.")?.login, "https://localhost:5000/");
  assert.equal(one("needs_login", "Log in at https://127.0.0.1:5055.")?.login, "https://127.0.0.1:5055/");
  assert.equal(one("disconnected", "See https://localhost:5000")?.login, undefined);
  for (const elsewhere of [
    "https://evil.example/",
    "https://localhost.evil.example:5000/",
    "https://localhost@evil.example/",
    "https://user:word@localhost:5000/",
    "http://localhost:5000",
    "javascript:alert(1)//https:localhost",
    "https://",
    "https://[",
  ])
    assert.equal(loginAddress(`Log in at ${elsewhere} now.`), undefined, elsewhere);
});
