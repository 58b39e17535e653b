// What deploy/ has for Prometheus and Grafana, by Debian's promtool, and beside the figures of a real desk: a
// rule or a panel that names a figure which the desk does not have would be silent for ever.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, environment, root, start, temporaryFolder} from './harness/desk.mjs';

const folder = path.join(root, 'deploy/prometheus');
const rules = fs.readFileSync(path.join(folder, 'pitwall.rules.yml'), 'utf8');
const dashboard = JSON.parse(fs.readFileSync(path.join(root, 'deploy/grafana/pitwall.json'), 'utf8'));

function promtool(...args) {
  const {error, status, stdout, stderr} = spawnSync('promtool', args, {cwd: folder, encoding: 'utf8', timeout: seconds(60)});
  assert.ok(!error, `promtool cannot be run: ./dev test installs Debian's prometheus, which has it (${error})`);
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

// Each rule with its expression, which stands in one line: [{kind, name, expression}].
function readRules(text) {
  const all = [...text.matchAll(/- (record|alert): (\S+)\n +expr: (.+)/g)]
    .map(([, kind, name, expression]) => ({kind, name, expression}));
  assert.equal(all.length, [...text.matchAll(/- (record|alert):/g)].length, 'every rule was read');
  return all;
}

// Of the dashboard, with its variables filled in as Grafana does.
function expressions() {
  return dashboard.panels.flatMap(({title, targets}) => targets.map(({expr}) => ({
    title, expression: expr.replaceAll('$instance', '.+').replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1d')})));
}

const operators = new Set(['and', 'or', 'unless', 'bool', 'offset']);

// The figures that an expression of PromQL names: words that are no function, no operator and no label.
function namesIn(expression) {
  const bare = expression.replace(/"[^"]*"/g, '').replace(/\{[^}]*\}/g, '').replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '');
  const words = [...bare.matchAll(/(?<![\w:.])[a-zA-Z_:][\w:]*(?![\w:]|\s*\()/g)].map(([word]) => word);
  return words.filter((word) => !operators.has(word));
}

// Those that a page of /metrics can have, also while it has no sample of them.
function namesOn(page) {
  return new Set([...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) => (
    type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name])));
}

test('promtool finds no fault with the rules, their tests and the configuration', () => {
  assert.match(promtool('check', 'rules', 'pitwall.rules.yml'), /SUCCESS: \d+ rules found/);
  promtool('check', 'config', 'prometheus.yml');
  promtool('test', 'rules', 'pitwall.rules.test.yml');
});

test('each alert is tested where it fires and where it does not, and stands in the guide', () => {
  const tests = fs.readFileSync(path.join(folder, 'pitwall.rules.test.yml'), 'utf8');
  const guide = fs.readFileSync(path.join(root, 'docs/monitoring.md'), 'utf8');
  for (const {name} of readRules(rules).filter(({kind}) => kind === 'alert')) {
    assert.match(tests, new RegExp(`alertname: ${name}\\n +exp_alerts:`), `${name} fires in a test`);
    assert.match(tests, new RegExp(`alertname: ${name}\\}`), `${name} is silent in a test`);
    assert.match(guide, new RegExp(`^\\| ${name} \\|`, 'm'), `docs/monitoring.md explains ${name}`);
  }
});

test('the names in an expression are found', () => {
  assert.deepEqual(namesIn('sum by (le, tool) (rate(a_bucket{le="b", c=~"d"}[5m])) / on (e) group_left (f) g:h:i > 0.5'),
    ['a_bucket', 'g:h:i']);
  assert.deepEqual(namesIn('j and ignoring(plan) k == 1'), ['j', 'k']);
});

test('the dashboard: expressions that Prometheus reads, a data source to choose, panels that do not overlap', (t) => {
  const file = path.join(temporaryFolder(t), 'expressions.yml');
  const quoted = expressions().map(({expression}, index) => ({record: `panel:expression:${index}`, expr: expression}));
  fs.writeFileSync(file, JSON.stringify({groups: [{name: 'dashboard', rules: quoted}]}));
  assert.match(promtool('check', 'rules', file), new RegExp(`SUCCESS: ${quoted.length} rules found`));

  const [source] = dashboard.templating.list;
  assert.deepEqual([source.name, source.type], ['datasource', 'datasource']);
  const taken = new Map();
  for (const {id, title, datasource, gridPos: {x, y, w, h}, targets} of dashboard.panels) {
    assert.equal(datasource.uid, '${datasource}', title);
    assert.ok(targets.length > 0 && x + w <= 24, title);
    for (const {expr} of targets) assert.match(expr, /instance=~"\$instance"/, title);
    for (let column = x; column < x + w; ++column)
      for (let row = y; row < y + h; ++row) {
        assert.ok(!taken.has(`${column} ${row}`), `${title} lies over ${taken.get(`${column} ${row}`)}`);
        taken.set(`${column} ${row}`, title);
      }
    assert.equal(dashboard.panels.filter((panel) => panel.id === id).length, 1, title);
  }
});

test('the timeline tells what is down from what is meant to be', (t) => {
  const {expression} = expressions().find(({title}) => /meant to be down/.test(title));
  const probe = (name, up, plan) => [
    {series: `pitwall_probe_up{instance="d", probe="${name}"}`, values: `${up}`},
    ...['active', 'expected_down', 'maintenance'].map((one) => (
      {series: `pitwall_probe_planned{instance="d", probe="${name}", plan="${one}"}`, values: one === plan ? '1' : '0'}))];
  const samples = {a: 1, b: 0, c: 2, d: 2, e: 3};
  const file = path.join(temporaryFolder(t), 'timeline.yml');
  fs.writeFileSync(file, JSON.stringify({rule_files: [], tests: [{
    interval: '1m',
    input_series: [...probe('a', 1, 'active'), ...probe('b', 0, 'active'), ...probe('c', 1, 'expected_down'),
      ...probe('d', 0, 'expected_down'), ...probe('e', 0, 'maintenance')],
    promql_expr_test: [{expr: expression, eval_time: '0m', exp_samples: Object.entries(samples).map(([name, value]) => (
      {labels: `{instance="d", probe="${name}"}`, value}))}],
  }]}));
  promtool('test', 'rules', file);
});

test('a desk has every figure that the rules and the dashboard name', async (t) => {
  const desk = await Desk.start(t);
  const response = await desk.fetch('/metrics');
  assert.equal(response.status, 200);
  const there = namesOn(await response.text());
  await desk.stop();
  assert.ok(there.has('pitwall_halted') && there.has('pitwall_look_seconds_bucket') && !there.has('pitwall_look_seconds'));

  const all = readRules(rules);
  const recorded = all.filter(({kind}) => kind === 'record').map(({name}) => name);
  const named = [
    ...all.map(({name, expression}) => ({of: name, names: namesIn(expression), known: recorded})),
    // The dashboard does without the rules: it may be there before them.
    ...expressions().map(({title, expression}) => ({of: title, names: namesIn(expression), known: []})),
    ...dashboard.templating.list.filter(({type}) => type === 'query').map(({name, query}) => (
      {of: name, names: [/^label_values\((\w+), \w+\)$/.exec(query.query)[1]], known: []})),
  ];
  for (const {of, names, known} of named) {
    assert.ok(names.length > 0, of);
    for (const name of names)
      assert.ok(there.has(name) || known.includes(name) || name === 'up', `${of}: the desk has no figure ${name}`);
  }
  const guide = fs.readFileSync(path.join(root, 'docs/monitoring.md'), 'utf8');
  for (const [name] of guide.matchAll(/pitwall_\w+/g))
    assert.ok(there.has(name) || there.has(`${name}_bucket`), `docs/monitoring.md: the desk has no figure ${name}`);
});

const answerDeadline = seconds(10);

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Debian's Prometheus with the configuration that is shipped, for this desk and looking once a second.
async function startPrometheus(t, desk) {
  const own = temporaryFolder(t);
  fs.copyFileSync(path.join(folder, 'pitwall.rules.yml'), path.join(own, 'pitwall.rules.yml'));
  const shipped = fs.readFileSync(path.join(folder, 'prometheus.yml'), 'utf8');
  const config = shipped.replace('127.0.0.1:8000', new URL(desk.url).host).replaceAll(': 15s', ': 1s');
  assert.notEqual(config, shipped);
  fs.writeFileSync(path.join(own, 'prometheus.yml'), config);
  const address = `127.0.0.1:${await freePort()}`;
  const {child, said, ended} = start('prometheus', [`--config.file=${path.join(own, 'prometheus.yml')}`,
    `--storage.tsdb.path=${path.join(own, 'data')}`, `--web.listen-address=${address}`], {env: environment(own)});
  t.after(() => child.kill('SIGKILL'));
  const fetchFrom = (what) => fetch(`http://${address}/${what}`, {signal: AbortSignal.timeout(answerDeadline)});
  const up = until(seconds(30), 'Prometheus is ready', async () => (await fetchFrom('-/ready').catch(() => undefined))?.ok);
  await Promise.race([up, ended.then(() => assert.fail(`Prometheus ended: ${said.stderr}`))]);
  return async (what) => {
    const {status, data, error} = await (await fetchFrom(`api/v1/${what}`)).json();
    assert.equal(status, 'success', `${what}: ${error}`);
    return data;
  };
}

test('Prometheus reads a desk by the configuration that is shipped, and says when it is gone', async (t) => {
  const desk = await Desk.start(t);
  const ask = await startPrometheus(t, desk);
  const query = async (expression) => (await ask(`query?query=${encodeURIComponent(expression)}`)).result;
  await until(seconds(30), 'the desk is read', async () => (await query('up{job="pitwall"} == 1')).length === 1);
  await until(seconds(30), 'every rule was evaluated', async () => {
    const {groups} = await ask('rules');
    const all = groups.flatMap((group) => group.rules);
    for (const {name, health, lastError} of all) assert.notEqual(health, 'err', `${name}: ${lastError}`);
    return all.length === readRules(rules).length && all.every(({health}) => health === 'ok');
  });
  for (const {title, expression} of expressions()) {
    const result = await query(expression);
    if (title === 'Desk') assert.equal(result[0].value[1], '1');
  }
  assert.deepEqual((await ask('alerts')).alerts, []);
  await desk.kill();
  await until(seconds(30), 'its end is noticed', async () => (
    (await ask('alerts')).alerts.some(({labels, state}) => labels.alertname === 'PitwallDown' && state === 'pending')));
});
