// An order on a market that never closes, on a desk of play money, and the person's PIN.
import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';
import {seconds, until, within} from './deadline.mjs';
import {environment, program, start} from './desk.mjs';

export const pin = '48-kestrel';
export const order = {account: 'DU1000001', symbol: 'BTCUSD', side: 'buy', quantity: 0.01};
export const day = ['--tape', 'synthetic', '--seed', '1'];

// As slow as a loaded machine may be, and as many orders as a test likes.
export const limits = `gate:
  approval_lifetime: 10m
  max_orders_per_minute: 1000
  max_orders_per_hour: 1000
  max_orders_per_day: 1000
`;

// The command at a terminal of its own; each line is typed when its prompt is there.
export async function atTerminal(desk, words, lines) {
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

export async function setPin(desk) {
  const {code, said} = await atTerminal(desk, ['pin'], [['approves orders: ', pin], ['Once more: ', pin]]);
  assert.equal(code, 0, said);
}

// One message over the daemon's own socket, as the command line sends it.
export function overSocket(desk, method, params) {
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

// The market has to have a price first, and the broker has to name the account.
export const priced = (desk) => until(seconds(30), 'a price of BTCUSD', async () => {
  const answer = async (name, input) => (await desk.post('/tools/call', {name, arguments: input})).json();
  const {structured: market} = await answer('get_quotes', {symbols: ['BTCUSD']});
  const {structured: known} = await answer('list_accounts', {});
  return market?.quotes.length > 0 && known?.accounts.length > 0;
});

export async function place(desk, input = order) {
  const placed = await desk.call('place_order', input);
  assert.equal(placed.phase, 'waiting');
  return placed;
}
export const phase = async (desk, id) => (await desk.call('get_order', {order: id})).phase;

export async function events(desk) {
  const {stdout} = await desk.command('journal', 'export');
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

// How often an order was traded: the journal is the record.
export async function fills(desk, id) {
  return (await events(desk)).filter((event) =>
    event.type === 'order_executed' && JSON.stringify(event).includes(id)).length;
}
