// An order from the request to the fill, and every way around the person that must not lead there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';
import {seconds, until, within} from './harness/deadline.mjs';
import {Desk, environment, program, start} from './harness/desk.mjs';

const pin = '48-kestrel';
const order = {account: 'DU1000001', symbol: 'BTCUSD', side: 'buy', quantity: 0.01};  // a market that never closes
const day = ['--tape', 'synthetic', '--seed', '1'];

// As slow as a loaded machine may be, and as many orders as a test likes.
const limits = `gate:
  approval_lifetime: 10m
  max_orders_per_minute: 1000
  max_orders_per_hour: 1000
  max_orders_per_day: 1000
`;

// The command at a terminal of its own; each line is typed when its prompt is there.
async function atTerminal(desk, words, lines) {
  const command = [program, ...words, '--data', desk.data].map((word) => `'${word}'`).join(' ');
  const {child, said, ended} = start('script', ['-qec', command, '/dev/null'],
    {env: environment(desk.folder), keyboard: true});
  let seen = 0;
  for (const [prompt, line] of lines) {
    await until(seconds(20), `the prompt ${prompt}`, () => {
      const at = said.stdout.indexOf(prompt, seen);
      if (at < 0) return child.exitCode !== null;
      seen = at + prompt.length;
      return true;
    });
    child.stdin.write(`${line}\n`);
  }
  const {code, stdout} = await within(seconds(30), words.join(' '), ended);
  return {code, said: stdout};
}

const setPin = (desk) => atTerminal(desk, ['pin'], [['approves orders: ', pin], ['Once more: ', pin]]);
const approve = (desk, typed = pin) => atTerminal(desk, ['approve'], [['leaves it: ', typed]]);

// One message over the daemon's own socket, as the command line sends it.
function overSocket(desk, method, params) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(path.join(desk.data, 'pitwall.sock'));
    let text = '';
    socket.on('error', reject);
    socket.on('data', (bytes) => {
      text += bytes;
      if (!text.includes('\n')) return;
      socket.end();
      resolve(JSON.parse(text));
    });
    socket.write(`${JSON.stringify({jsonrpc: '2.0', id: 1, method, params})}\n`);
  });
}

async function place(desk) {
  const placed = await desk.call('place_order', order);
  assert.equal(placed.phase, 'waiting');
  assert.match(placed.text, /^BUY 0\.01 BTCUSD, at the market, day; account "\S+" \(paper\)/);
  return placed;
}
const phase = async (desk, id) => (await desk.call('get_order', {order: id})).phase;

// The market has to have a price first.
const priced = (desk) => until(seconds(30), 'a price of BTCUSD', async () => {
  const response = await desk.post('/tools/call', {name: 'get_quotes', arguments: {symbols: ['BTCUSD']}});
  return response.ok && (await response.json()).structured.quotes.length > 0;
});

async function ready(t) {
  const desk = await Desk.start(t, {args: day, config: limits});
  await priced(desk);
  return desk;
}

