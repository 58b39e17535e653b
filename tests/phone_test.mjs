// Yes and no from a phone: an order that an assistant asks for over MCP, the question in Telegram,
// the tap, the fill; and every tap that must do nothing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {connectHttp} from './harness/client.mjs';
import {seconds, until, within} from './harness/deadline.mjs';
import {Desk, temporaryFolder} from './harness/desk.mjs';
import {day, events, fills, limits, order, overSocket, phase, pin, place, priced, setPin} from './harness/order.mjs';
import {TelegramFake, otherReader, tooMany} from './harness/telegram_fake.mjs';

const soon = seconds(30);

function configured(fake, folder, gate) {
  const token = path.join(folder, 'telegram.token');
  fs.writeFileSync(token, fake.token + '\n', {mode: 0o600});
  return `${gate}channels:\n  telegram:\n    address: ${fake.url}\n    token: {file: ${token}}\n` +
    '    chat: 77\n    poll: 2s\n    first_pause: 50ms\n    longest_pause: 200ms\n';
}

async function ready(t, gate = limits) {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77, first_name: 'Anna'});
  const folder = temporaryFolder(t);
  const desk = await Desk.start(t, {folder, args: day, config: configured(fake, folder, gate)});
  await priced(desk);
  return {fake, anna, desk};
}

// The newest message that asks, and has buttons.
const asks = (anna, about = '') => until(soon, 'the question is on the phone', () =>
  anna.sees().findLast((message) => anna.buttons(message).length === 2 && message.text.includes(about)));
const becomes = (message, title) => until(soon, `it becomes "${title}"`, () =>
  message.text.startsWith(title) && message);
const says = (anna, start) => until(soon, start, () => anna.sees().find(({text}) => text.startsWith(start)));
const codeOf = (message) => message.text.match(/\/approve (\w+)/)[1];
// Whatever was sent before is known to have arrived: messages to one phone go out one after another.
async function upToDate(anna) {
  const known = () => anna.sees().filter(({text}) => text.startsWith('The desk is up')).length;
  const before = known();
  anna.writes('/status');
  await until(soon, 'the desk has caught up', () => known() > before);
}
const answered = (toast) => within(soon, 'the toast', toast);

test('an assistant asks, the phone shows it, a tap lets it out, and the message says so', async (t) => {
  const {fake, anna, desk} = await ready(t);
  const client = await connectHttp(t, desk);
  const {structuredContent: placed} = await client.callTool({name: 'place_order', arguments: order});
  assert.equal(placed.phase, 'waiting');
  const question = await asks(anna);
  assert.match(question.text, /^An order waits for your yes\n\nBUY 0\.01 BTCUSD, at the market, day; account "DU1000001" \(paper\)/);
  assert.match(question.text, /asked by "pitwall-tests"/);
  assert.deepEqual(anna.buttons(question).map(({text}) => text), ['Approve', 'Deny']);
  const ids = anna.buttons(question).map(({callback_data: data}) => data);
  for (const id of ids) assert.match(id, /^[0-9A-Z]{26}$/);
  assert.ok(!ids.includes(placed.approval), 'an id says nothing of what it stands for');

  const tap = anna.taps(question, 'Approve');
  assert.match(await answered(tap.toast), /^Approved/);
  await becomes(question, 'Filled');
  assert.equal(anna.buttons(question).length, 0);
  assert.match(question.text, /Approved by telegram 77 after [\d.]+ s\.\n0\.01 of 0\.01 traded\./);
  assert.equal(await phase(desk, placed.order), 'filled');
  assert.equal(await fills(desk, placed.order), 1);
  const said = (await events(desk)).find(({type}) => type === 'approval_answered');
  assert.match(JSON.stringify(said), /telegram 77/);
  assert.deepEqual(fake.faults, []);
  await desk.stop();
});

