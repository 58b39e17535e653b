// /metrics by the rules of Prometheus' text format, and by promtool where it is installed.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import test from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk} from './harness/desk.mjs';

const sample = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*)\})? (\S+)$/;
const suffixes = /_(bucket|sum|count)$/;

// {families: {name: {type, help}}, samples: {"name{labels}": number}}; throws at the first fault.
function readMetrics(text) {
  assert.ok(text.endsWith('\n'), 'the last line ends');
  const families = new Map();
  const samples = new Map();
  for (const line of text.trimEnd().split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (comment) {
      const [, kind, name, rest] = comment;
      const family = families.get(name) ?? {};
      assert.ok(!(kind in family), `${line}: stands twice`);
      families.set(name, {...family, [kind]: rest});
      continue;
    }
    const match = sample.exec(line);
    assert.ok(match, `no sample: ${line}`);
    const [, name, labels = '', value] = match;
    const family = families.get(name) ?? families.get(name.replace(suffixes, ''));
    assert.ok(family?.HELP && family?.TYPE, `${name} has HELP and TYPE before it`);
    const key = `${name}{${labels}}`;
    assert.ok(!samples.has(key), `${key} stands twice`);
    assert.ok(value === '+Inf' || Number.isFinite(Number(value)), line);
    samples.set(key, Number(value));
  }
  return {families, samples};
}

test('metrics and health', async (t) => {
  const desk = await Desk.start(t, {args: ['--speed', '10']});
  const scrape = async () => {
    const response = await desk.fetch('/metrics');
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
    return response.text();
  };

  await t.test('the format', async () => {
    const {families} = readMetrics(await scrape());
    for (const [name, {TYPE}] of families) {
      assert.match(name, /^pitwall_|^process_/);
      assert.match(TYPE, /^(counter|gauge|histogram|summary)$/);
      assert.equal(TYPE === 'counter', name.endsWith('_total'), `${name} is a ${TYPE}`);
    }
  });

  await t.test('promtool', {skip: spawnSync('promtool', ['--version']).error && 'promtool is not installed'},
    async () => {
      const checked = spawnSync('promtool', ['check', 'metrics'], {input: await scrape(), encoding: 'utf8'});
      assert.equal(checked.status, 0, checked.stdout + checked.stderr);
    });

  await t.test('counters count', async () => {
    const first = readMetrics(await scrape());
    const counters = [...first.families].filter(([, {TYPE}]) => TYPE === 'counter').map(([name]) => name);
    const of = ({samples}, name) => [...samples].filter(([key]) => key.startsWith(`${name}{`));
    await until(seconds(20), 'ticks are counted', async () => {
      const now = readMetrics(await scrape());
      const moved = counters.flatMap((name) => of(now, name).map(([key, value]) => {
        assert.ok(value >= (first.samples.get(key) ?? 0), `${key} goes back`);
        return /tick/.test(key) && value > first.samples.get(key);
      }));
      return moved.some(Boolean);
    });
  });

  await t.test('health', async () => {
    const response = await desk.fetch('/healthz');
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), {status: 'ok'});
  });
  await desk.stop();
});
