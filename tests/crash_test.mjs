// Killed at any moment, the desk loses nothing that it had reported done, and its journal is whole.
// Ten rounds; PITWALL_KILLS sets another number.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {Desk, pitwall, temporaryFolder} from './harness/desk.mjs';

const rounds = Number(process.env.PITWALL_KILLS ?? 10);
const seed = Number(process.env.PITWALL_SEED ?? 1);

// A small generator with a seed, so that a failing round can be tried again.
function generator(state) {
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function barsFile(folder, index) {
  const file = path.join(folder, `bars-${index}.csv`);
  const day = new Date(Date.UTC(2021, 0, 4) + index * 86_400_000).toISOString().slice(0, 10);
  fs.writeFileSync(file, `date,open,high,low,close,volume\n${day},10,12,9,11,${index + 1}\n`);
  return file;
}

// Imports one file after the other until the desk dies; the sources that were reported stored.
async function importUntil(stopped, folder, data, first) {
  const stored = [];
  for (let index = first; !stopped(); ++index) {
    const file = barsFile(folder, index);
    const done = await pitwall(folder, ['import', 'bars', file, '--symbol', 'CRSH', '--bar', '1d', '--calendar',
                                        'ALWAYS', '--data', data]);
    if (done.code === 0) stored.push(path.basename(file));
  }
  return stored;
}

async function journalled(folder, data) {
  const lines = await pitwall(folder, ['journal', 'export', '--data', data]);
  assert.equal(lines.code, 0, lines.stderr);
  const records = lines.stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return new Set(records.filter(({type}) => type === 'bars_imported').map(({payload}) => payload.source));
}

test(`${rounds} kills under load, seed ${seed}`, async (t) => {
  const random = generator(seed);
  const folder = temporaryFolder(t);
  const reported = [];
  for (let round = 0; round < rounds; ++round) {
    const desk = await Desk.start(t, {folder, args: ['--speed', '600']});
    let dead = false;
    const importing = importUntil(() => dead, folder, desk.data, reported.length + round * 1000);
    const calling = (async () => {
      while (!dead) await desk.call('get_portfolio', {}).catch(() => {});
    })();
    await pause(random() * 700);  // the moment is the test's input, not a wait for something
    await desk.kill();
    dead = true;
    reported.push(...(await importing));
    await calling;

    const verified = await pitwall(folder, ['journal', 'verify', '--data', desk.data]);
    assert.equal(verified.code, 0, `round ${round}: ${verified.stderr}`);
    assert.match(verified.stdout, /^The journal is whole: /);
    const kept = await journalled(folder, desk.data);
    for (const source of reported) assert.ok(kept.has(source), `round ${round}: ${source} was reported and is lost`);
  }
  const last = await Desk.start(t, {folder});
  const {accounts} = await last.call('list_accounts', {});
  assert.equal(accounts.length, 2);
  await last.stop();
  assert.ok(reported.length > 0, 'something was stored between the kills');
});
