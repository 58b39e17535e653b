// The stand-in for Telegram's Bot API, held to what a client library that others wrote expects of the
// genuine one (grammY), and to the server's own rules by plain requests.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Bot, GrammyError, InlineKeyboard} from 'grammy';
import {seconds, until, within} from './harness/deadline.mjs';
import {TelegramFake, faultsOf, tooMany} from './harness/telegram_fake.mjs';

const soon = seconds(10);

// Plain requests, as the documentation shows them.
async function call(fake, method, body = {}, {token = fake.token} = {}) {
  const response = await fetch(`${fake.url}/bot${token}/${method}`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(soon),
  });
  const answer = await response.json();
  assert.equal(answer.ok, response.status === 200);
  if (!answer.ok) assert.equal(answer.error_code, response.status);
  return answer;
}

const keyboard = (data) => ({inline_keyboard: [[{text: 'Yes', callback_data: data}]]});

test('a whole session of grammY: commands, buttons, edits, refusals, the end', async (t) => {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77, first_name: 'Anna', started: false});
  const bot = new Bot(fake.token, {client: {apiRoot: fake.url}});
  const seen = [];
  bot.command('start', (context) => context.reply('Sell 25 AAPL?', {
    reply_markup: new InlineKeyboard().text('Approve', 'a1').text('Deny', 'd1'),
  }));
  bot.on('callback_query:data', async (context) => {
    seen.push(context.callbackQuery.data);
    await context.answerCallbackQuery({text: 'Approved.'});
    await context.editMessageText('Sell 25 AAPL: approved.');
  });
  bot.on('message:text', (context) => seen.push(context.message.text));
  bot.catch((problem) => seen.push(problem));
  const started = new Promise((resolve) => {
    t.finished = bot.start({onStart: resolve, timeout: 2});
  });
  const me = await within(soon, 'grammY starts', started);
  assert.equal(me.username, 'pitwall_test_bot');

  await assert.rejects(bot.api.sendMessage(77, 'hello'), /chat not found/);
  anna.writes('/start');
  const question = await until(soon, 'the question', () => anna.sees()[0]);
  assert.deepEqual(anna.buttons(question).map(({text}) => text), ['Approve', 'Deny']);
  const {toast} = anna.taps(question, 'Approve');
  assert.equal(await within(soon, 'the toast', toast), 'Approved.');
  await until(soon, 'the edit', () => anna.sees()[0].text === 'Sell 25 AAPL: approved.');
  assert.equal(anna.sees()[0].reply_markup, undefined);
  anna.writes('thanks');
  await until(soon, 'the text', () => seen.includes('thanks'));
  assert.deepEqual(seen, ['a1', 'thanks']);

  const refusal = await bot.api.editMessageText(77, question.message_id, 'Sell 25 AAPL: approved.').catch((e) => e);
  assert.ok(refusal instanceof GrammyError);
  assert.match(refusal.description, /message is not modified/);
  fake.next('sendMessage', tooMany(7));
  const limited = await bot.api.sendMessage(77, 'x').catch((e) => e);
  assert.equal(limited.error_code, 429);
  assert.equal(limited.parameters.retry_after, 7);
  anna.blocked = true;
  assert.equal((await bot.api.sendMessage(77, 'x').catch((e) => e)).error_code, 403);

  await within(soon, 'grammY stops', bot.stop());
  await within(soon, 'its loop ends', t.finished);
  assert.deepEqual(fake.updates, [], 'what was read was confirmed');
  assert.deepEqual(fake.faults, []);
});

test('grammY outlasts a 429 and a 502 while reading, and ends at a second reader', async (t) => {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77});
  fake.next('getUpdates', tooMany(1), {status: 502, body: '<html>Bad Gateway</html>'});
  const bot = new Bot(fake.token, {client: {apiRoot: fake.url}});
  const texts = [];
  bot.on('message:text', (context) => texts.push(context.message.text));
  const ended = bot.start({timeout: 2}).catch((error) => error);
  anna.writes('still there?');
  await until(soon, 'the text', () => texts.includes('still there?'));
  await until(soon, 'it waits for more', () => fake.poll);
  await call(fake, 'getUpdates', {timeout: 0});
  const error = await within(soon, 'grammY gives up', ended);
  assert.equal(error.error_code, 409);
  assert.match(error.description, /terminated by other getUpdates request/);
});

test('who asks for what is told as the server does', async (t) => {
  const fake = await TelegramFake.start(t);
  assert.equal((await call(fake, 'getMe', {}, {token: '1:wrong'})).description, 'Unauthorized');
  assert.equal((await call(fake, 'getNothing')).error_code, 404);
  assert.equal((await call(fake, 'GETME')).result.id, fake.bot.id);
  const response = await fetch(`${fake.url}/nothing`, {signal: AbortSignal.timeout(soon)});
  assert.equal(response.status, 404);
});

test('a question for updates is held for its time, and answered at once when there are some', async (t) => {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77});
  const before = Date.now();
  assert.deepEqual((await call(fake, 'getUpdates', {timeout: 1})).result, []);
  assert.ok(Date.now() - before >= 950, 'it was held');
  fake.pass(10);
  const held = call(fake, 'getUpdates', {timeout: 50});
  await until(soon, 'it is held', () => fake.poll);
  anna.writes('now');
  assert.equal((await held).result[0].message.text, 'now');
});

