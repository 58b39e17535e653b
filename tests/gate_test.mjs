// What only the person may change about the gate: limits, grants, the kill switch; what needs two
// yeses; and what the audit says of all that afterwards.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, pitwall} from './harness/desk.mjs';
import {atTerminal, day, limits, order, overSocket, phase, pin, place, priced, setPin} from './harness/order.mjs';

async function ready(t, more = '') {
  const desk = await Desk.start(t, {args: day, config: limits + more});
  await priced(desk);
  await setPin(desk);
  return desk;
}

const refusal = async (desk, input = order) => {
  const response = await desk.post('/tools/call', {name: 'place_order', arguments: input});
  assert.notEqual(response.status, 200);
  return response.text();
};
const edit = (desk, more) => fs.writeFileSync(path.join(desk.folder, 'pitwall.yaml'), limits + more);
const said = async (desk, ...words) => {
  const {code, stdout, stderr} = await desk.command(...words);
  assert.equal(code, 0, stderr);
  return stdout;
};

test('what is worth much needs two yeses at the terminal, and each is asked for by itself', async (t) => {
  const desk = await ready(t, '  second_step_value: 1\n');
  const placed = await place(desk);
  assert.match(placed.text, /needs a second yes: it is worth more than 1\.00 USD/);
  // The first alone, then the same once more: it stays one.
  const yes = (number) => overSocket(desk, 'pitwall/approval_answer', {approval: placed.approval, yes: true, pin, number});
  const first = await yes(1);
  assert.equal(first.result.state, 'pending', JSON.stringify(first));
  assert.match(first.result.text, /^SECOND YES, because it is worth more than/);
  assert.equal((await yes(1)).result.number, 2);
  assert.equal(await phase(desk, placed.order), 'waiting');
  const {code, said: shown} = await atTerminal(desk, ['approve'], [['leaves it: ', pin]]);
  assert.equal(code, 0, shown);
  assert.match(shown, /SECOND YES/);
  await until(seconds(20), 'it is filled', async () => (await phase(desk, placed.order)) === 'filled');

  const other = await place(desk);
  const both = await atTerminal(desk, ['approve'], [['leaves it: ', pin], ['leaves it: ', pin]]);
  assert.equal(both.code, 0, both.said);
  await until(seconds(20), 'that one too', async () => (await phase(desk, other.order)) === 'filled');
});

test('a limit that is loosened waits for the person, one that is tightened does not, and no tool changes either', async (t) => {
  const desk = await ready(t, '  max_order_value: 5000\n  max_pending: 5\n');
  const placed = await place(desk);
  edit(desk, '  max_order_value: 9000\n  max_pending: 1\n');
  assert.match(await said(desk, 'gate', 'reload'), /max_order_value: 5000 -> 9000, looser/);
  await t.test('an approval that waited meanwhile is void', async () => {
    assert.equal(await phase(desk, placed.order), 'rejected');
    const answer = await overSocket(desk, 'pitwall/approval_answer', {approval: placed.approval, yes: true, pin});
    assert.match(answer.error.message, /limits were changed|approval\.pending/);
  });
  const inForce = async () => (await desk.call('call_more', {tool: 'explain_policy', arguments: {}})).answer.limits;
  await t.test('what is tighter holds already', async () => {
    const now = await inForce();
    assert.equal(String(now.max_order_value), '5000');
    assert.equal(String(now.max_pending), '1');
  });
  await t.test('a restart changes nothing about it', async () => {
    await desk.stop();
    await desk.launch({args: day, config: limits + '  max_order_value: 9000\n  max_pending: 1\n'});
    await priced(desk);
    assert.equal(String((await inForce()).max_order_value), '5000');
  });
  await t.test('no tool loosens it, with whatever arguments', async () => {
    const before = JSON.stringify(await inForce());
    const tools = (await (await desk.fetch('/tools/list')).json()).tools ?? [];
    const rare = (await desk.call('more_tools', {})).tools;
    assert.ok(tools.length > 10 && rare.length > 5);
    const attack = {max_order_value: '999999', policy: {max_order_value: '999999'}, limits: {max_pending: 99},
      pin, version: 'x', yes: true, method: 'pitwall/limits_accept'};
    for (const {name} of [...tools, ...rare])
      await (await desk.post('/tools/call', {name, arguments: attack})).text();
    for (const name of ['pitwall/limits_accept', 'pitwall/grant_give', 'limits_accept', 'accept_limits'])
      assert.notEqual((await desk.post('/tools/call', {name, arguments: attack})).status, 200);
    assert.equal(JSON.stringify(await inForce()), before);
  });
  await t.test('without a terminal, or with a wrong PIN, nobody accepts it', async () => {
    assert.equal((await desk.command('gate', 'accept-limits')).code, 1);
    const {said: no} = await atTerminal(desk, ['gate', 'accept-limits'], [['lets them hold: ', 'wrong-1']]);
    assert.match(no, /not the PIN/);
    assert.equal(String((await inForce()).max_order_value), '5000');
  });
  await t.test('the person does', async () => {
    const {code, said: done} = await atTerminal(desk, ['gate', 'accept-limits'], [['lets them hold: ', pin]]);
    assert.equal(code, 0, done);
    assert.equal(String((await inForce()).max_order_value), '9000');
    assert.match(await said(desk, 'gate', 'limits'), /No looser limits wait/);
  });
});

