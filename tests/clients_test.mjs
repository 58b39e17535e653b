// The official client over both transports: it lists every tool, calls each with the example of the
// reference page, and every answer is what the tool's schema promises.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {connectHttp, connectStdio} from './harness/client.mjs';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, pitwall, temporaryFolder} from './harness/desk.mjs';
import {figuresWithoutOrigin, validatorOf} from './harness/schema.mjs';
import {assertSays} from './harness/sentence.mjs';

const listingMax = 60_000;  // bytes: hosts put the whole list in front of the model

// Faster than the clock, so that every instrument has traded before it is asked about.
const lively = {args: ['--seed', '7', '--speed', '60']};

// {tool name: example arguments}, from the reference page.
async function examples(folder) {
  const {code, stdout} = await pitwall(folder, ['tools', '--markdown']);
  assert.equal(code, 0);
  const lines = stdout.matchAll(/^pitwall call (\S+) '(.*)'$/gm);
  return new Map([...lines].map(([, name, json]) => [name, JSON.parse(json)]));
}

// What can be asked for at any hour, for its market never closes.
const order = {account: 'DU1000001', symbol: 'BTCUSD', side: 'buy', quantity: 0.01};

// What an example cannot know: the chart that was just drawn, an order that waits, whether a market
// is open, and how long a test may wait.
function fitted(name, example, {chart, waiting}) {
  if (name === 'place_order') return order;
  if (name === 'cancel_order') return {order: waiting};
  if (name === 'act_more') return {...example, arguments: {account: order.account, symbol: 'MSFT'}};
  if (name === 'chart_event') return {chart, event: 'clear'};
  if (name === 'chart_view') return {chart};
  if (name === 'get_chart' || name === 'render_chart') return {chart};
  if (name === 'wait_for_price') return {...example, within: '1s'};
  return example;
}

// What changes something, or asks for it.
const changes = new Set(['chart_event', 'draw_chart', 'place_order', 'cancel_order', 'act_more',
  'create_trigger', 'put_item', 'record_decision', 'write_handoff']);
// What a paper market cannot have, and says so.
const notOnPaper = new Set(['get_news']);

// Accounts are there and the tape has begun.
async function isLively(desk) {
  await until(seconds(20), 'two accounts', async () =>
    Number((await desk.call('desk_status')).accounts) >= 2);
  await until(seconds(20), 'a tick of SPY', async () =>
    (await desk.post('/tools/call', {name: 'get_tick_data', arguments: {symbol: 'SPY'}})).ok);
}

async function callEveryTool(t, client, folder) {
  const {tools} = await client.listTools();
  const arguments_ = await examples(folder);
  const forModels = tools.filter((tool) => !tool._meta?.ui?.visibility);
  const listed = new Set(forModels.map((tool) => tool.name));
  const rare = [...arguments_.keys()].filter((name) => !listed.has(name)).sort();
  assert.deepEqual([...listed, ...rare].sort(), [...arguments_.keys()].sort());
  const {structuredContent: more} = await client.callTool({name: 'more_tools', arguments: {}});
  assert.deepEqual(more.tools.map(({name}) => name).sort(), rare, 'what is not listed is found');
  const drawn = await client.callTool(
    {name: 'draw_chart', arguments: arguments_.get('draw_chart')});
  const {chart} = drawn.structuredContent;
  const asked = await client.callTool({name: 'place_order', arguments: order});
  assert.ok(!asked.isError, asked.content[0].text);
  const waiting = asked.structuredContent.order;
  assert.ok(Buffer.byteLength(JSON.stringify(tools)) < listingMax);
  for (const tool of tools) {
    await t.test(tool.name, async () => {
      const input = fitted(tool.name, arguments_.get(tool.name), {chart, waiting});
      assert.equal(validatorOf(tool.inputSchema)(input), '', 'the example fits the input schema');
      assert.match(tool.description, /^[A-Z].*\.$/);
      assert.equal(tool.annotations.readOnlyHint, !changes.has(tool.name));
      const answer = await client.callTool({name: tool.name, arguments: input});
      if (notOnPaper.has(tool.name)) {
        assert.ok(answer.isError);
        return assertSays(answer.content[0].text, 'news');
      }
      assert.ok(!answer.isError, answer.content[0].text);
      if (tool.outputSchema)
        assert.equal(validatorOf(tool.outputSchema)(answer.structuredContent), '');
      assert.equal(answer.content[0].type, 'text');
      assert.ok(answer.content[0].text.length > 10, 'a summary for people');
      assert.deepEqual(figuresWithoutOrigin(answer.structuredContent), []);
    });
  }
}

