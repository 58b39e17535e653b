// One running daemon of the program under test, with a data folder and a configuration of its own.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseExact} from './exact.mjs';
import {seconds, until, within} from './deadline.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env.PITWALL_PROGRAM ?? path.join(root, 'build/pitwall');
export const readyDeadline = seconds(20);  // a loaded machine, or a build with sanitizers
export const stopDeadline = seconds(20);

// Whatever a test leaves running ends with it.
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

// A folder that is gone after the test. Short, for a socket's path holds 107 bytes.
export function temporaryFolder(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pw-'));
  t.after(() => fs.rmSync(folder, {recursive: true, force: true}));
  return folder;
}

// Nothing of the user who runs the tests reaches the program.
export function environment(folder) {
  return {PATH: process.env.PATH, HOME: folder, TZ: 'UTC', ...sanitizers()};
}

function sanitizers() {
  const names = Object.keys(process.env).filter((name) => name.endsWith('SAN_OPTIONS'));
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

// Starts a program and collects what it says; `keyboard` leaves its input open. `ended` resolves to {code, signal, stdout, stderr}.
export function start(command, args, {env, input, keyboard = false} = {}) {
  const child = spawn(command, args, {env, stdio: [input === undefined && !keyboard ? 'ignore' : 'pipe', 'pipe', 'pipe']});
  running.add(child);
  const said = {stdout: '', stderr: ''};
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8');
    child[stream].on('data', (text) => (said[stream] += text));
  }
  if (input !== undefined) {
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  }
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({code, signal, ...said});
    });
  });
  ended.catch(() => {});
  return {child, said, ended};
}

// Runs `pitwall ARGS` to its end.
export async function pitwall(folder, args, {deadline = seconds(60), input} = {}) {
  const {child, ended} = start(program, args, {env: environment(folder), input});
  try {
    return await within(deadline, `pitwall ${args.join(' ')}`, ended);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

export class Desk {
  // `wrapper`: a program that starts ours, such as prlimit with its arguments.
  static async start(t, {folder = temporaryFolder(t), args = [], config, wrapper = [], env = {}} = {}) {
    const desk = new Desk(folder);
    await desk.launch({args, config, wrapper, env});
    t.after(() => desk.process?.child.kill('SIGKILL'));
    return desk;
  }

  constructor(folder) {
    this.folder = folder;
    this.data = path.join(folder, 'data');
  }

  // The arguments that `pitwall serve` gets.
  serveArguments({args = [], config} = {}) {
    const words = ['serve', '--data', this.data];
    if (config !== undefined) {
      const file = path.join(this.folder, 'pitwall.yaml');
      fs.writeFileSync(file, config);
      words.push('--config', file);
    }
    if (!args.includes('--port')) words.push('--port', '0');
    return [...words, ...args];
  }

  async launch({args = [], config, wrapper = [], env = {}} = {}) {
    this.options = {args, config, wrapper, env};
    const words = [...wrapper, program, ...this.serveArguments({args, config})];
    this.process = start(words[0], words.slice(1), {env: {...environment(this.folder), ...env}});
    const {said, ended} = this.process;
    const exited = ended.then(({code, signal, stderr}) => {
      throw new Error(`the desk ended before it was up (${code ?? signal}):\n${stderr}`);
    });
    exited.catch(() => {});
    const up = until(readyDeadline, 'the desk is up', () =>
      said.stdout.match(/Dashboard +(http:\/\/\S+?)\/?\s/));
    this.url = (await Promise.race([up, exited]))[1];
  }

  get pid() {
    return this.process.child.pid;
  }

  async restart(options = this.options) {
    await this.launch(options);
  }

  // SIGTERM, and a clean end.
  async stop() {
    this.process.child.kill('SIGTERM');
    const {code, signal, stderr} = await within(stopDeadline, 'the desk stops', this.process.ended);
    assert.equal(code, 0, `the desk ended with ${code ?? signal}:\n${stderr.slice(-4000)}`);
  }

  async kill() {
    this.process.child.kill('SIGKILL');
    await within(stopDeadline, 'the desk is dead', this.process.ended);
  }

  // The command line, against this desk's data.
  command(...args) {
    return pitwall(this.folder, [...args, '--data', this.data]);
  }

  async fetch(target, options = {}) {
    return fetch(this.url + target, {signal: AbortSignal.timeout(seconds(30)), ...options});
  }

  post(target, body) {
    return this.fetch(target, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(body),
    });
  }

  // POST /tools/call; the answer's numbers as the text they came in.
  async call(name, input = {}) {
    const response = await this.post('/tools/call', {name, arguments: input});
    const text = await response.text();
    assert.equal(response.status, 200, `${name}: ${text}`);
    return parseExact(text).structured;
  }

  async isAlive() {
    const response = await this.fetch('/healthz');
    return response.status === 200;
  }
}
