// From a tap on the phone to the order on the wire: node bench/tap_to_wire.mjs [TAPS]. Prints one line
// of JSON. A desk on the socket of TWS (the emulator's), a bot on the strict stand-in for Telegram's
// server, all on this machine. The clock starts when the server of the bot learns of the tap and stops
// when the bytes of the order reach the broker's port: the answer to the long poll, both looks of the
// gate with fresh figures, and two records on the disk lie between.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {seconds, until, within} from '../tests/harness/deadline.mjs';
import {Desk} from '../tests/harness/desk.mjs';
import {Emulator, missing} from '../tests/harness/emulator.mjs';
import {TelegramFake} from '../tests/harness/telegram_fake.mjs';

// No more than 17: the desk asks on a phone 20 times a minute at most, those that warm up included.
const taps = Math.min(Number(process.argv[2] ?? 17), 17);
const warming = 3;  // taps of a session's first seconds, whose figures the broker has yet to send
const soon = seconds(60);

const ends = [];
const t = {after: (end) => ends.unshift(end)};

// Passes the socket of TWS on, and says when something that is looked for goes to the broker.
async function tap(port) {
  const sought = {text: undefined, seen: undefined};
  const server = net.createServer((client) => {
    const broker = net.connect(port, '127.0.0.1');
    for (const socket of [client, broker]) socket.setNoDelay(true).on('error', () => {});
    client.on('data', (bytes) => {
      const at = performance.now();
      if (sought.text && bytes.includes(sought.text)) sought.seen?.(at);
      broker.write(bytes);
    });
    broker.on('data', (bytes) => client.write(bytes));
    client.on('close', () => broker.destroy());
    broker.on('close', () => client.destroy());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return {port: server.address().port,
    next: (text) => new Promise((resolve) => Object.assign(sought, {text, seen: resolve}))};
}

async function measure() {
  if (missing) throw new Error(missing);
  const emulator = await Emulator.start(t);
  const wire = await tap(Number(emulator.tws));
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77});
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pitwall-bench-'));
  t.after(() => fs.rmSync(folder, {recursive: true, force: true}));
  const token = path.join(folder, 'telegram.token');
  fs.writeFileSync(token, fake.token, {mode: 0o600});
  const desk = await Desk.start(t, {folder, config: `broker:\n  kind: tws\ntws:\n  host: 127.0.0.1\n  port: ${wire.port}\n` +
    'gate:\n  outside_hours: true\n  allow_delayed: true\n  max_orders_per_minute: 10000\n  max_orders_per_hour: 10000\n' +
    '  max_orders_per_day: 10000\n' +
    `channels:\n  telegram: {address: '${fake.url}', token: {file: '${token}'}, chat: 77}\n`});
  const {account} = await until(soon, 'the account', async () => {
    const response = await desk.post('/tools/call', {name: 'list_accounts', arguments: {}});
    return response.ok && (await response.json()).structured.accounts[0];
  });
  const order = {account, symbol: 'SPY', side: 'buy', quantity: 1};
  const place = async () => {
    const response = await desk.post('/tools/call', {name: 'place_order', arguments: order});
    return response.ok ? (await response.json()).structured : undefined;
  };
  const took = [];
  for (let i = 0; i < warming + taps; ++i) {
    const placed = await until(soon, 'an order that waits', place);
    assert.equal(placed.phase, 'waiting');
    // Telegram takes one message a second in a chat, and what stood there before is edited first.
    const question = await until(soon, 'the question', () =>
      anna.sees().findLast((message) => anna.buttons(message).length === 2));
    await until(soon, 'the bot listens', () => fake.poll);
    const sent = wire.next(placed.order);
    const begun = performance.now();
    anna.taps(question, 'Approve');
    const arrived = await within(soon, 'the order on the wire', sent);
    if (i >= warming) took.push(arrived - begun);
    await until(soon, 'the message is settled', () => anna.buttons(question).length === 0);
  }
  await desk.stop();
  return took.sort((a, b) => a - b);
}

try {
  const took = await measure();
  const at = (share) => Math.round(100 * took[Math.min(took.length - 1, Math.floor(share * took.length))]) / 100;
  console.log(JSON.stringify({taps: took.length, p50_ms: at(0.5), p95_ms: at(0.95), slowest_ms: at(1)}));
} finally {
  for (const end of ends) await end();
}
process.exit();
