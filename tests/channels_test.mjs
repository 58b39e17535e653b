// Messages to a person, and what they answer: the daemon with a Telegram bot on the strict stand-in
// for its server, through faults and restarts; `pitwall channels test` with each channel, mail by a
// server that others wrote.
import assert from 'node:assert/strict';
import {X509Certificate, randomBytes} from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import {test} from 'node:test';
import {SMTPServer} from 'smtp-server';
import {Webhook} from 'standardwebhooks';
import {seconds, until, within} from './harness/deadline.mjs';
import {Desk, pitwall, temporaryFolder} from './harness/desk.mjs';
import {Emulator, missing as noEmulator} from './harness/emulator.mjs';
import {makeCertificate, missing} from './harness/remote.mjs';
import {TelegramFake, otherReader, tooMany} from './harness/telegram_fake.mjs';

const soon = seconds(20);

function secretFile(folder, name, text) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text + '\n', {mode: 0o600});
  return file;
}

// A desk whose bot waits shortly, so that a test of its patience does not take long.
function withBot(fake, folder, chat, more = []) {
  return ['channels:', '  tell_start: true', '  telegram:', `    address: ${fake.url}`,
    `    token: {file: ${secretFile(folder, 'telegram.token', fake.token)}}`, `    chat: ${chat}`,
    '    poll: 2s', '    first_pause: 50ms', '    longest_pause: 200ms', ...more].join('\n');
}

async function deskWithBot(t) {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77, first_name: 'Anna'});
  const folder = temporaryFolder(t);
  const config = withBot(fake, folder, anna.id);
  return {fake, anna, folder, config};
}

const starts = (anna) => anna.sees().filter(({text}) => text.startsWith('The desk has started')).length;
const says = (anna, start) => until(soon, start, () => anna.sees().find(({text}) => text.startsWith(start)));

test('a notice arrives, /status is answered, and nobody else is', async (t) => {
  const {fake, anna, folder, config} = await deskWithBot(t);
  const stranger = fake.person({id: 666, first_name: 'Mallory'});
  const desk = await Desk.start(t, {folder, config});
  const notice = await says(anna, 'The desk has started');
  assert.match(notice.text, /running on/);
  stranger.writes('/status');
  anna.writes('/status', {chat: {id: -5, type: 'group', title: 'A group'}});
  anna.writes('/status');
  const status = await says(anna, 'The desk is up');
  assert.match(status.text, /Pitwall \d/);
  anna.writes('/approve 7f3k');
  await says(anna, 'Nothing waits for this answer');
  anna.writes('/kill');
  await says(anna, 'The kill switch is on');
  anna.writes('good morning');
  assert.match((await says(anna, 'Pitwall understands')).text, /\/approve CODE/);
  assert.deepEqual(stranger.sees(), []);
  assert.equal(anna.sees().filter(({text}) => text.startsWith('The desk is up')).length, 1);

  // A tap that stands for nothing: forged, for this desk has asked nothing.
  const {toast} = anna.forges(notice, 'x'.repeat(64));
  assert.match(await within(soon, 'the toast', toast), /no longer waits/);
  await desk.stop();
  assert.deepEqual(fake.faults, [], 'every request was as the API wants it');
  assert.doesNotMatch(desk.process.said.stderr, new RegExp(fake.token.split(':')[1]));
});

test('the bot outlasts a second reader, a 429, a 502 and cut connections', async (t) => {
  const {fake, anna, folder, config} = await deskWithBot(t);
  fake.next('getUpdates', otherReader(), otherReader(), tooMany(1), {status: 502, body: '<html>Bad Gateway</html>'}, 'hang up');
  fake.next('sendMessage', tooMany(1), {status: 502, body: '<html>Bad Gateway</html>'}, 'hang up');
  const desk = await Desk.start(t, {folder, config});
  await says(anna, 'The desk has started');
  anna.writes('/status');
  await says(anna, 'The desk is up');
  const sent = fake.requests.filter(({method}) => method === 'sendMessage');
  assert.ok(sent[1].at - sent[0].at >= 0.95, 'it waited as long as it was told to');
  assert.equal(starts(anna), 1);
  await until(soon, 'the log tells of the second reader', () => /Another program reads/.test(desk.process.said.stderr));
  await desk.stop();
});

