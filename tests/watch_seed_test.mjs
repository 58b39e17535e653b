// A threshold and a momentum in a file of triggers, put into a running desk: on a market that runs, and
// on a morning on which both come true.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, temporaryFolder} from './harness/desk.mjs';
import {TelegramFake} from './harness/telegram_fake.mjs';
import {importBars, phoneConfig, says, shown, soon, thresholdAndMomentum} from './harness/watch.mjs';

async function deskWith(t, folder, args, more = '') {
  const file = path.join(folder, 'triggers.yaml');
  fs.writeFileSync(file, thresholdAndMomentum);
  return Desk.start(t, {folder, args, config: `watch: {triggers: ${file}}\n${more}`});
}
const triggersOf = async (desk) => (await desk.call('list_triggers')).triggers;
const firedOf = async (desk) => Object.fromEntries((await triggersOf(desk)).map(({name, fired}) => [name, Number(fired)]));

test('on the synthetic tape both load and watch, and the threshold fires', async (t) => {
  const desk = await deskWith(t, temporaryFolder(t), ['--tape', 'synthetic', '--seed', '7', '--speed', '60']);
  await until(soon, 'AAPL is above 200', async () => (await firedOf(desk))['AAPL above 200'] === 1);
  const [aapl, tsla] = await triggersOf(desk);
  assert.deepEqual([aapl.condition, aapl.interval, aapl.state], ['price > 200', '1s', 'watching']);
  assert.deepEqual([tsla.condition, tsla.interval, tsla.state], ['percent_change(5m) > 2', '1s', 'watching']);
  await desk.stop();
}, {timeout: seconds(60)});

test('on a morning that is played again both fire once, and are on the phone', async (t) => {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77, first_name: 'Anna'});
  const folder = temporaryFolder(t);
  const data = path.join(folder, 'data');
  await importBars(folder, data, 'AAPL', Array.from({length: 30}, (_, i) => 195.5 + i));  // above 200 with the sixth bar
  await importBars(folder, data, 'TSLA', Array.from({length: 30}, (_, i) => (i < 8 ? 100 : 103)));  // 3 % at once
  const desk = await deskWith(t, folder, ['--tape', 'replay', '--from', '2026-03-09T13:30:00Z', '--speed', '60'], phoneConfig(fake, folder, 77));
  const threshold = await says(anna, 'AAPL above 200: AAPL at 200.5');
  assert.match(threshold.text, /price > 200\nprice 200\.5\n.*, replayed, as of 2026-03-09T?.*13:35/);
  const momentum = await says(anna, 'TSLA momentum: TSLA at 103');
  assert.match(momentum.text, /percent_change\(5m\) > 2\npercent_change\(5m\) 3\n/);
  assert.deepEqual(await firedOf(desk), {'AAPL above 200': 1, 'TSLA momentum': 1});
  assert.equal(shown(anna, 'AAPL above 200').length + shown(anna, 'TSLA momentum').length, 2);
  await desk.stop();
}, {timeout: seconds(90)});
