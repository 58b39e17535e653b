// An order from the request to the fill, and every way around the person that must not lead there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk} from './harness/desk.mjs';
import {atTerminal, day, events, limits, order, overSocket, phase, pin, place as ask, priced, setPin} from './harness/order.mjs';

const approve = (desk, typed = pin) => atTerminal(desk, ['approve'], [['leaves it: ', typed]]);

async function place(desk) {
  const placed = await ask(desk);
  assert.match(placed.text, /^BUY 0\.01 BTCUSD, at the market, day; account "\S+" \(paper\)/);
  return placed;
}

async function ready(t) {
  const desk = await Desk.start(t, {args: day, config: limits});
  await priced(desk);
  return desk;
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
    await setPin(desk);
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
  await setPin(desk);
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
  await setPin(desk);
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
  await setPin(desk);
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
