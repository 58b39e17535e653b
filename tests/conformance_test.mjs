// The official conformance suite on the fixtures, both revisions and all that it reports beside
// what it scores; and the inspector, in its strict mode, on the desk itself.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, program, temporaryFolder} from './harness/desk.mjs';
import {missing, run} from './harness/newer_node.mjs';

const skip = missing();
if (skip) console.log(`skipped: ${skip}`);

// Each revision: what it requires, what the suite runs beside it, and how many checks pass at least.
const revisions = {
  '2025-11-25': {
    scenarios: 33,
    checks: 83,
    beside: ['server-session-lifecycle', 'json-schema-2020-12', 'server-sse-polling'],
    skipped: [],
  },
  '2026-07-28': {
    scenarios: 50,
    checks: 196,
    beside: ['tasks-lifecycle', 'tasks-capability-negotiation', 'tasks-wire-fields',
      'tasks-request-state-removal', 'tasks-mrtr-input', 'tasks-request-headers',
      'tasks-dispatch-and-envelope', 'tasks-required-task-error', 'tasks-mrtr-composition',
      'json-schema-2020-12', 'http-header-validation', 'http-custom-header-server-validation'],
    // The suite has no check for it yet.
    skipped: ['tasks-status-notifications'],
  },
};

// {scenario: its checks}, of all that left results in `folder`.
function readChecks(folder) {
  const results = new Map();
  for (const name of fs.readdirSync(folder)) {
    const scenario = name.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '');
    const file = path.join(folder, name, 'checks.json');
    results.set(scenario, JSON.parse(fs.readFileSync(file, 'utf8')));
  }
  return results;
}

function withStatus(results, status) {
  return [...results].flatMap(([scenario, checks]) =>
    checks.filter((check) => check.status === status)
      .map((check) => `${scenario}: ${check.id} ${check.errorMessage ?? ''}`.trim()));
}

test('the conformance suite', {skip}, async (t) => {
  const desk = await Desk.start(t, {args: ['--conformance']});
  const url = `http://localhost:${new URL(desk.url).port}/mcp`;
  for (const [revision, expected] of Object.entries(revisions)) {
    await t.test(revision, async (t) => {
      const out = temporaryFolder(t);
      const {code, stdout, stderr} = await run('conformance',
        ['server', '--url', url, '--requirements', revision, '-o', out],
        {env: {HOME: desk.folder}, deadline: seconds(120)});
      const results = readChecks(out);
      assert.deepEqual(withStatus(results, 'FAILURE'), []);
      assert.deepEqual(withStatus(results, 'WARNING'), []);
      assert.equal(code, 0, stdout.slice(-3000) + stderr.slice(-3000));
      assert.ok(results.size >= expected.scenarios, `${results.size} scenarios: ${[...results.keys()]}`);
      const passed = withStatus(results, 'SUCCESS');
      assert.ok(passed.length >= expected.checks, `${passed.length} checks`);
      for (const [scenario, checks] of results) {
        const good = checks.filter((check) => check.status === 'SUCCESS');
        assert.ok(good.length > 0 || expected.skipped.includes(scenario), `${scenario} checks nothing`);
      }
      for (const scenario of expected.beside) assert.ok(results.has(scenario), `${scenario} has not run`);
      t.diagnostic(`${revision}: ${passed.length} checks in ${results.size} scenarios`);
    });
  }

  await t.test('skills, which are not offered, are not claimed either', async (t) => {
    const runOne = async (scenario) => {
      const out = temporaryFolder(t);
      const {code, stdout} = await run('conformance', ['server', '--url', url, '--scenario', scenario,
        '-o', out], {env: {HOME: desk.folder}, deadline: seconds(60)});
      assert.equal(code, 0, stdout.slice(-3000));
      assert.deepEqual(withStatus(readChecks(out), 'FAILURE'), []);
    };
    await Promise.all(['directory', 'enumeration', 'manifest'].map((part) =>
      runOne(`sep-2640-skills-${part}`)));
  });
  await desk.stop();
});

// What the inspector says: {stdout, stderr} of a run that ended well.
async function inspect(t, target, method, ...args) {
  const {code, stdout, stderr} = await run('mcp-inspector',
    ['--cli', ...target, '--method', method, '--format', 'json', ...args],
    {env: {HOME: temporaryFolder(t)}, deadline: seconds(60)});
  assert.equal(code, 0, `${method}: code ${code}\n${stdout.slice(-2000)}\n${stderr.slice(-4000)}`);
  return {stdout, stderr};
}

async function resultOf(...request) {
  return JSON.parse((await inspect(...request)).stdout).result;
}

test('the inspector', {skip}, async (t) => {
  const desk = await Desk.start(t, {args: ['--seed', '7', '--speed', '60']});
  await until(seconds(20), 'two accounts', async () =>
    Number((await desk.call('desk_status')).accounts) >= 2);
  const overHttp = (era) => ['--server-url', `${desk.url}/mcp`, '--protocol-era', era];
  const targets = {
    'an older client over HTTP': overHttp('legacy'),
    'a newer client over HTTP': overHttp('modern'),
    'stdio': [program, 'mcp', '--data', desk.data],
  };
  for (const [what, target] of Object.entries(targets)) {
    await t.test(what, async (t) => {
      // Strict: every schema is one that all hosts take, and nothing at all is said against it.
      const {stdout, stderr} = await inspect(t, target, 'tools/list', '--strict');
      assert.equal(stderr, '');
      const {tools} = JSON.parse(stdout).result;
      assert.ok(tools.length >= 20, `${tools.length} tools`);
      const quiet = (method, ...args) => resultOf(t, target, method, '-q', ...args);
      const [status, {resources}, {prompts}] = await Promise.all([
        quiet('tools/call', '--tool-name', 'desk_status'),
        quiet('resources/list'),
        quiet('prompts/list'),
      ]);
      assert.ok(!status.isError, JSON.stringify(status).slice(0, 500));
      assert.ok(status.structuredContent.accounts >= 2);
      assert.ok(resources.some(({uri}) => uri === 'pitwall://quote/SPY:ARCA'));
      assert.ok(prompts.length > 0);
    });
  }

  await t.test('the view of a chart', async (t) => {
    const {stdout} = await inspect(t, overHttp('modern'), 'tools/list', '--app-info',
      '--advertise-apps', '-q');
    const apps = stdout.trim().split('\n').map((line) => JSON.parse(line)).filter(({hasApp}) => hasApp);
    assert.deepEqual(apps.map(({toolName}) => toolName), ['draw_chart']);
    assert.equal(apps[0].resourceMimeType, 'text/html;profile=mcp-app');
    // It asks for nothing from the network.
    assert.equal(apps[0].csp?.connectDomains, undefined);
  });
  await desk.stop();
});
