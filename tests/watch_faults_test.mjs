// What goes wrong around the watch: each fault has its words where a person looks for them, and nothing
// else stops. Each is a desk of its own, and they run beside each other, for most of it is waiting.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {describe, test} from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, temporaryFolder} from './harness/desk.mjs';
import {TelegramFake} from './harness/telegram_fake.mjs';
import {Service, importBars, phoneConfig, says, shown, soon} from './harness/watch.mjs';

const timeout = seconds(110);

// Half a minute of blindness is half a second on a tape that is sixty times faster.
const fast = ['--tape', 'synthetic', '--seed', '7', '--speed', '60'];
const toldAtOnce = 'alerts: {otherwise: {group_interval: 1s}}\n';

// Goes on firing, and asks for no attention.
const pulse = 'triggers:\n  - {name: pulse, symbol: BTCUSD, condition: price > 1, level: true, cool_down_seconds: 30, action: store}\n';

async function ready(t, {triggers = pulse, config = '', args = fast, prepare} = {}) {
  const fake = await TelegramFake.start(t);
  const anna = fake.person({id: 77, first_name: 'Anna'});
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'triggers.yaml');
  fs.writeFileSync(file, triggers);
  await prepare?.(folder);
  const functions = config.includes('functions:') ? '' : `watch: {triggers: ${file}}\n`;
  const desk = await Desk.start(t, {folder, args,
    config: phoneConfig(fake, folder, 77) + toldAtOnce + functions + config.replace('FILE', file).replaceAll('FOLDER', folder)});
  return {fake, anna, desk, file};
}

const said = (desk, text) => until(soon, `the log says ${text}`, () =>
  desk.process.said.stderr.split('\n').find((line) => text.test(line)));
const trigger = async (desk, name) => (await desk.call('list_triggers')).triggers.find((one) => one.name === name);
const firings = async (desk, name) => Number((await trigger(desk, name))?.fired ?? 0);
const ticks = async (desk) => Number((await (await desk.fetch('/metrics')).text()).match(/^pitwall_ticks_total (\d+)/m)[1]);

// Another trigger goes on firing, ticks come, and the desk answers at once.
async function goesOn(desk, name = 'pulse') {
  const [fired, ticked] = [await firings(desk, name), await ticks(desk)];
  await until(soon, `${name} goes on firing`, async () => await firings(desk, name) > fired);
  await until(soon, 'ticks go on', async () => await ticks(desk) > ticked);
  const asked = Date.now();
  assert.equal((await desk.call('get_health')).probes.find(({name: probe}) => probe === 'journal').status, 'up');
  assert.ok(Date.now() - asked < seconds(5));
}

