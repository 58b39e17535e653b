// Our alerting beside Debian's Alertmanager: the same 200 histories, in one Alertmanager in real time and on
// our machine in virtual time. They must tell the same groups the same, in the same order and at about the
// same time. What differs on purpose (docs/alerts.md, at the end) is left out by name, and shown apart.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {isDeepStrictEqual} from 'node:util';
import * as histories from './harness/alert_history.mjs';
import {seconds, until, within} from './harness/deadline.mjs';
import {environment, root, start, temporaryFolder} from './harness/desk.mjs';

const program = process.env.PITWALL_ALERT_HISTORIES ?? path.join(root, 'build/release/tests/alert_histories');
const missing = spawnSync('prometheus-alertmanager', ['--version']).error ? 'prometheus-alertmanager is not installed'
  : !fs.existsSync(program) && `${program} is not built`;

const count = 200;
const length = 36;
const tail = 10;
const end = 14 + length + tail + 10;  // seconds: the latest that begins, and its last messages
const tooLate = 0.7;                  // of a second: beyond this a busy machine decides what comes first
const headStart = 2.5;                // seconds from Alertmanager's start to the first step
// Alertmanager sweeps every 30 s from its start.
const sweeps = [30, 60, 90].map((after) => [after - headStart - 1, after - headStart + 1]);
const attempts = 5;
const answerDeadline = seconds(10);

async function freePort() {
  const server = http.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// What Alertmanager sends, with the second at which it came.
async function webhook(t) {
  const received = [];
  const server = http.createServer((request, response) => {
    const at = Date.now();
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      received.push({at, body});
      response.end();
    });
  });
  server.keepAliveTimeout = seconds(60);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.closeAllConnections?.() ?? server.unref());
  t.after(() => server.close());
  return {received, url: `http://127.0.0.1:${server.address().port}/`};
}

async function startAlertmanager(t, url) {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'alertmanager.yml');
  fs.writeFileSync(file, histories.alertmanagerConfiguration(url));
  const api = `http://127.0.0.1:${await freePort()}`;
  const {child, said, ended} = start('prometheus-alertmanager', [
    `--config.file=${file}`, `--storage.path=${path.join(folder, 'data')}`,
    `--web.listen-address=${api.slice('http://'.length)}`, '--cluster.listen-address='], {env: environment(folder)});
  t.after(() => child.kill('SIGKILL'));
  const up = until(seconds(20), 'Alertmanager is ready', async () =>
    (await fetch(`${api}/-/ready`, {signal: AbortSignal.timeout(seconds(5))}).catch(() => undefined))?.ok);
  await Promise.race([up, ended.then(() => assert.fail(`Alertmanager ended: ${said.stderr}`))]);
  return {
    stop: () => child.kill('SIGKILL'),
    async ask(method, what, body) {
      const response = await fetch(`${api}/api/v2/${what}`, {
        method, signal: AbortSignal.timeout(answerDeadline),
        ...(body ? {body: JSON.stringify(body), headers: {'content-type': 'application/json'}} : {}),
      });
      const text = await response.text();
      assert.equal(response.status, 200, `${method} ${what}: ${text}`);
      return text && JSON.parse(text);
    },
  };
}

// Plays all of them at once. Gives back how late the latest step was, in seconds; the first that is too late ends it.
async function play(alertmanager, all, began) {
  const silences = new Map();
  const timeOf = (at) => new Date(began + seconds(at)).toISOString();
  let latest = 0;
  for (let at = 0; at <= end; at += 1) {
    await pause(Math.max(0, began + seconds(at) - Date.now()));
    const steps = all.flatMap((history) =>
      history.steps.filter((step) => step.at === at).map((step) => ({...step, history: history.name})));
    const alerts = steps.filter(({kind}) => kind === 'raise' || kind === 'end').map(({kind, alert, starts}) => ({
      labels: {...alert.labels, severity: alert.severity},
      startsAt: timeOf(starts),
      ...(kind === 'end' ? {endsAt: timeOf(at)} : alert.timeout ? {endsAt: timeOf(at + alert.timeout)} : {}),
    }));
    const work = steps.map(async (step) => {
      if (step.kind === 'silence') {
        const matchers = step.matchers.map(([name, sign, pattern]) => (
          {name, value: pattern.replaceAll('*', '.*'), isRegex: sign.endsWith('~'), isEqual: !sign.startsWith('!')}));
        const {silenceID} = await alertmanager.ask('POST', 'silences', {
          matchers, startsAt: timeOf(at), endsAt: timeOf(step.planned), createdBy: 'test', comment: 'test'});
        silences.set(`${step.history} ${step.number}`, silenceID);
      } else if (step.kind === 'unsilence') {
        await alertmanager.ask('DELETE', `silence/${silences.get(`${step.history} ${step.number}`)}`);
      }
    });
    if (alerts.length) work.push(alertmanager.ask('POST', 'alerts', alerts));
    await Promise.all(work);
    latest = Math.max(latest, (Date.now() - began) / 1000 - at);
    if (latest > tooLate) return latest;
  }
  return latest;
}

const named = (labels) => JSON.stringify(Object.entries(labels).filter(([name]) => name !== 'severity').sort());
const listed = (labels) => Object.fromEntries(labels.map(({name, value}) => [name, value]));

