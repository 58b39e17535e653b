// Whole conversations by the official clients of both eras, over both carriers. Each negotiates by
// itself; which revision it comes to is checked.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Client as NewerClient, StreamableHTTPClientTransport as NewerHttp} from '@modelcontextprotocol/client';
import {StdioClientTransport as NewerStdio} from '@modelcontextprotocol/client/stdio';
import {Client as OlderClient} from '@modelcontextprotocol/sdk/client/index.js';
import {StdioClientTransport as OlderStdio} from '@modelcontextprotocol/sdk/client/stdio.js';
import {StreamableHTTPClientTransport as OlderHttp} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {ElicitRequestSchema, ResourceUpdatedNotificationSchema} from '@modelcontextprotocol/sdk/types.js';
import {seconds, until, within} from './harness/deadline.mjs';
import {Desk, environment, program} from './harness/desk.mjs';
import {validatorOf} from './harness/schema.mjs';

const quote = 'pitwall://quote/SPY:ARCA';
const invalidParams = -32602;
const resourceNotFound = {'2025-11-25': -32002, '2026-07-28': invalidParams};
const identity = {name: 'pitwall-tests', version: '1.0.0'};
const capabilities = {elicitation: {form: {}}};
const accept = async () => ({action: 'accept', content: {name: 'Ada', color: 'green'}});

const commandFor = (desk) => ({
  command: program, args: ['mcp', '--data', desk.data], env: environment(desk.folder), stderr: 'pipe',
});

async function connectOlder(transport) {
  const client = new OlderClient(identity, {capabilities});
  let revision;
  transport.setProtocolVersion = new Proxy(transport.setProtocolVersion ?? (() => {}), {
    apply(target, self, [version]) {
      revision = version;
      return Reflect.apply(target, self, [version]);
    },
  });
  client.setRequestHandler(ElicitRequestSchema, accept);
  await client.connect(transport);
  return {
    client,
    revision,
    async watch(uri, onChange) {
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({params}) => onChange(params.uri));
      await client.subscribeResource({uri});
      return () => client.unsubscribeResource({uri});
    },
    call: (request, options) => client.callTool(request, undefined, options),
  };
}

async function connectNewer(transport) {
  const client = new NewerClient(identity, {capabilities, versionNegotiation: {mode: 'auto'}});
  client.setRequestHandler('elicitation/create', accept);
  await client.connect(transport);
  return {
    client,
    revision: client.getNegotiatedProtocolVersion(),
    async watch(uri, onChange) {
      client.setNotificationHandler('notifications/resources/updated', ({params}) => onChange(params.uri));
      const subscription = await client.listen({resourceSubscriptions: [uri]});
      assert.deepEqual(subscription.honoredFilter.resourceSubscriptions, [uri]);
      return async () => {
        await subscription.close();
        assert.equal(await subscription.closed, 'local');
      };
    },
    call: (request, options) => client.callTool(request, options),
  };
}

const speakers = {
  'the older client over HTTP': ['2025-11-25', (desk) =>
    connectOlder(new OlderHttp(new URL('/mcp', desk.url)))],
  'the older client over stdio': ['2025-11-25', (desk) => connectOlder(new OlderStdio(commandFor(desk)))],
  'the newer client over HTTP': ['2026-07-28', (desk) =>
    connectNewer(new NewerHttp(new URL('/mcp', desk.url)))],
  'the newer client over stdio': ['2026-07-28', (desk) => connectNewer(new NewerStdio(commandFor(desk)))],
};

// All pages of a list, each asked for by the cursor of the one before.
async function allPages(ask, key) {
  const items = [];
  let cursor;
  for (let page = 0; page < 50; ++page) {
    const answer = await ask(cursor === undefined ? {} : {cursor});
    items.push(...answer[key]);
    cursor = answer.nextCursor;
    if (cursor === undefined) return items;
  }
  throw new Error('a list of pages without an end');
}

const codeOf = (expected) => (error) => {
  assert.equal(error.code, expected, error.message);
  return true;
};

const readJson = async (client, uri) => JSON.parse((await client.readResource({uri})).contents[0].text);