test('every tool over Streamable HTTP', async (t) => {
  const desk = await Desk.start(t, lively);
  await isLively(desk);
  const client = await connectHttp(t, desk);
  assert.equal(client.getServerVersion().name, 'pitwall');
  assert.match(client.getInstructions(), /origin/);
  await client.ping();
  await callEveryTool(t, client, desk.folder);
  await desk.stop();
});

test('every tool over stdio', async (t) => {
  const desk = await Desk.start(t, lively);
  await isLively(desk);
  const {client} = await connectStdio(t, desk.folder, ['--data', desk.data]);
  await callEveryTool(t, client, desk.folder);
  await desk.stop();
});

test('REST, the command line and MCP give the same answer', async (t) => {
  const desk = await Desk.start(t);
  const client = await connectHttp(t, desk);
  const listed = await (await desk.fetch('/tools/list')).json();
  assert.deepEqual(listed.tools, (await client.listTools()).tools);
  const input = {symbol: 'ES'};
  const named = ({symbol, tick_size, multiplier}) => ({symbol, tick_size, multiplier});
  const overMcp = (await client.callTool({name: 'get_instrument', arguments: input})).structuredContent;
  const overRest = JSON.parse(JSON.stringify(await desk.call('get_instrument', input)));
  const typed = await desk.command('call', 'get_instrument', JSON.stringify(input));
  assert.equal(typed.code, 0, typed.stderr);
  assert.deepEqual(named(JSON.parse(typed.stdout)), named(overMcp));
  assert.equal(overRest.symbol, overMcp.symbol);
  const inWords = await desk.command('call', 'get_instrument', JSON.stringify(input), '--text');
  assert.match(inWords.stdout, /E-mini|ES/);
  await desk.stop();
});

test('calls under way at once each get their own answer', async (t) => {
  const desk = await Desk.start(t);
  const {client} = await connectStdio(t, desk.folder, ['--data', desk.data]);
  const symbols = ['SPY', 'QQQ', 'AAPL', 'MSFT', 'NVDA', 'TSLA', 'ES', 'NQ', 'CL', 'GC'];
  const wanted = Array.from({length: 100}, (_, i) => symbols[i % symbols.length]);
  const answers = await Promise.all(
    wanted.map((symbol) => client.callTool({name: 'get_instrument', arguments: {symbol}})));
  assert.deepEqual(
    answers.map((answer) => answer.structuredContent.symbol.split(':')[0]), wanted);
  await desk.stop();
});

// The process that holds the data folder, started by a bridge and not by us.
function pidOf(data) {
  return Number(fs.readFileSync(path.join(data, 'lock'), 'utf8'));
}

function processIsThere(pid) {
  try {
    // A zombie whose parent does not wait is as good as gone.
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test('a stdio host starts the desk, a second one shares it, and it outlives them', async (t) => {
  const folder = temporaryFolder(t);
  const data = path.join(folder, 'data');
  const config = path.join(folder, 'pitwall.yaml');
  fs.writeFileSync(config, 'listen:\n  port: 0\n');
  const args = ['--data', data, '--config', config];
  const first = await connectStdio(t, folder, args);
  const pid = pidOf(data);
  t.after(() => processIsThere(pid) && process.kill(pid, 'SIGKILL'));
  const second = await connectStdio(t, folder, args);
  const status = (client) => client.callTool({name: 'desk_status', arguments: {}});
  const before = (await status(first.client)).structuredContent;
  assert.equal((await status(second.client)).structuredContent.version, before.version);
  assert.equal(pidOf(data), pid, 'one desk for both');

  // The end of its input ends a bridge, not the desk.
  const bridge = first.transport.pid;
  await first.client.close();
  await until(seconds(10), 'the bridge ends', () => !processIsThere(bridge));
  const after = (await status(second.client)).structuredContent;
  assert.ok(after.journal_records >= before.journal_records);
  await second.client.close();
  assert.ok(processIsThere(pid));
  process.kill(pid, 'SIGTERM');
  await until(seconds(20), 'the desk ends', () => !processIsThere(pid));
  const verified = await pitwall(folder, ['journal', 'verify', '--data', data]);
  assert.equal(verified.code, 0, verified.stderr);
});
