// Every tool of the watch as the official client calls it, on a desk with a service that is up, one
// that is down, a trigger that fires on the synthetic tape and one that cannot see.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {connectStdio} from './harness/client.mjs';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, temporaryFolder} from './harness/desk.mjs';
import {overSocket, pin, setPin} from './harness/order.mjs';
import {Service, Tools, importBars, soon} from './harness/watch.mjs';

// The tape runs sixty times faster than the clock, so that half a minute of blindness is half a second.
const args = ['--tape', 'synthetic', '--seed', '7', '--speed', '60'];

// What the account does not hold has no average cost: a trigger on it is blind.
const inFile = `triggers:
  - {name: cost of gold, symbol: GC, condition: average_cost > 1}
`;

async function ready(t) {
  const folder = temporaryFolder(t);
  const [up, down] = [await Service.start(t), await Service.start(t)];
  await down.kill();
  const file = path.join(folder, 'triggers.yaml');
  fs.writeFileSync(file, inFile);
  const config = `watch: {triggers: ${file}}
health:
  probes:
    - {name: gateway, tcp: '${up.address}', every: 1s}
    - {name: bot, tcp: '${down.address}', every: 1s, grace: 0s}
`;
  const desk = await Desk.start(t, {folder, args, config});
  return {desk, tools: await Tools.over(t, desk)};
}

const named = (triggers, name) => triggers.find((one) => one.name === name);

