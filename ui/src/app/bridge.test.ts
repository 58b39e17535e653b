import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, resultIn, styleVariables, type BridgeListener } from "./bridge";

type Message = { id?: number; method?: string; params?: Record<string, unknown>; result?: unknown; error?: { code: number } };

function start(capabilities: unknown = {}) {
  const sent: Message[] = [];
  const heard: unknown[] = [];
  const listener: BridgeListener = {
    toolInput: (input, complete) => heard.push(["input", input, complete]),
    toolResult: (result) => heard.push(["result", result]),
    toolCancelled: (reason) => heard.push(["cancelled", reason]),
    context: (context) => heard.push(["context", context]),
    teardown: () => heard.push(["teardown"]),
  };
  const tool = { name: "look", title: "Look", description: "Looks.", run: () => ({ text: "seen", structured: { a: 1 } }) };
  const bridge = new Bridge((message) => sent.push(message as Message), listener, [tool], "1");
  const receive = (message: object) => bridge.receive({ jsonrpc: "2.0", ...message });
  const begun = bridge.initialize();
  receive({ id: 1, result: { protocolVersion: "2026-01-26", hostInfo: { name: "h" }, hostCapabilities: capabilities, hostContext: { theme: "light" } } });
  return { bridge, begun, sent, heard, receive };
}
const turn = () => new Promise<void>((resume) => setTimeout(resume));

test("it says who it is, hears who the host is, and says that it is ready", async () => {
  const { begun, sent, bridge } = start({ serverTools: {}, message: { text: {} }, updateModelContext: { text: {}, structuredContent: {} } });
  const host = await begun;
  assert.equal(sent[0]?.method, "ui/initialize");
  assert.equal(sent[0]?.params?.["protocolVersion"], "2026-01-26");
  assert.equal(sent[1]?.method, "ui/notifications/initialized");
  assert.deepEqual([host.serverTools, host.message, host.openLinks], [true, true, false]);
  assert.deepEqual(host.modelContext, { text: true, structured: true });
  assert.equal(bridge.context.theme, "light");
});

test("only the forms of context are sent that the host takes, and none to a host that takes none", async () => {
  const some = start({ updateModelContext: { text: {} } });
  await some.begun;
  const told = some.bridge.updateModelContext("words", { a: 1 });
  assert.deepEqual(some.sent[2]?.params, { content: [{ type: "text", text: "words" }] });
  some.receive({ id: 2, result: {} });
  await told;
  const none = start();
  await none.begun;
  await none.bridge.updateModelContext("words", {});
  assert.equal(none.sent.length, 2);
});

test("a message goes as blocks, and as one block to a host that wants that", async () => {
  const { begun, bridge, sent, receive } = start({ message: {} });
  await begun;
  const said = bridge.message("hello");
  assert.equal(Array.isArray(sent[2]?.params?.["content"]), true);
  receive({ id: 2, error: { code: -32602, message: "one block please" } });
  await turn();
  assert.deepEqual(sent[3]?.params?.["content"], { type: "text", text: "hello" });
  receive({ id: 3, result: {} });
  assert.equal(await said, true);
});

test("a refused message is not taken for a sent one", async () => {
  const { begun, bridge, receive } = start({ message: {} });
  await begun;
  const said = bridge.message("hello");
  receive({ id: 2, result: { isError: true } });
  assert.equal(await said, false);
});

test("what the host tells is passed on", async () => {
  const { begun, heard, receive } = start();
  await begun;
  heard.length = 0;
  receive({ method: "ui/notifications/tool-input-partial", params: { arguments: { symbol: "A" } } });
  receive({ method: "ui/notifications/tool-input", params: { arguments: { symbol: "AAPL" } } });
  receive({ method: "ui/notifications/tool-result", params: { content: [{ type: "text", text: "t" }], structuredContent: { chart: "c1" } } });
  receive({ method: "ui/notifications/tool-cancelled", params: { reason: "user" } });
  assert.deepEqual(heard, [
    ["input", { symbol: "A" }, false],
    ["input", { symbol: "AAPL" }, true],
    ["result", { text: "t", structured: { chart: "c1" }, isError: false }],
    ["cancelled", "user"],
  ]);
});

test("it answers ping, its own tools, what it does not know, and being closed", async () => {
  const { begun, sent, heard, receive } = start();
  await begun;
  sent.length = 0;
  receive({ id: "a", method: "ping" });
  receive({ id: "b", method: "tools/list" });
  receive({ id: "c", method: "tools/call", params: { name: "look", arguments: {} } });
  receive({ id: "d", method: "tools/call", params: { name: "other" } });
  receive({ id: "e", method: "other/method" });
  receive({ id: "f", method: "ui/resource-teardown", params: {} });
  receive({ id: "g", method: "ping" }); // closed: not heard any more
  assert.equal(sent.length, 6);
  assert.equal((sent[1]?.result as { tools: { name: string }[] }).tools[0]?.name, "look");
  assert.deepEqual((sent[2]?.result as { structuredContent: unknown }).structuredContent, { a: 1 });
  assert.equal(sent[3]?.error?.code, -32602);
  assert.equal(sent[4]?.error?.code, -32601);
  assert.deepEqual(heard.at(-1), ["teardown"]);
});

test("what is no message of the protocol is left alone", async () => {
  const { begun, bridge, sent } = start();
  await begun;
  const count = sent.length;
  for (const odd of [null, 3, "x", [], {}, { jsonrpc: "1.0", id: 1, method: "ping" }, { jsonrpc: "2.0", id: 99, result: {} }]) bridge.receive(odd);
  assert.equal(sent.length, count);
});

test("only changes of the context are told, and the rest stays", async () => {
  const { begun, bridge, receive } = start();
  await begun;
  receive({ method: "ui/notifications/host-context-changed", params: { displayMode: "fullscreen", safeAreaInsets: { top: 10, right: 0, bottom: -3, left: "x" } } });
  assert.equal(bridge.context.theme, "light");
  assert.equal(bridge.context.displayMode, "fullscreen");
  assert.deepEqual(bridge.context.safeArea, { top: 10, right: 0, bottom: 0, left: 0 });
});

test("of a host's style only colours and typefaces are taken, and nothing that fetches", () => {
  const kept = styleVariables({
    "--color-text-primary": "#111",
    "--font-sans": "Inter, sans-serif",
    "--color-background-primary": "url(https://example.com/x)",
    "--color-text-danger": "red; background: blue",
    "--other": "1",
    color: "red",
  });
  assert.deepEqual(kept, { "--color-text-primary": "#111", "--font-sans": "Inter, sans-serif" });
});

test("a result is read with care", () => {
  assert.deepEqual(resultIn(undefined), { text: "", structured: undefined, isError: false });
  assert.deepEqual(resultIn({ content: [{ type: "text", text: "a" }, { type: "image", data: "" }, 3], structuredContent: [1], isError: true }), {
    text: "a",
    structured: undefined,
    isError: true,
  });
});
