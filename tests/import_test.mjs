// Bars from a file come back as they stand in it, to the last digit and minute.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, pitwall, root, temporaryFolder} from './harness/desk.mjs';
import {parseExact} from './harness/exact.mjs';
import {aggregate, asAnswered, folder, readBars, seriesOrSkip} from './harness/market_files.mjs';
import {assertSays} from './harness/sentence.mjs';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const newYork = 'America/New_York';
const maxBars = 2000;  // of one answer

async function importBars(where, file, ...args) {
  const done = await pitwall(where, ['import', 'bars', file, ...args, '--data', path.join(where, 'data')]);
  assert.equal(done.code, 0, done.stderr);
  return done.stdout;
}

// All bars of a symbol, page by page, as they are answered.
async function wholeHistory(desk, query) {
  const bars = [];
  let end;
  do {
    const page = await desk.call('get_market_history', {...query, limit: maxBars, ...(end && {until: end})});
    bars.unshift(...page.bars);
    assert.equal(page.origin.quality, 'replayed');
    end = page.earlier;
  } while (end);
  return bars;
}

// What stands in README.md, so that its example is what is tested.
function readmeExample() {
  const readme = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
  const line = readme.match(/^pitwall call (get_market_history) '(.*)'$/m);
  assert.ok(line, 'README.md shows a call of get_market_history');
  return [line[1], line[2]];
}

test('one-minute bars of SPY', async (t) => {
  if (!seriesOrSkip(t)) return;
  const where = temporaryFolder(t);
  const bars = readBars('quotes_intraday.csv', newYork);
  const file = path.join(folder, 'quotes_intraday.csv');
  const report = await importBars(where, file, '--symbol', 'SPY', '--bar', '1m', '--zone', newYork);
  assert.match(report, /1564 bars of SPY 1m stored, from 2020-12-15T14:30:00Z to 2020-12-18T21:00:00Z/);
  const desk = await Desk.start(t, {folder: where});

  await t.test('each equals its line', async () => {
    const answered = await wholeHistory(desk, {symbol: 'SPY', bar: '1m', back: '5d', outside_hours: true});
    assert.deepEqual(answered, asAnswered(bars));
  });

  // The last minute of each day stands after the close.
  const inHours = bars.filter(({time}) => (time % day) < 21 * hour);
  const last = bars.at(-1).time;

  await t.test("README's example equals what the file says", async () => {
    const {code, stdout, stderr} = await desk.command('call', ...readmeExample());
    assert.equal(code, 0, stderr);
    const answer = parseExact(stdout);
    const wanted = inHours.filter(({time}) => time > last - 2 * day);
    assert.deepEqual(answer.bars, asAnswered(aggregate(wanted, 5 * minute)));
    assert.equal(answer.origin.source, 'file quotes_intraday.csv');
  });

  await t.test('longer bars', async () => {
    for (const [bar, length] of [['5m', 5 * minute], ['15m', 15 * minute], ['30m', 30 * minute]]) {
      const answered = await wholeHistory(desk, {symbol: 'SPY', bar, back: '5d'});
      assert.deepEqual(answered, asAnswered(aggregate(inHours, length)), bar);
    }
  });

  await t.test('a second import changes nothing', async () => {
    await importBars(where, file, '--symbol', 'SPY', '--bar', '1m', '--zone', newYork);
    const answered = await wholeHistory(desk, {symbol: 'SPY', bar: '1m', back: '5d', outside_hours: true});
    assert.equal(answered.length, bars.length);
  });
  await desk.stop();
});

test('daily bars of symbols old and new', async (t) => {
  if (!seriesOrSkip(t)) return;
  const desk = await Desk.start(t);
  const series = [
    ['quotes_spx.csv', 'SPX', newYork, ['--class', 'index', '--zone', newYork]],
    ['quotes_msft.csv', 'MSFT', newYork, ['--zone', newYork]],
    ['quotes_bitcoin.csv', 'XBT', 'UTC', ['--class', 'crypto', '--zone', 'UTC']],
  ];
  for (const [name, symbol, zone, args] of series) {
    await t.test(name, async () => {
      // While the desk is up: it knows the new symbol at once.
      await importBars(desk.folder, path.join(folder, name), '--symbol', symbol, '--bar', '1d', ...args);
      const answered = await wholeHistory(desk, {symbol, bar: '1d', back: '12000d'});
      const wanted = readBars(name, zone);
      assert.equal(answered.length, wanted.length);
      const dayIn = new Intl.DateTimeFormat('en-CA', {timeZone: zone});
      for (let i = 0; i < wanted.length; ++i) {
        const {time, ...figures} = answered[i];
        const {time: wantedTime, ...wantedFigures} = wanted[i];
        assert.deepEqual(figures, wantedFigures);
        assert.equal(dayIn.format(new Date(time)), dayIn.format(wantedTime));
      }
    });
  }
  await t.test('and after a restart', async () => {
    await desk.stop();
    await desk.restart();
    const found = await desk.call('get_instrument', {symbol: 'XBT'});
    assert.match(found.symbol, /^XBT/);
  });
  await desk.stop();
});

