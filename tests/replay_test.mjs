// Stored days, taken through a file of triggers: what fires, when, and what is said of a file that is
// wrong.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, pitwall, temporaryFolder} from './harness/desk.mjs';
import {importBars, thresholdAndMomentum as triggers} from './harness/watch.mjs';

async function ready(t, text) {
  const where = temporaryFolder(t);
  const data = path.join(where, 'data');
  const flat = Array(30).fill(100);
  for (const [symbol, prices] of [
    ['AAPL', Array.from({length: 30}, (_, i) => 195.5 + i)],  // above 200 with the sixth bar
    ['TSLA', flat.map((price, i) => (i < 20 ? price : 103))],  // 3 % at once, twenty minutes in
  ]) {
    await importBars(where, data, symbol, prices);
  }
  const file = path.join(where, 'triggers.yaml');
  fs.writeFileSync(file, text);
  return (...more) => pitwall(where, ['replay', file, '--day', '2026-03-09', '--data', data, ...more]);
}

test('a threshold and a momentum fire once each, when they should', async (t) => {
  const replay = await ready(t, triggers);
  const done = await replay();
  assert.equal(done.code, 0, done.stderr);
  const fired = done.stdout.split('\n').filter((line) => / at \d/.test(line));
  assert.equal(fired.length, 2, done.stdout);
  assert.match(fired[0], /^2026-03-09T13:35:0[01]Z  AAPL above 200  AAPL at 200\.5; price 200\.5$/);
  assert.match(fired[1], /^2026-03-09T13:50:0[01]Z  TSLA momentum  TSLA at 103; percent_change\(5m\) 3$/);
  assert.match(done.stderr, /60 bars, 240 ticks/);
  assert.deepEqual((await replay()).stdout, done.stdout, 'the same twice');
});

test('what a phone would have shown of triggers that cannot see is said too', async (t) => {
  const done = await (await ready(t, triggers))();
  // Five minutes of ticks are not there yet when New York opens.
  const told = done.stdout.split('\n').filter((line) => line.includes('told: '));
  assert.match(told[0], /^2026-03-09T13:3[2-5]:\d\dZ  told: TSLA momentum cannot see TSLA$/);
  assert.match(told[1], /^2026-03-09T13:3[5-7]:\d\dZ  told: Over: TSLA momentum cannot see TSLA$/);
  // The bars end at ten; five minutes later both instruments have stopped ticking.
  assert.match(told[2], /^2026-03-09T14:0[5-7]:\d\dZ  told: .*cannot see/);
  // At the close nobody expects them to see any more.
  assert.match(told.at(-1), /^2026-03-09T20:0\d:\d\dZ  told: Over: /);
});

test('what a desk recorded is played again as it was', {timeout: 60_000}, async (t) => {
  const where = temporaryFolder(t);
  const file = path.join(where, 'triggers.yaml');
  // The synthetic tape moves; one of these fires soon.
  fs.writeFileSync(file, `interval_seconds: 0.25
triggers:
  - {name: moves, symbols: [AAPL, TSLA, SPY], condition: last_size > 0 and price > 1, level: true, cool_down_seconds: 3}
`);
  const desk = await Desk.start(t, {config: `watch: {triggers: ${JSON.stringify(file)}}\n`});
  const fired = async () => {
    const {events} = await desk.call('list_events', {kinds: ['trigger_fired']});
    return events;
  };
  await until(seconds(30), 'six firings', async () => (await fired()).length >= 6);
  const live = (await fired()).reverse();
  await desk.stop();
  const days = live.map(({time}) => time.slice(0, 10));
  const done = await pitwall(where, ['replay', file, '--day', days[0], '--until', days.at(-1), '--data', desk.data]);
  assert.equal(done.code, 0, done.stderr);
  assert.match(done.stderr, /\([1-9]\d* recorded\)/);
  const replayed = done.stdout.split('\n').filter((line) => / at \d/.test(line));
  const gist = ({subject, symbol, words}) => `${subject}  ${symbol} ${/at [\d.]+/.exec(words)[0]}`;
  // The looks of both runs lie apart by less than one of them: what was seen is the same market.
  const found = live.filter((event) => replayed.some((line) => line.includes(gist(event))));
  assert.ok(found.length >= live.length / 2, `${done.stdout}\n${live.map(gist).join('\n')}`);
});

for (const [what, text, said] of [
  ['a condition that is none', triggers.replace('price > 200', 'prise > 200'), /column 1: `prise` is not known; did you mean `price`\?/],
  ['YAML that is none', 'triggers: [', /line \d+/],
  ['a key that is none', triggers.replace('interval_seconds', 'interval_second'), /interval_second/],
  ['an action that is none', triggers.replace('notify', 'shout'), /notify, store, or workflow/],
  ['the same name twice', triggers.replace('TSLA momentum', 'AAPL above 200'), /Two triggers are called/],
  ['an instrument that nobody knows', triggers.replaceAll('AAPL', 'AAPX'), /there is no instrument AAPX/],
  ['no instrument at all', 'triggers: [{name: x, condition: price > 1}]', /1 to 500 instruments/],
]) {
  test(`${what} is said`, async (t) => {
    const done = await (await ready(t, text))();
    assert.equal(done.code, 1);
    assert.match(done.stderr, said);
    assert.equal(done.stdout, '');
  });
}

test('a day that has no bars is said', async (t) => {
  const done = await (await ready(t, triggers))('--until', '2026-03-08');
  assert.match(done.stderr, /The last day, 2026-03-08, is before the first/);
});
