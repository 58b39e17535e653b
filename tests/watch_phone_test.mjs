// A service that is killed, as its owner sees it: on the phone within seconds, with buttons that work,
// and in a program behind a signed webhook.
import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test from 'node:test';
import {Webhook} from 'standardwebhooks';
import {seconds, until, within} from './harness/deadline.mjs';
import {Desk, temporaryFolder} from './harness/desk.mjs';
import {TelegramFake} from './harness/telegram_fake.mjs';
import {Service, phoneConfig, says, shown, soon} from './harness/watch.mjs';

// Looked at every second, and told again as soon as anything changes.
const watching = ({address}) => `health:
  built_in: false
  probes:
    - {name: bot, tcp: '${address}', every: 1s, grace: 0s}
alerts:
  otherwise: {group_interval: 1s}
`;
// Three failures in a row, 0.3 seconds apart, after at most a second.
const atOnce = seconds(10);

const countOf = (anna, text) => shown(anna, text).length;

test('a service is killed and comes back: on the phone, acknowledged, silenced, over', async (t) => {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77, first_name: 'Anna'});
  const service = await Service.start(t);
  const folder = temporaryFolder(t);
  const desk = await Desk.start(t, {folder, config: phoneConfig(fake, folder, 77) + watching(service)});
  const health = async () => (await desk.call('get_health')).probes[0];
  const alerts = () => desk.call('list_alerts');
  await until(soon, 'it is up', async () => (await health()).status === 'up');
  assert.deepEqual(anna.sees(), [], 'what is well is not told');

  const killed = Date.now();
  await service.kill();
  const down = await says(anna, 'bot is down');
  const took = Date.now() - killed;
  console.log(`on the phone ${took} ms after the kill`);
  assert.ok(took < atOnce, `${took} ms`);
  assert.match(down.text, /Cannot connect to 127\.0\.0\.1:\d+: Connection refused/);
  assert.deepEqual(anna.buttons(down).map(({text}) => text), ['Acknowledge', 'Silence for 1 h']);

  await t.test('Acknowledge: the message says who, and has no buttons any more', async () => {
    const {toast} = anna.taps(down, 'Acknowledge');
    assert.match(await within(soon, 'the toast', toast), /^Acknowledged: it is told again when it gets worse or is over/);
    await until(soon, 'the message says so', () => /Acknowledged by telegram 77\.$/.test(down.text));
    assert.deepEqual(anna.buttons(down), []);
    assert.equal((await alerts()).alerts[0].groups[0].acknowledged_by, 'telegram 77');
  });

  await t.test('its recovery is told, once, although it was acknowledged', async () => {
    await service.run();
    await says(anna, 'Over: bot is down');
    assert.equal((await health()).status, 'up');
    assert.equal(String((await alerts()).firing), '0');
    assert.equal(anna.sees().length, 2);
  });

  await t.test('Silence: nothing more of it, but that it is over', async () => {
    await service.kill();
    const again = await until(soon, 'it is told anew', () => shown(anna, 'bot is down').findLast((one) => anna.buttons(one).length === 2));
    const {toast} = anna.taps(again, 'Silence for 1 h');
    assert.match(await within(soon, 'the toast', toast), /^Silent for 1 h: .*bot/);
    const {silences, alerts: [alert]} = await alerts();
    assert.deepEqual(silences.map(({by, active}) => ({by, active})), [{by: 'telegram 77', active: true}]);
    assert.deepEqual(alert.muted, [`silenced by ${silences[0].id}`]);
    await service.run();
    await until(soon, 'its end is told', () => countOf(anna, 'Over: bot is down') === 2);
    const before = anna.sees().length;
    await service.kill();
    await until(soon, 'it is down, and an alert', async () => (await alerts()).alerts[0]?.muted.length === 1);
    await service.run();
    await until(soon, 'it is up again', async () => String((await alerts()).firing) === '0');
    anna.writes('/status');
    await says(anna, 'The desk is up');  // what was sent before has arrived
    assert.equal(anna.sees().length, before + 1, 'who has silenced it hears nothing');
  });
  assert.deepEqual(fake.faults, [], 'every request was as the API wants it');
  await desk.stop();
}, {timeout: seconds(120)});

// Takes what is posted, and keeps it.
async function receiver(t) {
  const posts = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    posts.push({headers: request.headers, body});
    response.writeHead(204).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  }));
  return {posts, url: `http://127.0.0.1:${server.address().port}`};
}

test('a service is killed and comes back: in a program, by signed webhook', async (t) => {
  const service = await Service.start(t);
  const folder = temporaryFolder(t);
  const {posts, url} = await receiver(t);
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const file = path.join(folder, 'webhook.secret');
  fs.writeFileSync(file, secret + '\n', {mode: 0o600});
  const desk = await Desk.start(t, {folder,
    config: `channels: {webhook: {address: '${url}/hook', secret: {file: ${file}}}}\n${watching(service)}`});
  const about = async (title) => {
    const {headers, body} = await until(soon, title, () => posts.find((post) => JSON.parse(post.body).data.title.startsWith(title)));
    return {id: headers['webhook-id'], message: new Webhook(secret).verify(body, headers)};
  };
  await until(soon, 'it is up', async () => (await desk.call('get_health')).probes[0].status === 'up');
  await service.kill();
  const down = await about('bot is down');
  assert.equal(down.message.type, 'pitwall.message');
  assert.equal(down.message.data.severity, 'urgent');
  assert.match(down.message.data.text, /Connection refused/);
  await service.run();
  const over = await about('Over: bot is down');
  assert.equal(over.message.data.severity, 'info');
  assert.notEqual(over.id, down.id);
  assert.equal(posts.length, 2);
  await desk.stop();
}, {timeout: seconds(60)});