test('a no, a code in writing, a withdrawal and an expiry are shown as what they are', async (t) => {
  const {anna, desk} = await ready(t);
  const denied = await place(desk);
  const first = await asks(anna);
  assert.match(await answered(anna.taps(first, 'Deny').toast), /^Denied/);
  await becomes(first, 'Denied');
  assert.equal(await phase(desk, denied.order), 'rejected');

  const typed = await place(desk, {...order, quantity: 0.02});
  const second = await asks(anna, '0.02');
  const code = codeOf(second);
  anna.writes('/status');
  assert.match((await says(anna, 'The desk is up')).text, new RegExp(`\\n${code}: BUY 0.02 BTCUSD`));
  anna.writes(`/approve ${code.toLowerCase()}`);
  await says(anna, 'Approved');
  await becomes(second, 'Filled');
  assert.equal(await fills(desk, typed.order), 1);
  anna.writes(`/approve ${code}`);
  await says(anna, 'Approved: Filled');
  assert.equal(await fills(desk, typed.order), 1);

  const refused = await place(desk, {...order, quantity: 0.03});
  const third = await asks(anna, '0.03');
  anna.writes(`/deny ${codeOf(third)}`);
  await becomes(third, 'Denied');

  const withdrawn = await place(desk, {...order, quantity: 0.04});
  const fourth = await asks(anna, '0.04');
  const [yes] = anna.buttons(fourth);
  await desk.call('cancel_order', {order: withdrawn.order});
  await becomes(fourth, 'Withdrawn');
  assert.match(await answered(anna.forges(fourth, yes.callback_data).toast), /^Withdrawn/);
  for (const {order: id} of [denied, refused, withdrawn]) assert.equal(await fills(desk, id), 0);
  await desk.stop();
});

test('a yes that a limit does not take now is said with its rule, and may be tried again', async (t) => {
  const {anna, desk} = await ready(t, 'gate:\n  approval_lifetime: 10m\n  max_orders_per_minute: 1\n');
  const [first, second] = [await place(desk), await place(desk, {...order, quantity: 0.02})];
  const [one, two] = [await asks(anna, 'BUY 0.01 '), await asks(anna, 'BUY 0.02 ')];
  anna.taps(one, 'Approve');
  await becomes(one, 'Filled');
  const [before] = anna.buttons(two);
  assert.match(await answered(anna.taps(two, 'Approve').toast), /Rule pace\.minute/);
  await until(soon, 'it has new buttons', () => anna.buttons(two)[0].callback_data !== before.callback_data);
  assert.match(two.text, /\nNot yet: .*Rule pace\.minute/);
  assert.equal(await phase(desk, second.order), 'waiting');
  assert.match(await answered(anna.forges(two, before.callback_data).toast), /no longer waits/, 'a button counts once');
  anna.taps(two, 'Deny');
  await becomes(two, 'Denied');
  assert.equal(await fills(desk, first.order), 1);
  assert.equal(await fills(desk, second.order), 0);
  await desk.stop();
});

test('whoever asks without end does not fill the phone', async (t) => {
  const {anna, desk} = await ready(t);
  for (let i = 0; i < 22; ++i) {
    const placed = await place(desk, {...order, quantity: (i + 1) / 100});
    if (i < 21) await desk.call('cancel_order', {order: placed.order});
  }
  assert.match((await says(anna, 'Too many questions')).text, /dashboard and at the terminal only/);
  anna.writes('/status');
  assert.match((await says(anna, 'The desk is up')).text, /Nothing waits for your answer/);
  assert.ok(!anna.sees().some(({text}) => text.includes('BUY 0.22 ')));
  assert.equal(anna.sees().filter(({text}) => text.startsWith('Too many')).length, 1);
  await desk.kill();
});

test('a tap on what has expired says so', async (t) => {
  const {anna, desk} = await ready(t, 'gate:\n  approval_lifetime: 5s\n');
  const placed = await place(desk);
  const question = await asks(anna);
  const [yes] = anna.buttons(question);
  await becomes(question, 'Expired');
  assert.equal(anna.buttons(question).length, 0);
  assert.match(await answered(anna.forges(question, yes.callback_data).toast), /expired, and nothing goes out/);
  assert.equal(await phase(desk, placed.order), 'expired');
  assert.equal(await fills(desk, placed.order), 0);
  await desk.stop();
});