test('an outage of ten minutes loses nothing that Telegram still keeps', async (t) => {
  const {fake, anna, folder, config} = await deskWithBot(t);
  const desk = await Desk.start(t, {folder, config});
  const notice = await says(anna, 'The desk has started');
  await until(soon, 'it listens', () => fake.poll);
  fake.outage(true);
  await until(soon, 'it notices', () => /cannot be reached/.test(desk.process.said.stderr));
  anna.forges(notice, 'lost');
  anna.writes('/status');
  fake.pass(600);
  fake.outage(false);
  await says(anna, 'The desk is up');
  assert.equal(anna.toasts.length, 0, 'the tap was forgotten by the server, the text was not');
  await desk.stop();
});

test('what waits when the desk is killed is sent by the next one, once', async (t) => {
  const {fake, anna, folder, config} = await deskWithBot(t);
  fake.outage(true);
  const desk = await Desk.start(t, {folder, config});
  await until(soon, 'it has tried', () => /cannot be reached/.test(desk.process.said.stderr));
  await desk.kill();
  fake.outage(false);
  await desk.restart();
  await until(soon, 'both starts are told', () => starts(anna) === 2);
  anna.writes('/status');
  await says(anna, 'The desk is up');
  await desk.kill();
  await desk.restart();
  await until(soon, 'the third start is told', () => starts(anna) === 3);
  anna.writes('/kill');
  await says(anna, 'The kill switch is on');
  assert.equal(starts(anna), 3, 'nothing that was delivered came again');
  await desk.stop();
});

test('the broker needs a login: the person is told, and a desk that is stopped raises no alarm', {skip: noEmulator}, async (t) => {
  const {anna, folder, config} = await deskWithBot(t);
  const emulator = await Emulator.start(t);
  const broker = `broker:\n  kind: client_portal\nclient_portal:\n  address: '${emulator.portal}'\n  fingerprint: '${emulator.fingerprint}'\n`;
  const desk = await Desk.start(t, {folder, config: broker + config});
  const session = async () => (await desk.call('desk_status')).brokers
    .find(({broker: name}) => name === 'Interactive Brokers')?.state;
  const longer = seconds(150);  // a session's own pauses are those of a real one
  await until(longer, 'the session is up', async () => await session() === 'connected');
  await desk.stop();
  assert.deepEqual(anna.sees().map(({text}) => text.split('\n')[0]), ['The desk has started']);
  await desk.restart();
  await until(longer, 'the session is up again', async () => await session() === 'connected');
  await emulator.happen('logged_out');
  const told = await until(longer, 'the word', () => anna.sees().find(({text}) => /needs you to log in/.test(text)));
  assert.match(told.text, /^Interactive Brokers/);
  assert.equal(await session(), 'needs_login');
  assert.deepEqual(anna.sees().slice(2).map(({text}) => text.split('\n')[0]), ['Interactive Brokers needs you to log in']);
  await desk.stop();
});

// ---- pitwall channels test --------------------------------------------------------------------

async function testChannel(folder, config, ...args) {
  const file = path.join(folder, 'channels.yaml');
  fs.writeFileSync(file, config);
  return pitwall(folder, ['channels', 'test', ...args, '--config', file]);
}

test('setting the bot up, step by step', async (t) => {
  const {fake, anna, folder} = await deskWithBot(t);
  const run = (chat) => testChannel(folder, withBot(fake, folder, chat), 'telegram');
  fake.people.delete(77);
  const nobody = await run(0);
  assert.equal(nobody.code, 1);
  assert.match(nobody.stdout, /@pitwall_test_bot/);
  assert.match(nobody.stderr, /press Start/);
  fake.people.set(77, anna);
  anna.writes('/start');
  const found = await run(0);
  assert.match(found.stdout, /Anna has written to it[^]*chat: 77/);
  const wrong = await run(78);
  assert.match(wrong.stderr, /check the number of the chat/);
  anna.blocked = true;
  assert.match((await run(77)).stderr, /unblock/);
  anna.blocked = false;
  const works = await run(77);
  assert.equal(works.code, 0, works.stderr);
  assert.match(anna.sees()[0].text, /A test message from Pitwall/);
});