test('the tools of the watch, by the official client', async (t) => {
  const {desk, tools} = await ready(t);
  await setPin(desk);

  await t.test('create_trigger sets one that fires, and list_triggers and list_events tell of it', async () => {
    const made = await tools.ask('create_trigger', {name: 'bitcoin moves', symbols: ['BTCUSD'],
      condition: 'price > 1 and percent_change(1m) > -50', rearm: 'price < 1', times: 3, urgency: 'urgent'});
    assert.deepEqual(made.symbols, ['BTCUSD']);
    assert.equal(made.condition, 'price > 1 and percent_change(1m) > -50');
    const row = await until(soon, 'it fires', async () => {
      const found = named((await tools.ask('list_triggers', {symbol: 'BTCUSD'})).triggers, 'bitcoin moves');
      return found.fired > 0 && found;
    });
    assert.equal(row.fired, 1);
    assert.equal(row.by, 'pitwall-tests');
    assert.equal(row.state, 'watching');
    const {events} = await until(soon, 'it can be looked back at', async () => {
      const seen = await tools.ask('list_events', {kinds: ['trigger_fired'], subject: 'bitcoin moves', symbol: 'BTCUSD'});
      return seen.events.length > 0 && seen;
    });
    assert.equal(events.length, 1);
    assert.match(events[0].words, /^BTCUSD at [\d.]+: price > 1 and .*percent_change\(1m\) .*\(simulated\)$/);
    assert.equal(events[0].severity, 'urgent');
  });

  await t.test('what is wrong with a trigger is said with what would be right', async () => {
    const refused = (input) => tools.refused('create_trigger', {name: 'x', symbols: ['BTCUSD'], condition: 'price > 1', ...input});
    assert.match(await refused({name: 'bitcoin moves'}), /There is a trigger 'bitcoin moves' already .*replace/);
    assert.match(await refused({name: 'cost of gold', replace: true}), /stands in the file .*triggers\.yaml; change it there/);
    assert.match(await refused({symbols: ['AAPX']}), /no instrument "AAPX"; did you mean AAPL\?/);
    assert.match(await refused({condition: 'AAPX.price > 1'}), /no instrument "AAPX"; did you mean AAPL\?/);
    assert.match(await refused({condition: 'prise > 1'}), /column 1: `prise` is not known; did you mean `price`\?\n {2}prise > 1\n {2}\^/);
    assert.match(await refused({condition: 'price > volume'}), /column \d+: .*\n {2}price > volume\n {2} *\^/);
    assert.match(await refused({expires: '2020-01-01T00:00:00Z'}), /which is past/);
    assert.equal((await tools.ask('list_triggers', {})).triggers.length, 2);
  });

  await t.test('a trigger that cannot see is listed as blind, and is an alert', async () => {
    const {triggers} = await until(soon, 'it is blind', async () => {
      const found = await tools.ask('list_triggers', {state: 'blind'});
      return found.triggers.length > 0 && found;
    });
    assert.deepEqual(triggers.map(({name}) => name), ['cost of gold']);
    assert.match(triggers[0].by, /^file .*triggers\.yaml$/);
    assert.deepEqual(triggers[0].blind.map(({symbol, why}) => `${symbol}: ${why}`), ['GC: average_cost is not known']);
    const {alerts} = await until(soon, 'both alerts fire', async () => {
      const found = await tools.ask('list_alerts', {});
      return found.firing === 2 && found;
    });
    assert.deepEqual(alerts.map(({severity, summary}) => `${severity}: ${summary}`),
      ['critical: bot is down', 'warning: cost of gold cannot see GC']);
    assert.match(alerts[0].detail, /^Down since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: Cannot connect to 127\.0\.0\.1:\d+: Connection refused/);
    assert.equal(alerts[1].detail, 'GC: average_cost is not known.');
  });

  await t.test('test_trigger says when one that is there, or a new one, would have fired', async () => {
    await importBars(desk.folder, desk.data, 'AAPL', Array.from({length: 30}, (_, i) => 195.5 + i));
    const tried = await tools.ask('test_trigger', {symbols: ['AAPL'], condition: 'price > 200', from: '2026-03-09', until: '2026-03-09'});
    assert.equal(tried.fired, 1);
    assert.match(tried.firings[0].time, /^2026-03-09T13:35:0[01]/);
    assert.equal(tried.firings[0].price, 200.5);
    assert.equal(tried.origin.quality, 'replayed');
    await tools.ask('create_trigger', {name: 'AAPL above 210', symbols: ['AAPL'], condition: 'price > 210'});
    const known = await tools.ask('test_trigger', {name: 'AAPL above 210'});
    assert.deepEqual([known.from, known.until, known.fired], ['2026-03-09', '2026-03-09', 1]);
    assert.match(await tools.refused('test_trigger', {name: 'AAPL above 211'}), /no trigger "AAPL above 211"; did you mean "AAPL above 210"\?/);
  });

  await t.test('delete_trigger asks; a no leaves it, a yes ends it', async () => {
    const answer = (approval, yes) => overSocket(desk, 'pitwall/approval_answer', {approval, yes, pin});
    const names = async () => (await tools.ask('list_triggers', {})).triggers.map(({name}) => name);
    const asked = await tools.ask('delete_trigger', {name: 'AAPL above 210'});
    assert.match(asked.text, /^DELETE, CANNOT BE UNDONE: "Delete the trigger 'AAPL above 210': price > 210 on AAPL"/);
    assert.ok((await names()).includes('AAPL above 210'), 'asking deletes nothing');
    const no = await answer(asked.approval, false);
    assert.ok(no.result, JSON.stringify(no));
    assert.ok((await names()).includes('AAPL above 210'), 'nor does a no');
    const again = await tools.ask('delete_trigger', {name: 'AAPL above 210'});
    const yes = await answer(again.approval, true);
    assert.ok(yes.result, JSON.stringify(yes));
    await until(soon, 'it is gone', async () => !(await names()).includes('AAPL above 210'));
    assert.match(await tools.refused('delete_trigger', {name: 'cost of gold'}), /change it there/);
    assert.deepEqual(await names(), ['bitcoin moves', 'cost of gold']);
  });

  await t.test('acknowledge_alert says that somebody has seen it', async () => {
    const of = async (kind) => (await tools.ask('list_alerts', {})).alerts
      .find(({labels}) => labels.some(({value}) => value === kind));
    const [{group}] = (await of('probe_down')).groups;
    const seen = await tools.ask('acknowledge_alert', {group});
    assert.deepEqual([seen.alerts, seen.acknowledged_by], [1, 'pitwall-tests']);
    assert.equal((await of('probe_down')).groups[0].acknowledged_by, 'pitwall-tests');
    assert.equal((await of('trigger_blind')).groups[0].acknowledged_by, '');
    assert.match(await tools.refused('acknowledge_alert', {group: '0'.repeat(64)}), /no such group of alerts; list_alerts/);
  });

  await t.test('silence holds back what it matches, until it is ended', async () => {
    const {silence, matching} = await tools.ask('silence', {match: ['alert = probe_down', 'probe = bot'], lasts: '2m', comment: 'a new cable'});
    assert.equal(matching, 1);
    const during = await tools.ask('list_alerts', {});
    assert.deepEqual(during.alerts.map(({muted}) => muted), [[`silenced by ${silence.id}`], []]);
    assert.deepEqual(during.silences.map(({id, active, by, comment}) => ({id, active, by, comment})),
      [{id: silence.id, active: true, by: 'pitwall-tests', comment: 'a new cable'}]);
    const {ended} = await tools.ask('silence', {end: silence.id});
    assert.equal(ended, true);
    const after = await tools.ask('list_alerts', {});
    assert.deepEqual([after.silences, after.alerts[0].muted], [[], []]);
    assert.match(await tools.refused('silence', {match: [], lasts: '2m'}), /matcher/);
    assert.match(await tools.refused('silence', {match: ['alert = x'], lasts: '30d'}), /1m to 7d/);
  });

  await t.test('get_health says what is up and what is down', async () => {
    const health = await tools.ask('get_health', {});
    const of = (name) => health.probes.find((probe) => probe.name === name);
    assert.deepEqual([of('gateway').status, of('gateway').uptime_percent], ['up', 100]);
    assert.deepEqual([of('bot').status, of('bot').alerting, of('bot').uptime_percent], ['down', true, 0]);
    for (const name of ['journal', 'rest', 'mcp', 'market_data', 'broker']) assert.equal(of(name).status, 'up', name);
    assert.match(of('bot').words, /Connection refused/);
  });

  await t.test('get_system_metrics has the latest of each, and the course of one', async () => {
    const {latest} = await until(soon, 'they are kept', async () => {
      const kept = await tools.ask('get_system_metrics', {});
      return kept.latest.some(({measure}) => measure === 'memory.up') && kept;
    });
    const measures = latest.map(({measure}) => measure);
    for (const measure of ['gateway.up', 'bot.up', 'disk.up', 'rest.probe_seconds']) assert.ok(measures.includes(measure), measure);
    const {course} = await tools.ask('get_system_metrics', {measure: 'bot.up', span: '5m', steps: 5});
    assert.ok(course.steps.length > 0 && course.steps.every(({most}) => most === 0));
    assert.match(await tools.refused('get_system_metrics', {measure: 'bot.upp'}), /did you mean "bot\.up"\?/);
  });

  await t.test('list_events gives it all back, a page at a time', async () => {
    for (const kind of ['trigger_fired', 'trigger_blinded', 'probe_changed', 'alert_raised', 'alerts_acknowledged', 'silence_added'])
      await until(soon, `${kind} is kept`, async () => (await tools.ask('list_events', {kinds: [kind]})).events.length > 0);
    const first = await tools.ask('list_events', {limit: 2, kinds: ['trigger_put', 'alert_raised']});
    const next = await tools.ask('list_events', {limit: 2, kinds: ['trigger_put', 'alert_raised'], cursor: first.next_cursor});
    assert.equal(first.events.length, 2);
    assert.ok(next.events[0].time <= first.events[1].time);
  });

  await t.test('over stdio the answers are the same', async () => {
    const {client} = await connectStdio(t, desk.folder, ['--data', desk.data]);
    const other = await Tools.over(t, desk, client);
    const settings = ({triggers}) => triggers.map(({name, condition, state, by}) => ({name, condition, state, by}));
    assert.deepEqual(settings(await other.ask('list_triggers', {})), settings(await tools.ask('list_triggers', {})));
  });
  await desk.stop();
}, {timeout: seconds(120)});