test('a replay shows what had happened by then, and no more', async (t) => {
  if (!seriesOrSkip(t)) return;
  const where = temporaryFolder(t);
  const bars = readBars('quotes_intraday.csv', newYork);
  await importBars(where, path.join(folder, 'quotes_intraday.csv'), '--symbol', 'SPY', '--bar', '1m',
    '--zone', newYork);
  const desk = await Desk.start(t, {
    folder: where,
    args: ['--tape', 'replay', '--from', '2020-12-17T14:30:00Z', '--speed', '10000'],
  });
  const closes = new Map(bars.map((bar) => [bar.time, bar.close]));
  let seen = 0;
  await until(seconds(60), 'the replay is over', async () => {
    const detail = (await desk.call('desk_status')).brokers[0]?.detail ?? '';
    const answer = await desk.call('get_market_history',
      {symbol: 'SPY', bar: '1m', back: '10d', limit: maxBars, outside_hours: true});
    const now = Date.parse(answer.origin.received_at);
    assert.equal(answer.origin.quality, 'replayed');
    // Every bar that is over is the file's; one may still be under way, and none is ahead.
    for (const {time, close} of answer.bars.slice(0, -1))
      assert.equal(close, closes.get(Date.parse(time)));
    assert.ok(Date.parse(answer.bars.at(-1).time) <= now);
    assert.ok(answer.bars.length >= seen, 'the past does not shrink');
    seen = answer.bars.length;
    return detail.startsWith('The replay ended');
  });
  assert.equal(seen, bars.length);
  await desk.stop();
});

// ---- Files that are not as they should be -------------------------------------------------------

const header = 'date,open,high,low,close,volume\n';
const good = '2020-04-17,18,19,17,18.31,5\n';

test('damaged files', async (t) => {
  const desk = await Desk.start(t);
  const attempt = async (text, ...args) => {
    const file = path.join(desk.folder, 'bars.csv');
    fs.writeFileSync(file, text);
    return desk.command('import', 'bars', file, '--symbol', 'CL', '--bar', '1d', ...args);
  };
  const refused = [
    ['no column for the close', 'date,open,high,low\n2020-04-17,18,19,17\n', 'close'],
    ['no header', good, 'columns'],
    ['nothing', '', 'bars.csv'],
    ['a header alone', header, 'bars.csv'],
    ['NaN', `${header}${good}2020-04-20,10,10,NaN,9,5\n`, 'line 3', 'NaN'],
    ['infinity', `${header}2020-04-20,10,inf,9,9,5\n`, 'line 2', 'inf'],
    ['a high below the low', `${header}2020-04-20,10,9,12,11,5\n`, 'line 2', 'high'],
    ['a close outside the bar', `${header}2020-04-20,10,11,9,12,5\n`, 'line 2'],
    ['a day that is none', `${header}2020-02-30,10,11,9,10,5\n`, 'line 2', '2020-02-30'],
    ['times with and without a zone',
      `${header}2020-04-17T13:30:00Z,18,19,17,18,5\n2020-04-17 09:31,10,11,9,10,5\n`, 'line 3', 'zone'],
    ['a line cut short', `${header}${good}2020-04-20,10,11\n`, 'line 3'],
    ['a volume below nothing', `${header}2020-04-20,10,11,9,10,-5\n`, 'line 2', 'volume'],
    ['more digits than are kept', `${header}2020-04-20,10.0000000001,11,9,10,5\n`, 'line 2'],
    ['bytes', '\x00\x01\x02\x03', 'bars.csv'],
  ];
  for (const [what, text, ...words] of refused) {
    await t.test(what, async () => {
      const {code, stderr} = await attempt(text);
      assert.equal(code, 1, stderr);
      assertSays(stderr, ...words);
    });
  }
  await t.test('nothing of a refused file was stored', async () => {
    const {bars = []} = await desk.call('get_market_history', {symbol: 'CL', bar: '1d'});
    assert.ok(bars.every(({time}) => time > '2021'));
  });
  await t.test('damaged lines can be left out, each named', async () => {
    const {code, stdout, stderr} = await attempt(
      `${header}${good}2020-04-20,10,10,NaN,9,5\n2020-04-21,10,9,12,11,5\n`, '--skip-damaged');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /1 bars/);
    assert.match(stdout, /line 3/);
    assert.match(stdout, /line 4/);
  });
  await t.test('a price below nothing is a price', async () => {
    const {code, stderr} = await attempt(`${header}${good}2020-04-20,17.73,17.85,-40.32,-36.98,247947\n`);
    assert.equal(code, 0, stderr);
    const {bars} = await desk.call('get_market_history',
      {symbol: 'CL', bar: '1d', back: '10d', until: '2020-04-22T00:00:00Z'});
    assert.equal(bars.at(-1).low, '-40.32');
    assert.equal(bars.at(-1).close, '-36.98');
  });
  await t.test('a bar that stands twice is one bar', async () => {
    const {code, stdout, stderr} = await attempt(header + good + good);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /1 rows repeat others/);
  });
  await t.test('two bars of one time that differ', async () => {
    const {code, stderr} = await attempt(`${header}${good}2020-04-17,18,19,17,18.50,5\n`);
    assert.equal(code, 1);
    assertSays(stderr, 'line 3');
  });
  await t.test('an unknown zone, bar or class', async () => {
    for (const args of [['--zone', 'America/New_Yrok'], ['--bar', '7m'], ['--class', 'stonk', '--symbol', 'NEW']]) {
      const {code, stderr} = await attempt(header + good, ...args);
      assert.notEqual(code, 0, `${args}: ${stderr}`);
      assert.ok(stderr.length > 20);
    }
  });
  assert.ok(await desk.isAlive());
  await desk.stop();
});
