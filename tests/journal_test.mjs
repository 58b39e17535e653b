// The journal from outside: one changed byte is found, a damaged journal is not served, and a full
// disk stops the desk without losing what it had reported done.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {Desk, pitwall, temporaryFolder} from './harness/desk.mjs';
import {assertSays} from './harness/sentence.mjs';

// A file with one daily bar; its name is what the journal remembers of it.
function oneBar(folder, name) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, 'date,open,high,low,close\n2021-01-04,10,12,9,11\n');
  return file;
}

const importBar = (folder, data, file) => pitwall(
  folder, ['import', 'bars', file, '--symbol', 'TEST', '--bar', '1d', '--data', data]);

async function sources(folder, data) {
  const {code, stdout, stderr} = await pitwall(folder, ['journal', 'export', '--data', data]);
  assert.equal(code, 0, stderr);
  const records = stdout.trim().split('\n').map((line) => JSON.parse(line));
  return records.filter(({type}) => type === 'bars_imported').map(({payload}) => payload.source);
}

function flip(file, offset) {
  const bytes = fs.readFileSync(file);
  bytes[offset] ^= 1 << (offset % 8);
  fs.writeFileSync(file, bytes);
}

// Both ends, and so many places between them. All bytes in turn are flipped by journal_test of
// src/adapter/journal; here it is the program that has to say so.
function places(size, count) {
  const step = size / count;
  return [...Array.from({length: count}, (_, i) => Math.floor((i + 0.37) * step)), 0, size - 1];
}

test('one changed byte', async (t) => {
  const desk = await Desk.start(t);
  const {folder, data} = desk;
  for (const name of ['a.csv', 'b.csv', 'c.csv'])
    assert.equal((await importBar(folder, data, oneBar(folder, name))).code, 0);
  await desk.stop();
  const verify = () => pitwall(folder, ['journal', 'verify', '--data', data]);
  const whole = await verify();
  assert.equal(whole.code, 0, whole.stderr);
  const files = fs.readdirSync(data).filter((name) => /^(journal\.log|snapshot)/.test(name));
  assert.ok(files.length >= 2, `a journal and a snapshot are in ${files}`);

  await t.test('is found wherever it stands', async () => {
    for (const name of files) {
      const file = path.join(data, name);
      for (const offset of places(fs.statSync(file).size, 12)) {
        flip(file, offset);
        const {code, stderr} = await verify();
        flip(file, offset);
        assert.equal(code, 1, `byte ${offset} of ${name} was not missed`);
        assertSays(stderr, /byte|record|snapshot|journal/);
      }
    }
    assert.equal((await verify()).stdout, whole.stdout);
  });

  await t.test('keeps the desk from starting, and nothing is touched', async () => {
    for (const name of files) if (name !== 'journal.log') fs.rmSync(path.join(data, name));
    const file = path.join(data, 'journal.log');
    flip(file, Math.floor(fs.statSync(file).size / 2));
    const damaged = fs.readFileSync(file);
    const {code, stderr} = await pitwall(folder, desk.serveArguments());
    assert.equal(code, 1);
    assertSays(stderr.trim().split('\n').at(-1), 'journal');
    assert.deepEqual(fs.readFileSync(file), damaged);
    flip(file, Math.floor(damaged.length / 2));
    assert.equal((await verify()).code, 0);
  });

  await t.test('and mended, it serves again', async () => {
    await desk.restart();
    assert.deepEqual(await sources(folder, data), ['a.csv', 'b.csv', 'c.csv']);
    await desk.stop();
  });
});

// Files of the desk end at so many KiB. What a full disk does, without filling one: a write beyond
// fails, for the signal that would come instead is ignored.
const roomForFiles = 64;
const fullDisk = ['bash', '-c', `trap '' XFSZ; ulimit -f ${roomForFiles}; exec "$@"`, 'full-disk'];

test('a full disk', async (t) => {
  const desk = await Desk.start(t, {wrapper: fullDisk});
  const {folder, data} = desk;
  const reported = [];
  let refusal;
  // Long names fill the journal sooner.
  for (let i = 0; !refusal; ++i) {
    assert.ok(i < 1000, 'the disk gets full');
    const name = `${String(i).padStart(200, '0')}.csv`;
    const {code, stderr} = await importBar(folder, data, oneBar(folder, name));
    if (code === 0) reported.push(name);
    else refusal = stderr;
  }
  assert.ok(reported.length > 10);
  assertSays(refusal, /disk is full/, 'journal.log');

  await t.test('is said wherever one looks', async () => {
    const health = await desk.fetch('/healthz');
    assert.equal(health.status, 503);
    assertSays((await health.json()).error.message, /disk is full/);
    assertSays((await desk.call('desk_status')).halted, /disk is full/);
    assert.match(await (await desk.fetch('/metrics')).text(), /^pitwall_[a-z_]*halted 1$/m);
  });

  await t.test('ends with a failure, for whoever watches the process', async () => {
    desk.process.child.kill('SIGTERM');
    const {code, stderr} = await desk.process.ended;
    assert.equal(code, 1);
    assert.match(stderr, /disk is full/);
  });

  await t.test('has cost nothing that was reported done', async () => {
    const verified = await pitwall(folder, ['journal', 'verify', '--data', data]);
    assert.equal(verified.code, 0, verified.stderr);
    await desk.restart({});
    const kept = new Set(await sources(folder, data));
    for (const name of reported) assert.ok(kept.has(name), `${name} was reported stored and is lost`);
    assert.ok(await desk.isAlive());
    const again = await importBar(folder, data, oneBar(folder, 'after.csv'));
    assert.equal(again.code, 0, again.stderr);
    await desk.stop();
  });
});