test('a forged tap, another person, another chat and an update told twice do nothing', async (t) => {
  const {fake, anna, desk} = await ready(t);
  const stranger = fake.person({id: 666, first_name: 'Mallory'});
  const placed = await place(desk);
  const question = await asks(anna);
  const [yes] = anna.buttons(question);
  const {callback_data: id} = yes;
  const forged = [placed.approval, placed.order, codeOf(question), 'approve', id.toLowerCase(), `${id}0`,
    id.slice(0, 25), 'A'.repeat(26), '\u0000', `${id}\n`];
  for (const data of forged) assert.match(await answered(anna.forges(question, data).toast), /no longer waits/, data);
  stranger.forges(question, id);
  stranger.writes(`/approve ${codeOf(question)}`);
  anna.forges(question, id, {chat: {id: -5, type: 'group', title: 'A group'}});
  anna.writes(`/approve ${codeOf(question)}`, {chat: {id: -5, type: 'group', title: 'A group'}});
  anna.writes(`/approve ${placed.approval}`);
  await says(anna, 'Nothing waits for this answer');
  anna.writes('/status');
  await says(anna, 'The desk is up');  // all before it has been read
  assert.equal(await phase(desk, placed.order), 'waiting');
  assert.deepEqual(stranger.sees(), []);

  // The same update three times in one answer, as a server tells it that was not told that it arrived.
  const poll = await until(soon, 'it listens', () => fake.poll);
  fake.poll = null;
  const tap = anna.taps(question, 'Approve');
  const [told] = fake.updates.filter(({id: number}) => number === tap.update);
  fake.updates.push(told, told);
  const given = fake.updates.length;
  fake.poll = poll;
  fake.release(fake.updates);
  assert.equal(given, 3);
  await becomes(question, 'Filled');
  assert.equal(await fills(desk, placed.order), 1);
  anna.writes('/deny');
  await says(anna, 'Nothing waits for this answer\n\nThe code is missing');  // all before it has been read
  assert.equal((await events(desk)).filter(({type}) => type === 'approval_answered').length, 1);
  await desk.stop();
});

test('a restart in the middle: asked anew, and what was tapped or typed before counts for nothing', async (t) => {
  const {fake, anna, desk} = await ready(t);
  const placed = await place(desk);
  const before = await asks(anna);
  const [yes] = anna.buttons(before);
  const code = codeOf(before);
  await upToDate(anna);
  await desk.kill();
  // Tapped and typed while the desk is away.
  const away = anna.forges(before, yes.callback_data);
  anna.writes(`/approve ${code}`);
  await desk.restart();
  await priced(desk);
  assert.match(await answered(away.toast), /no longer waits.*asked anew below/);
  await says(anna, 'Nothing waits for this answer');
  await becomes(before, 'Asked anew below');
  assert.equal(anna.buttons(before).length, 0);
  const anew = await asks(anna);
  assert.notEqual(anew.message_id, before.message_id);
  assert.notEqual(codeOf(anew), code);
  assert.equal(await phase(desk, placed.order), 'waiting');

  // The update of a yes that was used, told again after another restart.
  const used = anna.buttons(anew)[0].callback_data;
  const tap = anna.taps(anew, 'Approve');
  await becomes(anew, 'Filled');
  const next = await place(desk, {...order, quantity: 0.02});
  const question = await asks(anna, '0.02');
  await upToDate(anna);
  await desk.kill();
  for (const data of [used, anna.buttons(question)[0].callback_data])
    fake.updates.push({id: tap.update, kind: 'callback_query', at: fake.seconds(), update: {update_id: tap.update,
      callback_query: {id: tap.id, from: anna.user, message: {...anew}, chat_instance: '1', data}}});
  await desk.restart();
  await priced(desk);
  await becomes(question, 'Asked anew below');
  await upToDate(anna);
  assert.equal(await phase(desk, next.order), 'waiting');
  assert.equal(await fills(desk, next.order), 0);
  assert.equal(await fills(desk, placed.order), 1);
  assert.match(anew.text, /^Filled/, 'what was over stays as it was');
  await desk.stop();
});

test('what ran out while the desk was away is said, and not asked', async (t) => {
  const {anna, desk} = await ready(t, 'gate:\n  approval_lifetime: 6s\n');
  await place(desk);
  const question = await asks(anna);
  await upToDate(anna);
  const messages = anna.sees().length;
  await desk.kill();
  await until(soon, 'its time is over', () => Date.now() / 1000 > question.date + 8);
  await desk.restart();
  await becomes(question, 'Expired');
  assert.equal(anna.sees().length, messages);
  await desk.stop();
});