test('a revoked token and a readable file are said plainly', async (t) => {
  const {fake, anna, folder} = await deskWithBot(t);
  const config = withBot(fake, folder, anna.id);
  const old = fake.token;
  fake.token = '1:another';
  const revoked = await testChannel(folder, config, 'telegram');
  assert.equal(revoked.code, 1);
  assert.match(revoked.stderr, /@BotFather/);
  assert.ok(!revoked.stderr.includes(old) && !revoked.stdout.includes(old));
  fs.chmodSync(path.join(folder, 'telegram.token'), 0o644);
  assert.match((await testChannel(folder, config, 'telegram')).stderr, /chmod 600/);
  const list = await pitwall(folder, ['channels', 'list', '--config', path.join(folder, 'channels.yaml')]);
  assert.deepEqual(list.stdout.trim().split('\n').map((line) => line.split(/ +/)),
    [['telegram', 'on'], ['slack', 'off'], ['ntfy', 'off'], ['email', 'off'], ['webhook', 'off']]);
  const none = await testChannel(folder, '{}');
  assert.match(none.stderr, /docs\/channels.md/);
});

// A server, and what it was asked. It answers the statuses one after another, the last of them again and again.
async function answering(t, status, body, headers = {}) {
  const statuses = [status].flat();
  const asked = [];
  const server = http.createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    asked.push({url: request.url, headers: request.headers, body: text});
    response.writeHead(statuses[Math.min(asked.length, statuses.length) - 1], headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  }));
  return {url: `http://127.0.0.1:${server.address().port}`, asked};
}

test('Slack and ntfy get their messages', async (t) => {
  const folder = temporaryFolder(t);
  const slack = await answering(t, 200, 'ok');
  const ntfy = await answering(t, 200, '{"id":"x","event":"message"}');
  const result = await testChannel(folder, `channels:
  slack:
    webhook: {file: ${secretFile(folder, 'slack', slack.url + '/services/T0/B0/xyz')}}
  ntfy:
    address: ${ntfy.url}
    topic: {file: ${secretFile(folder, 'topic', 'desk-4711')}}
    token: {file: ${secretFile(folder, 'tk', 'tk_abc')}}`);
  assert.equal(result.code, 0, result.stderr);
  assert.equal(slack.asked[0].url, '/services/T0/B0/xyz');
  assert.match(JSON.parse(slack.asked[0].body).text, /A test message/);
  assert.equal(ntfy.asked[0].headers.authorization, 'Bearer tk_abc');
  assert.equal(JSON.parse(ntfy.asked[0].body).topic, 'desk-4711');
  const gone = await answering(t, 404, 'no_service');
  const refused = await testChannel(folder, `channels: {slack: {webhook: {file: ${secretFile(folder, 'slack', gone.url + '/services/T0/B0/xyz')}}}}`);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /make a new one/);
  assert.doesNotMatch(refused.stderr, /xyz/);
});

function webhookConfig(folder, address, secret) {
  return ['channels:', '  tell_start: true', '  webhook:', `    address: '${address}'`,
    `    secret: {file: ${secretFile(folder, 'webhook.secret', secret)}}`].join('\n');
}

test('the desk signs what it posts to a webhook, and repeats it under the same id', async (t) => {
  const folder = temporaryFolder(t);
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const {url, asked} = await answering(t, [503, 200], '', {'retry-after': '1'});
  const desk = await Desk.start(t, {folder, config: webhookConfig(folder, `${url}/hook?token=hidden`, secret)});
  const [first, second] = await until(soon, 'it tries again', () => asked.length > 1 && asked);
  for (const {url: target, headers, body} of [first, second]) {
    assert.equal(target, '/hook?token=hidden');
    assert.equal(headers['content-type'], 'application/json');
    const {type, timestamp, data} = new Webhook(secret).verify(body, headers);
    assert.equal(type, 'pitwall.message');
    assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < soon);
    assert.deepEqual({severity: data.severity, title: data.title}, {severity: 'info', title: 'The desk has started'});
    assert.match(data.text, /running on/);
    assert.throws(() => new Webhook(secret).verify(body.replace('started', 'stopped'), headers));
    assert.throws(() => new Webhook(`whsec_${randomBytes(32).toString('base64')}`).verify(body, headers));
    assert.throws(() => new Webhook(secret).verify(body, {...headers, 'webhook-id': 'another'}));
  }
  assert.equal(first.headers['webhook-id'], second.headers['webhook-id']);
  assert.ok(Number(second.headers['webhook-timestamp']) > Number(first.headers['webhook-timestamp']));
  await desk.stop();
  const said = desk.process.said.stderr + desk.process.said.stdout;
  assert.ok(!said.includes(secret) && !said.includes('hidden'));
  assert.equal(asked.length, 2, 'what was taken is not sent again');
});