async function events(desk) {
  const {stdout} = await desk.command('journal', 'export');
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

test('from the request to the fill, by a PIN at a terminal', async (t) => {
  const desk = await ready(t);
  const placed = await place(desk);

  await t.test('without a terminal nobody approves', async () => {
    const {code, stderr} = await desk.command('approve');
    assert.equal(code, 1);
    assert.match(stderr, /a person at a terminal/);
  });
  await t.test('without a PIN nothing can be approved, and it says how to set one', async () => {
    const {code, said} = await atTerminal(desk, ['approve'], []);
    assert.equal(code, 1);
    assert.match(said, /No PIN is set, so nothing can be approved\. Set one first: pitwall pin/);
    const answer = await overSocket(desk, 'pitwall/approval_answer',
      {approval: placed.approval, yes: true, pin: ''});
    assert.match(answer.error.message, /No PIN is set/);
  });
  await t.test('a PIN is typed at a terminal, and is not one that everybody tries', async () => {
    assert.equal((await desk.command('pin')).code, 1);
    assert.match((await atTerminal(desk, ['pin'], [['approves orders: ', '123456']])).said, /everybody tries first/);
    const {code, said} = await setPin(desk);
    assert.equal(code, 0, said);
    assert.equal(fs.statSync(path.join(desk.data, 'pin')).mode & 0o077, 0);
  });
  await t.test('the right one sends the order, once', async () => {
    const {code, said} = await approve(desk);
    assert.equal(code, 0, said);
    assert.match(said, /BUY 0\.01 BTCUSD/);
    await until(seconds(20), 'the order is filled', async () => (await phase(desk, placed.order)) === 'filled');
    const again = await overSocket(desk, 'pitwall/approval_answer', {approval: placed.approval, yes: true, pin});
    assert.match(JSON.stringify(again), /consumed|one answer/);
    const {executions} = await desk.call('get_executions', {});
    assert.equal(executions.filter((one) => one.order === placed.order).length, 1);
  });
  await t.test('and all of it is in the journal, but no PIN', async () => {
    const types = (await events(desk)).map((event) => event.type);
    const sent = ['action_proposed', 'approval_answered', 'sending_prepared', 'order_answered'];
    for (const type of sent) assert.ok(types.includes(type), type);
    assert.ok(!JSON.stringify(await events(desk)).includes(pin));
    assert.match((await desk.command('journal', 'verify')).stdout, /The journal is whole/);
  });
});

test('no tool, no request and no guess approves', async (t) => {
  const desk = await ready(t);
  assert.equal((await setPin(desk)).code, 0);
  const placed = await place(desk);

  await t.test('by a tool or a method over HTTP', async () => {
    for (const name of ['approve', 'approval_answer', 'pitwall/approval_answer']) {
      const response = await desk.post('/tools/call', {name, arguments: {approval: placed.approval, yes: true, pin}});
      assert.notEqual(response.status, 200, name);
    }
    for (const target of ['/pitwall/approval_answer', '/approve', '/approvals'])
      assert.ok((await desk.post(target, {approval: placed.approval, yes: true, pin})).status >= 400, target);
    const mcp = await desk.fetch('/mcp', {
      method: 'POST',
      headers: {'content-type': 'application/json', accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28', 'mcp-method': 'pitwall/approval_answer'},
      body: JSON.stringify({jsonrpc: '2.0', id: 1, method: 'pitwall/approval_answer',
        params: {approval: placed.approval, yes: true, pin}}),
    });
    assert.ok(!(await mcp.text()).includes('"result"'));
    assert.equal(await phase(desk, placed.order), 'waiting');
  });
  await t.test('by guessing: after five it is locked, for the right one too, and a restart frees nobody', async () => {
    const guess = (text) => overSocket(desk, 'pitwall/approval_answer', {approval: placed.approval, yes: true, pin: text});
    for (let i = 0; i < 5; ++i) assert.match((await guess(`wrong-${i}`)).error.message, /That is not the PIN/);
    assert.match((await guess(pin)).error.message, /Too many wrong PINs; it is locked until/);
    await desk.kill();
    await desk.restart();
    assert.match((await guess(pin)).error.message, /Too many wrong PINs/);
  });
  const {executions} = await desk.call('get_executions', {});
  assert.ok(!executions.some((one) => one.order === placed.order));
});

test('the kill switch holds over a restart, and only a person turns it off', async (t) => {
  const desk = await ready(t);
  assert.equal((await setPin(desk)).code, 0);
  const placed = await place(desk);
  assert.equal((await desk.command('gate', 'stop', 'enough')).code, 0);
  assert.equal(await phase(desk, placed.order), 'rejected');
  await desk.stop();
  await desk.restart();
  await until(seconds(30), 'the rule is quoted', async () => {
    const response = await desk.post('/tools/call', {name: 'place_order', arguments: order});
    return (await response.text()).includes('Rule gate.kill_switch');
  });
  assert.equal((await desk.command('gate', 'resume')).code, 1);
  assert.match((await overSocket(desk, 'pitwall/kill_switch', {on: false, reason: ''})).error.message, /That is not the PIN/);
  const {code, said} = await atTerminal(desk, ['gate', 'resume'], [['kill switch off: ', pin]]);
  assert.equal(code, 0, said);
  await place(desk);
});

test('killed anywhere between the yes and the fill, an order is sent once or not at all', async (t) => {
  const desk = await ready(t);
  assert.equal((await setPin(desk)).code, 0);
  const ends = new Map();
  for (let delay = 0; delay <= 650; delay += 50) {
    const placed = await place(desk);
    overSocket(desk, 'pitwall/approval_answer', {approval: placed.approval, yes: true, pin}).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, delay));
    await desk.kill();
    await desk.restart();
    await priced(desk);
    const end = await until(seconds(60), 'what was on its way is settled', async () => {
      const {phase: now, filled} = await desk.call('get_order', {order: placed.order});
      return !['approved', 'sending', 'unknown', 'working'].includes(now) && {now, filled};
    });
    // The journal is the record: what the paper market did is what stands there.
    const traded = (await events(desk)).filter((event) =>
      event.type === 'order_executed' && JSON.stringify(event).includes(placed.order));
    assert.equal(traded.length, end.now === 'filled' ? 1 : 0, `${end.now} after ${delay} ms`);
    assert.equal(Number(end.filled), end.now === 'filled' ? 0.01 : 0);
    ends.set(end.now, (ends.get(end.now) ?? 0) + 1);
    if (end.now === 'waiting') await desk.call('cancel_order', {order: placed.order});
  }
  t.diagnostic(JSON.stringify(Object.fromEntries(ends)));
  assert.match((await desk.command('journal', 'verify')).stdout, /The journal is whole/);
});