test('a file turns the kill switch on, while it runs and at the start, and does not turn it off', async (t) => {
  const desk = await ready(t);
  const placed = await place(desk);
  const file = path.join(desk.data, 'kill');
  fs.writeFileSync(file, 'cancel-orders\n');
  await until(seconds(10), 'the switch is on', async () => (await phase(desk, placed.order)) === 'rejected');
  const {said: kept} = await atTerminal(desk, ['gate', 'resume'], [['kill switch off: ', pin]]);
  assert.match(kept, /file kill is in the data folder/);
  fs.unlinkSync(file);
  await desk.stop();
  await desk.restart();
  await until(seconds(30), 'it is on still', async () => (await refusal(desk)).includes('Rule gate.kill_switch'));
  const {code, said: off} = await atTerminal(desk, ['gate', 'resume'], [['kill switch off: ', pin]]);
  assert.equal(code, 0, off);
  await desk.stop();
  fs.writeFileSync(file, '');
  await desk.restart();
  await until(seconds(30), 'it is on from the start', async () => (await refusal(desk)).includes('Rule gate.kill_switch'));
});

test('the kill switch takes working orders back when told to', async (t) => {
  const desk = await ready(t, '  price_collar: 0.9\n');
  const {quotes} = await desk.call('get_quotes', {symbols: ['BTCUSD']});
  const far = Math.floor(Number(quotes[0].bid ?? quotes[0].last) / 2);
  const placed = await place(desk, {...order, limit_price: far});
  assert.equal((await atTerminal(desk, ['approve'], [['leaves it: ', pin]])).code, 0);
  await until(seconds(20), 'it works', async () => (await phase(desk, placed.order)) === 'working');
  assert.match(await said(desk, 'gate', 'stop', '--cancel-orders', 'enough'), /Working orders are taken back/);
  await until(seconds(20), 'it is cancelled', async () => (await phase(desk, placed.order)) === 'cancelled');
});

test('a grant lets through what it says, is shown, and is taken back', async (t) => {
  const desk = await ready(t, '  accounts: [{account: DU1000001, mode: auto}]\n');
  const give = ['grant', 'give', '--account', 'DU1000001', '--symbol', 'BTCUSD', '--side', 'buy', '--max', '0.01',
    '--max-value', '5000', '--count', '2'];
  assert.equal((await desk.command(...give)).code, 1);
  const {code, said: given} = await atTerminal(desk, give, [['gives it: ', pin]]);
  assert.equal(code, 0, given);
  assert.match(given, /may buy BTCUSD in account "DU1000001" without asking you: 0 to 0\.01 in one order/);
  const went = await desk.call('place_order', order);
  assert.notEqual(went.phase, 'waiting');
  await until(seconds(20), 'it is filled', async () => (await phase(desk, went.order)) === 'filled');
  assert.equal((await desk.call('place_order', {...order, side: 'sell'})).phase, 'waiting');
  const list = await said(desk, 'grant', 'list');
  assert.match(list, /1 of 2 orders left/);
  assert.equal(list.match(/used by/g).length, 1);
  await said(desk, 'grant', 'revoke', list.slice(0, 8));
  assert.equal((await desk.call('place_order', order)).phase, 'waiting');
  assert.match(await said(desk, 'grant', 'list'), /\(over\)/);
});

test('the audit tells who, what, how fast and what came of it, and proves it', async (t) => {
  const desk = await ready(t);
  const placed = await place(desk);
  assert.equal((await atTerminal(desk, ['approve'], [['leaves it: ', pin]])).code, 0);
  await until(seconds(20), 'it is filled', async () => (await phase(desk, placed.order)) === 'filled');
  const told = await said(desk, 'audit', '--order', placed.order);
  for (const words of [/"dashboard" asks: "place_order" with/, /shown, for yes 1: BUY 0\.01 BTCUSD/,
    /yes by "terminal", with the PIN, \d+ ms after it was asked for; approved/, /sent to the broker: BUY 0\.01/,
    /the broker answers to place_order: taken/, /traded: buy 0\.01 BTCUSD/])
    assert.match(told, words);
  assert.ok(!told.includes(pin));
  const lines = (await said(desk, 'audit', '--json')).trim().split('\n').map((line) => JSON.parse(line));
  assert.ok(lines.some((line) => line.type === 'pin_tried'));
  assert.ok(lines.some((line) => line.after_ms !== undefined));

  const file = path.join(desk.folder, 'audit.jsonl');
  await said(desk, 'audit', 'export', file);
  assert.equal((await desk.command('audit', 'export', file)).code, 1);  // nothing is written over
  const verify = (name, ...words) => pitwall(desk.folder, ['audit', 'verify', name, ...words]);
  assert.match((await verify(file)).stdout, /^Whole: records 1 to /);
  assert.match((await verify(file, '--data', desk.data)).stdout, /the journal has it/);
  const text = fs.readFileSync(file, 'utf8');
  const broken = path.join(desk.folder, 'broken.jsonl');
  const fails = async (changed) => {
    fs.writeFileSync(broken, changed);
    const {code, stderr} = await verify(broken);
    assert.equal(code, 1);
    assert.match(stderr, /Line \d+:/);
  };
  await fails(text.replace('BUY', 'BUT'));
  const rows = text.split('\n');
  await fails([...rows.slice(0, 5), ...rows.slice(6)].join('\n'));
  // Whole in itself, and of another desk.
  const stranger = await Desk.start(t, {args: day, config: limits});
  await priced(stranger);
  const {code, stderr} = await verify(file, '--data', stranger.data);
  assert.equal(code, 1, stderr);
  const {answer} = await desk.call('call_more', {tool: 'list_audit', arguments: {}});
  assert.equal(answer.actions[0].order, placed.order);
  assert.equal(answer.actions[0].yeses[0].channel, 'terminal');
});