test('a webhook is tried, and what the receiver says is told', async (t) => {
  const folder = temporaryFolder(t);
  const text = 'a text of twenty-four or more';
  const {url, asked} = await answering(t, 204, '');
  const tried = await testChannel(folder, webhookConfig(folder, url, text), 'webhook');
  assert.equal(tried.code, 0, tried.stderr);
  const {data} = new Webhook(text, {format: 'raw'}).verify(asked[0].body, asked[0].headers);
  assert.match(data.title, /A test message/);

  const moved = await answering(t, 302, '', {location: `${url}/elsewhere`});
  const refused = await testChannel(folder, webhookConfig(folder, `${moved.url}/hidden`, text), 'webhook');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /new address/);
  assert.doesNotMatch(refused.stderr, /hidden|twenty-four/);
  assert.equal(asked.length, 1, 'a redirect is not followed');

  const outside = await testChannel(folder, webhookConfig(folder, 'http://desk.example.com/', text), 'webhook');
  assert.match(outside.stderr, /begins with https/);
});

// A mail server of npm's smtp-server with a certificate of its own.
async function mailServer(t, folder, options) {
  const files = makeCertificate(folder, 'localhost');
  const letters = [];
  const server = new SMTPServer({
    key: fs.readFileSync(files.key), cert: fs.readFileSync(files.certificate),
    onAuth: ({username, password}, session, done) => (username === 'anna' && password === 'pass word'
      ? done(null, {user: username}) : done(new Error('Invalid username or password'))),
    onData: (stream, session, done) => {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (piece) => (text += piece));
      stream.on('end', () => {
        const {secure, envelope} = session;
        letters.push({text, secure, to: envelope.rcptTo.map(({address}) => address)});
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  return {port: server.server.address().port, letters, certificate: files.certificate};
}

function fingerprint(file) {
  return new X509Certificate(fs.readFileSync(file)).fingerprint256;
}

const mailSkip = missing ? `needs ${missing}` : false;

for (const [security, options] of [['starttls', {}], ['tls', {secure: true}], ['starttls', {authMethods: ['LOGIN']}]]) {
  test(`mail by ${security} ${options.authMethods ?? ''}`, {skip: mailSkip}, async (t) => {
    const folder = temporaryFolder(t);
    const server = await mailServer(t, folder, options);
    const config = (password, more = '') => `channels:
  email:
    host: localhost
    port: ${server.port}
    security: ${security}
    user: anna
    password: {file: ${secretFile(folder, 'mail', password)}}
    from: desk@example.com
    to: [anna@example.com, ben@example.com]
${more}`;
    const pinned = `    fingerprint: "${fingerprint(server.certificate)}"`;
    const sent = await testChannel(folder, config('pass word', pinned), 'email');
    assert.equal(sent.code, 0, sent.stderr);
    const [{text, secure, to}] = server.letters;
    assert.match(text, /^Subject: A test message from Pitwall\r$/m);
    assert.match(text, /the channel email works/);
    assert.equal(secure, true);
    assert.deepEqual(to, ['anna@example.com', 'ben@example.com']);
    const refused = await testChannel(folder, config('wrong', pinned), 'email');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /app password/);
    assert.doesNotMatch(refused.stderr, /wrong"|pass word/);
    const distrusted = await testChannel(folder, config('pass word'), 'email');
    assert.equal(distrusted.code, 1, 'a certificate that nobody vouches for is not accepted');
    assert.equal(server.letters.length, 1);
  });
}