test('updates stay until an offset confirms them', async (t) => {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77});
  const ids = ['one', 'two', 'three'].map((text) => anna.writes(text));
  const given = async (body) => (await call(fake, 'getUpdates', body)).result.map(({update_id: id}) => id);
  assert.deepEqual(await given({}), ids);
  fake.pass(10);
  assert.deepEqual(await given({}), ids, 'nothing was confirmed');
  fake.pass(10);
  assert.deepEqual(await given({limit: 2}), ids.slice(0, 2));
  assert.deepEqual(await given({offset: ids[1]}), ids.slice(1));
  fake.pass(10);
  assert.deepEqual(await given({offset: -1}), ids.slice(2));
  assert.deepEqual(await given({offset: ids[2] + 1}), []);
});

test('the same offset again within three seconds gives one update only', async (t) => {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77});
  anna.writes('one');
  anna.writes('two');
  assert.equal((await call(fake, 'getUpdates', {offset: 5})).result.length, 2);
  assert.equal((await call(fake, 'getUpdates', {offset: 5})).result.length, 1);
  fake.pass(4);
  assert.equal((await call(fake, 'getUpdates', {offset: 5})).result.length, 2);
});

test('only what is asked for is told, and nobody while a webhook is set', async (t) => {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77});
  await call(fake, 'getUpdates', {allowed_updates: ['callback_query']});
  anna.writes('unheard');
  assert.deepEqual((await call(fake, 'getUpdates', {offset: 1})).result, []);
  await call(fake, 'setWebhook', {url: 'https://example.com'});
  const refused = await call(fake, 'getUpdates');
  assert.equal(refused.error_code, 409);
  assert.match(refused.description, /webhook is active/);
  await call(fake, 'deleteWebhook');
  assert.ok((await call(fake, 'getUpdates')).ok);
});

test('a tap is forgotten after 150 seconds and a text after a day', async (t) => {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77});
  await call(fake, 'sendMessage', {chat_id: 77, text: 'Sell?', reply_markup: keyboard('y')});
  const late = anna.taps(anna.sees()[0], 'Yes');
  anna.writes('/approve 7F3K');
  fake.pass(149);
  assert.equal((await call(fake, 'getUpdates')).result.length, 2);
  fake.pass(2);
  assert.equal((await call(fake, 'getUpdates')).result.length, 1);
  assert.match((await call(fake, 'answerCallbackQuery', {callback_query_id: late.id})).description, /query is too old/);
  fake.pass(24 * 3600);
  assert.deepEqual((await call(fake, 'getUpdates')).result, []);
});

test('a tap is answered once, with at most 200 characters', async (t) => {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77});
  await call(fake, 'sendMessage', {chat_id: 77, text: 'Sell?', reply_markup: keyboard('y')});
  const {id, toast} = anna.taps(anna.sees()[0], 'Yes');
  const answer = (body) => call(fake, 'answerCallbackQuery', {callback_query_id: id, ...body});
  assert.equal((await answer({text: 'x'.repeat(201)})).error_code, 400);
  assert.equal((await answer({text: 'Done'})).result, true);
  assert.equal(await toast, 'Done');
  assert.match((await answer({})).description, /query is too old/);
});

test('what a message may be', async (t) => {
  const fake = await TelegramFake.start(t);
  fake.person({id: 77});
  const send = (body) => call(fake, 'sendMessage', {chat_id: 77, text: 'x', ...body});
  assert.match((await send({text: ''})).description, /message text is empty/);
  assert.match((await send({text: 'x'.repeat(4097)})).description, /message is too long/);
  assert.ok((await send({text: 'я'.repeat(4096)})).ok);
  assert.match((await send({reply_markup: keyboard('x'.repeat(65))})).description, /BUTTON_DATA_INVALID/);
  assert.match((await send({reply_markup: keyboard('я'.repeat(33))})).description, /BUTTON_DATA_INVALID/, '64 bytes, not letters');
  assert.ok((await send({reply_markup: keyboard('x'.repeat(64))})).ok);
  assert.match((await send({chat_id: 78})).description, /chat not found/);
  assert.match((await call(fake, 'editMessageText', {chat_id: 77, message_id: 999, text: 'x'})).description, /message to edit not found/);
});

test('what a client does beyond the API is written down', async (t) => {
  const fake = await TelegramFake.start(t);
  fake.person({id: 77});
  await call(fake, 'sendMessage', {chat_id: 77, text: 'x', sound: true});
  await call(fake, 'sendMessage', {chat_id: 77, text: 'x', reply_markup: {inline_keyboard: [[{text: 'a', callback_data: 'b', colour: 'red'}]]}});
  assert.equal(fake.faults.length, 2);
  assert.deepEqual(faultsOf({id: 1, type: 'private'}, ['Chat'], 'chat'), []);
  assert.deepEqual(faultsOf({id: '1'}, ['Chat'], 'chat').length, 2);
});

test('an outage cuts connections and ends', async (t) => {
  const fake = await TelegramFake.start(t);
  fake.outage(true);
  await assert.rejects(call(fake, 'getMe'));
  fake.outage(false);
  assert.ok((await call(fake, 'getMe')).ok);
});