// {history: {group: [{at, firing, ended}]}}
function byGroup(notifications) {
  const all = {};
  for (const {history, group, ...rest} of notifications) ((all[history] ??= {})[group] ??= []).push(rest);
  return all;
}

function whatTheySaid(received, began) {
  return byGroup(received.map(({at, body}) => {
    const {receiver, groupLabels, alerts} = JSON.parse(body);
    const of = (status) => alerts.filter((alert) => alert.status === status).map(({labels}) => named(labels)).sort();
    return {history: groupLabels.history ?? alerts[0].labels.history, group: `${receiver} ${named(groupLabels)}`,
            at: (at - began) / 1000, firing: of('firing'), ended: of('resolved')};
  }));
}

function whatWeSay(all, policy = histories.policy) {
  const input = JSON.stringify({
    policy: {policy, by: 'test', now: histories.ourTime(0)},
    histories: all.map((history) => ({steps: histories.ourSteps(history)})),
    until: histories.ourTime(end),
  });
  const output = execFileSync(program, {input, maxBuffer: 1 << 28, timeout: seconds(60)});
  const names = (alerts) => alerts.map(({labels}) => named(listed(labels))).sort();
  return byGroup(JSON.parse(output).histories.flatMap(({notifications}, index) => notifications.map((one) => (
    {history: all[index].name, group: `${one.route} ${named(listed(one.labels))}`, at: histories.secondsOf(one.now),
     firing: names(one.firing), ended: names(one.ended), reason: one.reason}))));
}

const withoutTimes = (groups = {}) => Object.fromEntries(Object.entries(groups).sort().map(([group, told]) =>
  [group, told.map(({firing, ended}) => ({firing, ended}))]));

// `count` histories in which both must agree, and by name those that were left out on the way.
function draw() {
  const all = [];
  const left = {};
  for (let seed = 1; all.length < count; ++seed) {
    const history = histories.drawHistory(seed, `h${seed}`, {length, tail});
    const difference = histories.differsOnPurpose(history, sweeps, end);
    if (difference) (left[difference] ??= []).push(history);
    else all.push(history);
  }
  return {all, left};
}

async function runAlertmanager(t, all) {
  for (let attempt = 1; ; ++attempt) {
    const {received, url} = await webhook(t);
    const alertmanager = await startAlertmanager(t, url);
    const began = Date.now() + seconds(headStart);
    const played = play(alertmanager, all, began).catch((error) => {
      if (error.name === 'TimeoutError') return answerDeadline / 1000;
      throw error;
    });
    const late = await within(seconds(end + 30), 'the histories', played);
    alertmanager.stop();
    if (late <= tooLate) return whatTheySaid(received, began);
    assert.ok(attempt < attempts, `${late.toFixed(1)} s late, after ${attempts} attempts: this machine is too busy to compare`);
    t.diagnostic(`${late.toFixed(1)} s late: once more`);
  }
}

const same = (some, others) => ({name}) => isDeepStrictEqual(withoutTimes(some[name]), withoutTimes(others[name]));

test('200 histories, as Alertmanager tells them', {skip: missing}, async (t) => {
  const {all, left} = draw();
  const shown = Object.values(left).flatMap((some) => some.slice(0, 20));
  const theirs = await runAlertmanager(t, [...all, ...shown]);
  const ours = whatWeSay([...all, ...shown]);

  await t.test('the same, in the same order, at about the same time', () => {
    let told = 0;
    let furthest = 0;
    const otherwise = all.filter((history) => !same(ours, theirs)(history)).map(({name}) => name);
    for (const name of otherwise) assert.deepEqual(withoutTimes(ours[name]), withoutTimes(theirs[name]), `${otherwise}`);
    for (const {name} of all)
      for (const [group, notifications] of Object.entries(ours[name] ?? {}))
        notifications.forEach(({at}, index) => {
          furthest = Math.max(furthest, Math.abs(at - theirs[name][group][index].at));
          ++told;
        });
    t.diagnostic(`${all.length} histories, ${told} notifications, at most ${furthest.toFixed(2)} s apart`);
    assert.ok(furthest < 1, `${furthest} s apart`);
  });

  await t.test('in which much happens', () => {
    const reasons = {};
    for (const {name} of all)
      for (const {reason} of Object.values(ours[name] ?? {}).flat()) reasons[reason] = (reasons[reason] ?? 0) + 1;
    t.diagnostic(JSON.stringify(reasons));
    for (const reason of ['first', 'changed', 'repeat', 'resolved']) assert.ok(reasons[reason] > count / 2, reason);
    // Without silences, or without inhibition, many would be told otherwise.
    const heard = all.map((history) => ({...history, steps: history.steps.filter(({kind}) => !kind.includes('silence'))}));
    const unmuted = [whatWeSay(heard), whatWeSay(all, {...histories.policy, inhibit: []})];
    for (const without of unmuted) assert.ok(all.filter((history) => !same(ours, without)(history)).length > count / 10);
  });

  for (const [name, some] of Object.entries(left))
    await t.test(`left out, for it differs on purpose: ${name}`, () => {
      const otherwise = some.slice(0, 20).filter((history) => !same(ours, theirs)(history)).length;
      t.diagnostic(`"${name}": ${some.length} left out; of the first 20, ${otherwise} are told otherwise`);
      assert.ok(otherwise > 0);
    });
});
