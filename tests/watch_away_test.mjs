// What is away while the watch goes on: the broker's session, and a phone for so long that no more
// messages are kept for it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {describe, test} from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, temporaryFolder} from './harness/desk.mjs';
import {Emulator, has, missing} from './harness/emulator.mjs';
import {TelegramFake} from './harness/telegram_fake.mjs';
import {Service, phoneConfig, says, shown, soon} from './harness/watch.mjs';

const longer = seconds(80);  // half a minute of blindness, and a broker's session that begins
const timeout = seconds(150);

async function ready(t, config) {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77, first_name: 'Anna'});
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'triggers.yaml');
  fs.writeFileSync(file, 'triggers:\n  - {name: pulse, symbol: BTCUSD, condition: price > 1, level: true, cool_down_seconds: 1, action: store}\n');
  const desk = await Desk.start(t, {folder, config: `${phoneConfig(fake, folder, 77)}watch: {triggers: ${file}}\n${config}`});
  return {fake, anna, desk};
}

const pulse = async (desk) => (await desk.call('list_triggers')).triggers.find(({name}) => name === 'pulse');
async function goesOn(desk) {
  const before = Number((await pulse(desk)).fired);
  await until(longer, 'the trigger goes on firing', async () => Number((await pulse(desk)).fired) > before);
}
const probe = async (desk, wanted) => (await desk.call('get_health')).probes.find(({name}) => name === wanted);

describe('what is away', {concurrency: 2}, () => {
  test('the broker loses its session while a trigger watches', {timeout, skip: missing || (!has('--tws-port') && 'the emulator has no TWS')}, async (t) => {
    const emulator = await Emulator.start(t);
    const service = await Service.start(t);
    const {anna, desk} = await ready(t, `broker: {kind: tws}\ntws: {port: ${emulator.tws}}
health: {probes: [{name: bot, tcp: '${service.address}', every: 1s, grace: 0s}]}
alerts: {otherwise: {group_interval: 1s}}
`);
    await goesOn(desk);
    await emulator.happen('upstream_lost');
    await until(longer, 'the probe of the session says so', async () => (await probe(desk, 'broker')).status === 'down');
    // What does not need the broker is watched on.
    await service.kill();
    await says(anna, 'bot is down');
    await until(longer, 'the trigger is blind', async () => (await pulse(desk)).state === 'blind');
    assert.match((await pulse(desk)).blind[0].why, /its quote is stale/);
    const {fired} = await pulse(desk);
    const told = await until(longer, 'it is told', () => shown(anna, 'pulse cannot see BTCUSD')[0]);
    assert.match(told.text, /BTCUSD: its quote is stale/);
    assert.equal((await pulse(desk)).fired, fired, 'a blind trigger fires nothing');

    await emulator.happen('restored_data_kept');
    await goesOn(desk);
    await until(longer, 'its end is told', () => shown(anna, 'Over: pulse cannot see BTCUSD')[0]);
    assert.equal((await pulse(desk)).state, 'watching');
    await desk.stop();
  });

  test('a phone that is away until no more messages are kept', {timeout}, async (t) => {
    const count = 150;
    const port = 1;  // nobody listens there
    const probes = Array.from({length: count}, (_, i) =>
      `    - {name: p${i}, tcp: '127.0.0.1:${port}', every: 1h, failures: 1, grace: 0s, severity: warning}\n`).join('');
    const {fake, anna, desk} = await ready(t, `health:\n  built_in: false\n  probes:\n${probes}
alerts: {otherwise: {group_by: ['*'], group_interval: 1s, repeat_interval: 1s}}
`);
    fake.outage(true);
    const waiting = async () => Number((await (await desk.fetch('/metrics')).text()).match(/^pitwall_outbox_waiting\S* (\d+)/m)[1]);
    await until(longer, 'a thousand wait', async () => await waiting() === 1000);
    const line = await until(soon, 'the log says so', () => desk.process.said.stderr.split('\n').find((one) => /was not kept/.test(one)));
    assert.match(line, /a message to telegram was not kept \(alert:\d+\): 1000 messages wait for telegram already, and no more are kept.*pitwall channels test telegram/);
    await goesOn(desk);
    const summaries = async () => (await desk.call('list_alerts', {limit: 200})).alerts.map(({summary}) => summary);
    const lost = 'Messages by telegram are lost: too many wait';
    await until(soon, 'it is an alert', async () => (await summaries()).includes(lost));
    assert.equal((await summaries()).filter((summary) => /^p\d+ is down$/.test(summary)).length, count, 'the others stand all the same');
    assert.equal(await waiting(), 1000);
    await desk.call('silence', {match: ['alert = probe_down'], lasts: '1h'});
    fake.outage(false);
    await until(soon, 'they arrive', () => anna.sees().length > 3);
    await until(soon, 'there is room, and the alert is over', async () => !(await summaries()).includes(lost));
    assert.ok(await waiting() < 1000);
    assert.deepEqual(fake.faults, []);
    await desk.kill();
  });
});
