// One session leaves a task, and another one that knows nothing of it goes on with it: desk_index, and
// at most two calls more.
import assert from 'node:assert/strict';
import test from 'node:test';
import {connectHttp} from './harness/client.mjs';
import {until} from './harness/deadline.mjs';
import {Desk} from './harness/desk.mjs';
import {day, order, priced} from './harness/order.mjs';
import {soon} from './harness/watch.mjs';

const maxIndex = 6_000;  // bytes that a new chat is asked to read

// A session that counts its calls.
async function session(t, desk) {
  const client = await connectHttp(t, desk);
  const made = {calls: 0, async call(name, input = {}) {
    ++made.calls;
    const {isError, content, structuredContent} = await client.callTool({name, arguments: input});
    assert.ok(!isError, content[0].text);
    return {text: content[0].text, answer: structuredContent.answer ?? structuredContent};
  }, listed: async () => (await client.listTools()).tools.map(({name}) => name)};
  return made;
}

test('a new chat goes on where the last one stopped', async (t) => {
  const desk = await Desk.start(t, {args: day});
  await priced(desk);
  const first = await session(t, desk);
  const {answer: {item}} = await first.call('put_item', {title: 'Check the margin of the CL roll', priority: 'high',
    text: 'The March contract needs more margin than the January one.'});
  await first.call('put_item', {item, status: 'doing', comment: 'January is looked up: 5,400 USD.'});
  await first.call('place_order', {...order});
  await first.call('write_handoff', {summary: 'Half of the margin check is done.', done: ['January looked up.'],
    next_steps: [`Look up March and close item ${item}.`], open_questions: ['Is the roll on the 15th?'], items: [item]});

  // It finds out from what it reads, and from nothing else.
  const second = await session(t, desk);
  const {text: map, answer} = await second.call('desk_index');
  assert.ok(Buffer.byteLength(map) <= maxIndex, `${Buffer.byteLength(map)} bytes`);
  assert.ok(Buffer.byteLength(JSON.stringify(answer)) <= maxIndex + 1_000);
  const [, next] = map.match(/next: "(.*)"/);
  const [, number] = next.match(/close item (\d+)\./);
  assert.match(map, new RegExp(`^(<<<.*: )?${number} \\(task, high, doing\\): "Check the margin of the CL roll"`, 'm'));
  assert.match(map, /Waits for the person: "BUY 0\.01 BTCUSD/, 'the order that waits');
  const {text: whole} = await second.call('call_more', {tool: 'get_item', arguments: {item: Number(number)}});
  assert.match(whole, /January is looked up: 5,400 USD\./);
  await second.call('put_item', {item: Number(number), status: 'done', comment: 'March needs 5,900 USD.'});
  assert.equal(second.calls, 3);

  const {items} = await desk.call('list_items', {statuses: ['done']});
  assert.deepEqual(items.map((one) => Number(one.item)), [item]);
  const third = await session(t, desk);
  assert.match((await third.call('desk_index')).text, /\[items\] 0 open/);
});

test('the map names tools that are there, and tells what happened since the handoff', async (t) => {
  const desk = await Desk.start(t, {args: day, config: 'health: {probes: [{name: bot, tcp: "127.0.0.1:1", every: 1s, grace: 0s}]}\n'});
  const tools = await session(t, desk);
  const map = await until(soon, 'the probe is down', async () => {
    const {text} = await tools.call('desk_index');
    return /\[alerts\].*bot/s.test(text) && /\[since the last handoff\][^[]*probe_changed/.test(text) && text;
  });
  const listed = new Set(await tools.listed());
  const {answer: {tools: rare}} = await tools.call('more_tools');
  const known = new Set([...listed, ...rare.map(({name}) => name)]);
  const [, section] = map.match(/\[tools\] ([^]*)$/);
  const named = [...section.matchAll(/\b[a-z]+_[a-z_]+\b/g)].map(([name]) => name);
  assert.ok(named.length > 15);
  for (const name of named) assert.ok(known.has(name), `${name} is no tool`);
  for (const name of ['desk_index', 'write_handoff', 'put_item']) assert.ok(listed.has(name), `${name} is listed`);
});
