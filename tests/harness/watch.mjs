// What the tests of the watch share: a service that is killed and comes back, bars of a morning, a
// phone, and the tools of the watch as a model calls them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {connectHttp} from './client.mjs';
import {seconds, until, within} from './deadline.mjs';
import {pitwall, start} from './desk.mjs';
import {validatorOf} from './schema.mjs';

export const soon = seconds(30);

// Takes connections until it is killed; ends by itself should nobody do so.
const listener = `
  const server = require('node:net').createServer((socket) => socket.end());
  server.listen(Number(process.argv[1]), '127.0.0.1', () => console.log(server.address().port));
  setTimeout(() => process.exit(), 300000);
`;

// A TCP service in a process of its own, on the same port each time that it runs.
export class Service {
  static async start(t) {
    const service = new Service();
    await service.run();
    t.after(() => service.process.child.kill('SIGKILL'));
    return service;
  }
  async run() {
    this.process = start(process.execPath, ['-e', listener, String(this.port ?? 0)]);
    const {said} = this.process;
    this.port = Number(await until(soon, 'the service listens', () => said.stdout.trim()));
  }
  async kill() {
    this.process.child.kill('SIGKILL');
    await within(soon, 'the service is dead', this.process.ended);
  }
  get address() {
    return `127.0.0.1:${this.port}`;
  }
}

// A threshold and a momentum, as the first pages of many a script have them.
export const thresholdAndMomentum = `symbols: [AAPL, TSLA]
interval_seconds: 1
triggers:
  - name: AAPL above 200
    symbol: AAPL
    condition: price > 200
    action: notify
  - name: TSLA momentum
    symbol: TSLA
    condition: percent_change_5min > 2
    action: notify
`;

// One-minute bars from 09:30 New York on, 2026-03-09, each at one price.
export function minuteBars(prices) {
  const rows = prices.map((price, i) => {
    const minutes = 30 + i;
    const time = `2026-03-09 ${String(9 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    return [time, price, price, price, price, 1000].join(',');
  });
  return ['date,open,high,low,close,volume', ...rows].join('\n') + '\n';
}

// Into a data folder, whether its desk runs or not.
export async function importBars(folder, data, symbol, prices) {
  const file = path.join(folder, `${symbol}.csv`);
  fs.writeFileSync(file, minuteBars(prices));
  const done = await pitwall(folder, ['import', 'bars', file, '--symbol', symbol, '--bar', '1m', '--zone',
    'America/New_York', '--data', data]);
  assert.equal(done.code, 0, done.stderr);
}

// The configuration of a bot on the stand-in for its server, with shorter pauses than a real one's.
export function phoneConfig(fake, folder, chat) {
  const token = path.join(folder, 'telegram.token');
  fs.writeFileSync(token, fake.token + '\n', {mode: 0o600});
  return `channels:\n  telegram:\n    address: ${fake.url}\n    token: {file: ${token}}\n    chat: ${chat}\n` +
    '    poll: 2s\n    first_pause: 50ms\n    longest_pause: 200ms\n';
}

// Messages of which some part is this text.
export const shown = (person, text) => person.sees().filter((message) => message.text.includes(text));
export const says = (person, text) => until(soon, `"${text}" is on the phone`, () => shown(person, text)[0]);

// ---- The tools, by the official client -------------------------------------------------------------

const reads = new Set(['list_triggers', 'test_trigger', 'list_events', 'list_alerts', 'get_health', 'get_system_metrics',
  'get_decision', 'list_decisions']);
const changes = new Set(['delete_trigger', 'acknowledge_alert', 'silence', 'review_decision']);

// Calls a tool, directly or as more_tools says; what it is given and answers is held to its schemas.
export class Tools {
  static async over(t, desk, client) {
    return new Tools(desk, client ?? await connectHttp(t, desk));
  }
  constructor(desk, client) {
    this.desk = desk;
    this.client = client;
    this.validators = new Map();
  }

  async schemasOf(name) {
    if (!this.validators.has(name)) {
      const {code, stdout, stderr} = await pitwall(this.desk.folder, ['tools', name, '--json']);
      assert.equal(code, 0, stderr);
      const {inputSchema, outputSchema} = JSON.parse(stdout);
      this.validators.set(name, {input: validatorOf(inputSchema), output: validatorOf(outputSchema)});
    }
    return this.validators.get(name);
  }

  call(name, input) {
    const outer = reads.has(name) ? 'call_more' : changes.has(name) ? 'act_more' : undefined;
    return this.client.callTool(outer
      ? {name: outer, arguments: {tool: name, arguments: input}} : {name, arguments: input});
  }

  async ask(name, input = {}) {
    const schemas = await this.schemasOf(name);
    assert.equal(schemas.input(input), '', `${name} takes this`);
    const {isError, content, structuredContent} = await this.call(name, input);
    assert.ok(!isError, `${name}: ${content[0].text}`);
    assert.ok(content[0].text.length > 10, 'a summary for people');
    const answer = structuredContent.answer ?? structuredContent;
    assert.equal(schemas.output(answer), '', `${name} answers what its schema says`);
    return answer;
  }

  // What it says instead of an answer.
  async refused(name, input) {
    const {isError, content} = await this.call(name, input);
    assert.ok(isError, `${name}: ${content[0].text}`);
    return content[0].text;
  }
}