async function talk({client, revision, watch, call}) {
  const {tools} = await client.listTools();
  for (const tool of tools) {
    validatorOf(tool.inputSchema);
    if (tool.outputSchema) validatorOf(tool.outputSchema);
  }
  const status = await call({name: 'desk_status', arguments: {}});
  const desk_status = tools.find(({name}) => name === 'desk_status');
  assert.equal(validatorOf(desk_status.outputSchema)(status.structuredContent), '');

  const resources = await allPages((params) => client.listResources(params), 'resources');
  const uris = resources.map(({uri}) => uri);
  assert.equal(new Set(uris).size, uris.length, 'no page repeats another');
  assert.ok(uris.includes(quote) && uris.includes('pitwall://status'));
  const {resourceTemplates} = await client.listResourceTemplates();
  assert.ok(resourceTemplates.some(({uriTemplate}) => uriTemplate === 'pitwall://quote/{symbol}'));
  await readJson(client, 'pitwall://portfolio');

  const completed = await client.complete({
    ref: {type: 'ref/resource', uri: 'pitwall://quote/{symbol}'},
    argument: {name: 'symbol', value: 'SP'},
  });
  assert.ok(completed.completion.values.includes('SPY:ARCA'), `${completed.completion.values}`);

  const {prompts} = await client.listPrompts();
  assert.ok(prompts.some(({name}) => name === 'walk_through_position'));
  const prompt = await client.getPrompt({name: 'walk_through_position', arguments: {symbol: 'SPY'}});
  assert.match(prompt.messages[0].content.text, /SPY/);

  await watchQuote(client, watch);
  await waitAndCallOff(call);

  await assert.rejects(client.readResource({uri: 'pitwall://nothing'}),
    codeOf(resourceNotFound[revision]));
  await assert.rejects(client.getPrompt({name: 'no_such_prompt'}), codeOf(invalidParams));
  await assert.rejects(call({name: 'no_such_tool', arguments: {}}), codeOf(invalidParams));
  // What a tool cannot do is its answer, for the model to mend.
  const mistaken = await call({name: 'get_instrument', arguments: {symbol: 'APPL'}});
  assert.equal(mistaken.isError, true);
  assert.match(mistaken.content[0].text, /AAPL/);
}

// A call that takes long says how it stands, and can be called off.
async function waitAndCallOff(call) {
  const controller = new AbortController();
  const told = [];
  const waiting = call(
    {name: 'wait_for_price', arguments: {symbol: 'SPY', price: 1, within: '1m'}}, {
      signal: controller.signal,
      onprogress(step) {
        told.push(step);
        if (told.length === 2) controller.abort(new Error('abort: enough'));
      },
    });
  await assert.rejects(within(seconds(20), 'the end of waiting', waiting), /abort|cancel/i);
  assert.match(told[0].message, /^SPY:ARCA \d/);
  assert.equal(told[0].total, 60);
  assert.ok(told[1].progress > told[0].progress);
}

// Told that a quote has changed, the client reads a newer one.
async function watchQuote(client, watch) {
  const asOf = async () => JSON.stringify(await readJson(client, quote));
  const before = await asOf();
  let told = 0;
  const stop = await watch(quote, (uri) => {
    assert.equal(uri, quote);
    ++told;
  });
  await until(seconds(20), 'three updates', () => told >= 3);
  assert.notEqual(await asOf(), before);
  await stop();
}

test('on the desk', async (t) => {
  const desk = await Desk.start(t, {args: ['--seed', '7', '--speed', '60']});
  await until(seconds(20), 'a tick of SPY', async () =>
    (await desk.post('/tools/call', {name: 'get_tick_data', arguments: {symbol: 'SPY'}})).ok);
  for (const [what, [revision, connect]] of Object.entries(speakers)) {
    await t.test(what, async () => {
      const speaker = await within(seconds(20), 'the connection', connect(desk));
      try {
        assert.equal(speaker.revision, revision);
        await talk(speaker);
      } finally {
        await speaker.client.close();
      }
    });
  }
  assert.ok(await desk.isAlive());
  await desk.stop();
});

// A call says how far it is, asks, and can be called off.
async function converse({client, call}) {
  const progress = [];
  const answer = await call({name: 'test_tool_with_progress', arguments: {}},
    {onprogress: (step) => progress.push(step.progress)});
  assert.ok(!answer.isError);
  // Both clients drop a step that arrives in one piece with the answer, as it may by lines.
  assert.ok(progress.length >= 2);
  assert.deepEqual(progress, [0, 50, 100].slice(0, progress.length));

  const asked = await call({name: 'test_input_required_result_multi_round', arguments: {}});
  assert.equal(asked.content[0].text, 'Ada likes green');

  const controller = new AbortController();
  const endless = call({name: 'slow_compute', arguments: {seconds: 3600}}, {signal: controller.signal});
  const refused = assert.rejects(within(seconds(10), 'the end of the call', endless), /abort|cancel/i);
  controller.abort(new Error('abort: no longer wanted'));
  await refused;
  // The connection is as good as before.
  assert.ok((await client.listTools()).tools.length > 0);
}

test('on the fixtures: progress, questions and calling off', async (t) => {
  const desk = await Desk.start(t, {args: ['--conformance']});
  for (const [what, [revision, connect]] of Object.entries(speakers)) {
    await t.test(what, async () => {
      const speaker = await within(seconds(20), 'the connection', connect(desk));
      try {
        assert.equal(speaker.revision, revision);
        await converse(speaker);
      } finally {
        await speaker.client.close();
      }
    });
  }
  await desk.stop();
});