describe('faults of the watch', {concurrency: 4}, () => {
  test('a file of triggers that is no YAML, has a type error, or names nothing that is there', {timeout}, async (t) => {
    const {anna, desk, file} = await ready(t, {triggers: 'symbols: [AAPL]\ntriggers:\n  - name: x\n   condition: price > 1\n'});
    await said(desk, /Triggers \S+triggers\.yaml, line 4: /);
    const told = await says(anna, 'The file of triggers cannot be read');
    assert.match(told.text, /triggers\.yaml, line 4: .*The triggers stay as they were\./s);
    await desk.call('create_trigger', {name: 'pulse', symbols: ['BTCUSD'], condition: 'price > 1', level: true, cool_down: '30s', action: 'store'});
    await goesOn(desk);

    const reread = (text) => {
      fs.writeFileSync(file, text);
      desk.process.child.kill('SIGHUP');
    };
    reread('triggers:\n  - {name: gold, symbol: GC, condition: price > 1, level: true, cool_down_seconds: 30}\n');
    await said(desk, /the triggers are read again/);
    await says(anna, 'Over: The file of triggers cannot be read');
    await until(soon, 'gold fires', async () => await firings(desk, 'gold') > 0);

    reread('triggers:\n  - {name: gold, symbol: GC, condition: price > volume}\n');
    await said(desk, /Trigger 'gold', condition: column \d+: /);
    const typed = await until(soon, 'the type error is told', () => anna.sees().find(({text}) => /^The file of triggers[^]*column \d+/.test(text)));
    assert.match(typed.text, /price > volume/);
    reread('triggers:\n  - {name: gold, symbol: GC, condition: price > 1\n');
    await said(desk, /Triggers \S+, line 3: /);
    assert.equal((await trigger(desk, 'gold')).condition, 'price > 1', 'it stays as it was');
    await goesOn(desk, 'gold');

    reread('triggers:\n  - {name: gold, symbol: GC, condition: price > 1, level: true, cool_down_seconds: 30}\n' +
      '  - {name: misspelt, symbol: AAPX, condition: price > 1}\n');
    await said(desk, /trigger misspelt is not watched: there is no instrument AAPX; the nearest is AAPL/);
    const blind = await trigger(desk, 'misspelt');
    assert.equal(blind.state, 'blind');
    const cannot = await says(anna, 'misspelt cannot see AAPX');
    assert.match(cannot.text, /there is no instrument AAPX; the nearest is AAPL\./);
    await goesOn(desk, 'gold');
    await goesOn(desk);
    await desk.stop();
  });

  // Programs that answer what they are asked in a way of their own.
  const programs = [
    ['hangs', 'import time\nfor line in sys.stdin: time.sleep(60)', /it has not answered within 5s/],
    ['floods its output with lines', 'while True: print("x" * 60)', /it writes what nobody asked for/],
    ['floods its output with a line without end', 'while True: sys.stdout.write("x" * 4096)', /it wrote a line without end/],
    ['crashes', 'sys.stdin.readline()\nsys.exit(3)', /it ended by itself with code 3/],
    ['wants more memory than it may have', 'sys.stdin.readline()\nx = bytearray(10 ** 9)\nprint("{}")', /it ended by itself with code 1; it may have 200 MB of memory/],
  ];
  for (const [what, program, why] of programs) {
    test(`a function of the user's that ${what}`, {timeout}, async (t) => {
      const functions = `watch:
  triggers: FILE
  functions:
    command: [python3, FOLDER/program.py]
    functions: [{name: score}]
    every: 1s
    deadline: 5s
    memory_megabytes: 200
`;
      const {anna, desk} = await ready(t, {triggers: `${pulse}  - {name: scored, symbol: BTCUSD, condition: score() > 0}\n`,
        config: functions, prepare: (folder) => fs.writeFileSync(path.join(folder, 'program.py'), `import sys\n${program}\n`)});
      const line = await said(desk, why);
      assert.match(line, /watch\.functions: The program python3 is not running: .*It rests for 1s/);
      const told = await says(anna, 'scored cannot see BTCUSD');
      assert.match(told.text, /BTCUSD: score\(\) is not known: "The program python3 is not running: /);
      assert.match(told.text, why);
      assert.equal(await firings(desk, 'scored'), 0);
      await goesOn(desk);
      await desk.stop();
    });
  }

  test('a symbol that stops ticking', {timeout}, async (t) => {
    const {anna, desk} = await ready(t, {
      triggers: 'triggers:\n  - {name: quiet one, symbol: AAPL, condition: price > 1000}\n' +
        '  - {name: pulse, symbol: TSLA, condition: price > 1, level: true, cool_down_seconds: 30, action: store}\n',
      args: ['--tape', 'replay', '--from', '2026-03-09T13:30:00Z', '--speed', '60'],
      prepare: async (folder) => {
        const data = path.join(folder, 'data');
        await importBars(folder, data, 'AAPL', Array(5).fill(195));
        await importBars(folder, data, 'TSLA', Array(90).fill(100));
      }});
    const told = await says(anna, 'quiet one cannot see AAPL');
    assert.match(told.text, /AAPL: it has stopped ticking while its market is open\./);
    await goesOn(desk);
    assert.equal(shown(anna, 'cannot see').length, 1);
    await desk.stop();
  });

  test('a phone that is away for a while: what was said meanwhile arrives, once', {timeout}, async (t) => {
    const service = await Service.start(t);
    const {fake, anna, desk} = await ready(t, {config: `health: {probes: [{name: bot, tcp: '${service.address}', every: 1s, grace: 0s}]}\n`});
    await until(soon, 'it is up', async () => (await desk.call('get_health')).probes.at(-1).status === 'up');
    await until(soon, 'it listens', () => fake.poll);
    fake.outage(true);
    await service.kill();
    await until(soon, 'its alert is told', async () =>
      (await desk.call('list_alerts')).alerts.some(({groups}) => groups.some(({told_at: at}) => at)));
    for (const name of ['first', 'second'])
      await desk.call('create_trigger', {name, symbols: ['BTCUSD'], condition: 'price > 1'});
    await until(soon, 'both fire', async () => await firings(desk, 'first') + await firings(desk, 'second') === 2);
    await said(desk, /channel telegram: .*cannot be reached/);
    await goesOn(desk);
    assert.deepEqual(anna.sees(), []);
    fake.outage(false);
    for (const text of ['bot is down', 'first: BTCUSD at', 'second: BTCUSD at']) await says(anna, text);
    assert.match(anna.sees()[0].text, /bot is down/, 'what is urgent comes first');
    anna.writes('/status');
    await says(anna, 'The desk is up');
    assert.equal(anna.sees().length, 4, 'each once');
    await desk.stop();
  });

  test('a desk that is killed while an alert stands and a trigger has fired', {timeout}, async (t) => {
    const service = await Service.start(t);
    const {anna, desk} = await ready(t, {
      triggers: `${pulse}  - {name: told, symbol: BTCUSD, condition: price > 1}\n  - {name: cost, symbol: GC, condition: average_cost > 1}\n`,
      config: `health: {probes: [{name: bot, tcp: '${service.address}', every: 1s, grace: 0s}]}\n`});
    await until(soon, 'it is up', async () => (await desk.call('get_health')).probes.at(-1).status === 'up');
    await service.kill();
    for (const text of ['bot is down', 'told: BTCUSD at', 'cost cannot see GC']) await says(anna, text);
    const {groups: [{group}]} = (await desk.call('list_alerts')).alerts.find(({summary}) => summary === 'bot is down');
    await desk.call('acknowledge_alert', {group});
    assert.equal(anna.sees().length, 3);
    await desk.kill();
    await service.run();  // while nobody looks
    await desk.restart();
    await says(anna, 'Over: bot is down');
    await goesOn(desk);
    anna.writes('/status');
    await says(anna, 'The desk is up');
    assert.equal(anna.sees().length, 5, anna.sees().map(({text}) => text.split('\n')[0]).join('; '));
    assert.equal(await firings(desk, 'told'), 1);
    const {events} = await desk.call('list_events', {kinds: ['alert_raised']});
    assert.equal(events.length, 2, 'what stood is not raised again');
    await desk.stop();
  });
});