test('a second reader, a 429, a 502 and cut connections while something waits', async (t) => {
  const {fake, anna, desk} = await ready(t);
  fake.next('sendMessage', tooMany(1), {status: 502, body: '<html>Bad Gateway</html>'}, 'hang up');
  const placed = await place(desk);
  const question = await asks(anna);
  fake.next('getUpdates', otherReader(), tooMany(1), {status: 502, body: '<html>Bad Gateway</html>'}, 'hang up');
  fake.next('answerCallbackQuery', {status: 502, body: ''});
  fake.next('editMessageText', {status: 502, body: ''}, tooMany(1));
  anna.taps(question, 'Approve');
  await becomes(question, 'Filled');
  assert.equal(await fills(desk, placed.order), 1);
  assert.equal(anna.sees().length, 1, 'one message, edited');
  await desk.stop();
});

test('an outage of ten minutes: what waited is not let out by a forgotten tap, and its end is told', async (t) => {
  const {fake, anna, desk} = await ready(t, 'gate:\n  approval_lifetime: 8s\n');
  const shown = await place(desk);
  const question = await asks(anna);
  await until(soon, 'it listens', () => fake.poll);
  fake.outage(true);
  anna.taps(question, 'Approve');
  const unseen = await place(desk, {...order, quantity: 0.02});
  fake.pass(600);
  await until(soon, 'both have expired', async () =>
    (await phase(desk, shown.order)) === 'expired' && (await phase(desk, unseen.order)) === 'expired');
  fake.outage(false);
  await becomes(question, 'Expired');
  const late = await says(anna, 'Expired\n\nBUY 0.02');
  assert.equal(anna.buttons(late).length, 0);
  assert.equal(anna.toasts.length, 0);
  assert.equal(await fills(desk, shown.order) + await fills(desk, unseen.order), 0);
  await desk.stop();
});

test('/kill ends what waits and lets nothing out, after a restart either', async (t) => {
  const {anna, desk} = await ready(t);
  await setPin(desk);
  const placed = await place(desk);
  const question = await asks(anna);
  anna.writes('/kill');
  assert.match((await says(anna, 'The kill switch is on')).text, /Nothing goes out/);
  await becomes(question, 'Refused');
  assert.match(question.text, /kill switch/);
  assert.equal(await phase(desk, placed.order), 'rejected');
  await desk.kill();
  await desk.restart();
  await priced(desk);
  const response = await desk.post('/tools/call', {name: 'place_order', arguments: order});
  assert.match(await response.text(), /Rule gate\.kill_switch/);
  anna.writes('/kill');
  assert.match((await says(anna, 'The kill switch is on already')).text, /stay there; \/kill cancel/);
  anna.writes('/kill cancel');
  await until(soon, 'orders are taken back', () =>
    anna.sees().find(({text}) => /Orders at the broker are taken back/.test(text)));
  anna.writes('/status');
  assert.match((await says(anna, 'The desk is up')).text, /The kill switch is on: by telegram 77/);
  // No word on the phone turns it off; the PIN at a terminal or the dashboard does.
  const off = await overSocket(desk, 'pitwall/kill_switch', {on: false, pin});
  assert.ok(off.result, JSON.stringify(off));
  await place(desk);
  await desk.stop();
});

test('what is large takes a tap and the PIN: never two taps', async (t) => {
  const {anna, desk} = await ready(t, limits.replace('gate:\n', 'gate:\n  second_step_value: 100\n'));
  await setPin(desk);
  const placed = await place(desk);
  const question = await asks(anna);
  const [yes] = anna.buttons(question);
  assert.match(await answered(anna.taps(question, 'Approve').toast), /needs a second one/);
  await becomes(question, 'A second yes is needed');
  assert.match(question.text, /WITH THE PIN[^]*on the dashboard or at a terminal/);
  assert.deepEqual(anna.buttons(question).map(({text}) => text), ['Deny']);
  assert.match(await answered(anna.forges(question, yes.callback_data).toast), /no longer waits/);
  anna.writes(`/approve ${question.text.match(/\/deny (\w+)/)[1]}`);
  await says(anna, 'Rule approval.second_step');
  assert.equal(await phase(desk, placed.order), 'waiting');
  const second = await overSocket(desk, 'pitwall/approval_answer', {approval: placed.approval, yes: true, pin, number: 2});
  assert.ok(second.result, JSON.stringify(second));
  await becomes(question, 'Filled');
  assert.equal(await fills(desk, placed.order), 1);
  await desk.stop();
});
