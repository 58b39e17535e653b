// The dashboard's page of what waits, in a real browser and by everything that is none.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import test from 'node:test';
import {Client} from '@modelcontextprotocol/sdk/client/index.js';
import {StreamableHTTPClientTransport} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {chromium} from 'playwright-core';
import {seconds, until} from './harness/deadline.mjs';
import {Desk} from './harness/desk.mjs';
import {day, events, fills, limits, order, overSocket, phase, pin, place, priced, setPin} from './harness/order.mjs';

const browserProgram = process.env.PITWALL_CHROMIUM ?? '/usr/bin/chromium';
const shown = seconds(20);

async function ready(t) {
  const desk = await Desk.start(t, {args: day, config: limits + '  paper: auto\n'});  // asks outside grants
  await setPin(desk);
  await priced(desk);
  return desk;
}

// A request as it is, whatever fetch would add or forbid.
function raw(desk, target, {method = 'POST', headers = {}, body = '{}'} = {}) {
  const {host, port} = new URL(desk.url);
  return new Promise((resolve, reject) => {
    const request = http.request({host: '127.0.0.1', port, path: target, method, timeout: 30_000,
      headers: {host, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers}},
    (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => (text += piece));
      response.on('end', () => resolve({status: response.statusCode, headers: response.headers, text}));
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.end(body);
  });
}
const own = (desk) => ({origin: new URL(desk.url).origin, 'sec-fetch-site': 'same-origin'});
const tell = (desk, what, params) => raw(desk, `/person/${what}`, {headers: own(desk), body: JSON.stringify(params)});

test('the page, in a browser', {skip: !fs.existsSync(browserProgram) && `${browserProgram} is missing`}, async (t) => {
  const desk = await ready(t);
  const browser = await chromium.launch({
    executablePath: browserProgram,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => browser.close());
  const page = await browser.newPage({viewport: {width: 1440, height: 900}});
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  await page.goto(desk.url);
  const at = (id) => page.locator(`[data-testid=${id}]`);
  const row = (placed) => page.locator(`[data-testid=approval-row][data-approval="${placed.approval}"]`);
  const within = (placed, id) => row(placed).locator(`[data-testid=${id}]`);

  await t.test('says at once that something waits, and the right PIN lets it out', async () => {
    await until(shown, 'it is live', async () => (await at('connection-badge').getAttribute('data-state')) === 'live');
    const placed = await place(desk);
    await at('gate-banner').waitFor({timeout: shown});
    assert.match(await at('gate-banner-text').innerText(), /BUY 0\.01 BTCUSD/);
    await until(shown, 'the title says so', async () => /^\(1\) /.test(await page.title()));
    await at('gate-look').click();
    assert.equal(await within(placed, 'approval-text').innerText(), placed.text);
    const left = async () => Number((await within(placed, 'approval-left').innerText()).match(/^(\d+) s left$/)[1]);
    const first = await left();
    assert.ok(first > 500 && first <= 600, `${first}`);
    await until(shown, 'it counts down', async () => (await left()) < first);
    assert.equal(await within(placed, 'pin').getAttribute('type'), 'password');
    await within(placed, 'pin').fill('wrong-pin');
    await within(placed, 'approval-approve').click();
    await until(shown, 'the wrong one is refused', async () => /not the PIN/.test(await within(placed, 'pin-problem').innerText()));
    assert.equal(await within(placed, 'pin').inputValue(), '');
    assert.equal(await phase(desk, placed.order), 'waiting');
    await within(placed, 'pin').fill(pin);
    await within(placed, 'pin').press('Enter');
    await until(shown, 'it is filled', async () => (await phase(desk, placed.order)) === 'filled');
    await row(placed).waitFor({state: 'detached', timeout: shown});
    assert.match(await at('approval-said').innerText(), /Approved/);
    assert.equal(await fills(desk, placed.order), 1);
    const said = (await events(desk)).find(({type}) => type === 'approval_answered');
    assert.match(JSON.stringify(said), /"channel":"dashboard"/);
  });

  await t.test('a text from outside is text', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202e<script>alert(2)</script>"><a href="javascript:alert(3)">yes';
    const client = new Client({name: hostile, version: '1'});
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', desk.url)));
    const {structuredContent: placed} = await client.callTool({name: 'place_order', arguments: order});
    await client.close();
    await row(placed).waitFor({timeout: shown});
    const text = await within(placed, 'approval-text').innerText();
    assert.match(text, /asked by "<img src=x onerror=alert\(1\)>/);
    assert.ok(!text.includes('\u202e'));
    assert.equal(await page.locator('img, script:not([src]), a[href^=javascript]').count(), 0);
    await within(placed, 'approval-deny').click();
    await row(placed).waitFor({state: 'detached', timeout: shown});
    assert.equal(await phase(desk, placed.order), 'rejected');
  });

  await t.test('an address leads to one of several', async () => {
    const [first, second] = [await place(desk), await place(desk, {...order, quantity: 0.02})];
    await page.goto('about:blank');
    await page.goto(`${desk.url}/#approval=${second.approval}`);
    await row(second).waitFor({timeout: shown});
    await until(shown, 'it is pointed at', async () => (await row(second).getAttribute('data-pointed')) === '');
    assert.equal(await row(first).getAttribute('data-pointed'), null);
    // To come here approves nothing.
    assert.equal(await phase(desk, second.order), 'waiting');
    for (const placed of [first, second]) await desk.call('cancel_order', {order: placed.order});
    await row(second).waitFor({state: 'detached', timeout: shown});
  });

  await t.test('one click stops, the PIN goes on', async () => {
    const placed = await place(desk);
    await row(placed).waitFor({timeout: shown});
    await page.keyboard.press('Escape');
    await at('stop-button').click();
    await until(shown, 'it is stopped', async () => (await at('stop-button').innerText()) === 'Stopped');
    assert.equal(await phase(desk, placed.order), 'rejected');
    await at('stop-button').click();
    assert.match(await at('kill-switch-words').innerText(), /orders at the broker stay there/);
    await at('kill-switch-cancel').click();
    await until(shown, 'orders go too', async () =>
      /orders at the broker are taken back/.test(await at('kill-switch-words').innerText()));
    const off = at('kill-switch');
    await off.locator('[data-testid=pin]').fill(pin);
    await off.locator('[data-testid=kill-switch-off]').click();
    await until(shown, 'it goes on', async () => (await at('stop-button').innerText()) === 'Stop');
    const next = await place(desk);
    await desk.call('cancel_order', {order: next.order});
  });

  await t.test('shows what goes by itself and takes it back, and what was asked for', async () => {
    const given = await overSocket(desk, 'pitwall/grant_give', {account: order.account, symbols: ['BTCUSD'],
      max_quantity: 1, max_value: 5000, count: 3, pin});
    assert.ok(given.result, JSON.stringify(given));
    if (!(await at('gate').isVisible())) await at('gate-button').click();
    const grant = at('grant-row');
    await grant.waitFor({timeout: shown});
    assert.match(await grant.innerText(), /BTCUSD[^]*used 0 times, 3 left/);
    await at('grant-revoke').click();
    await grant.waitFor({state: 'detached', timeout: shown});
    const {result} = await overSocket(desk, 'pitwall/grants', {});
    assert.ok(result.grants.every(({open}) => !open));
    await at('audit').locator('summary').click();
    const rows = await at('audit-row').allInnerTexts();
    assert.ok(rows.some((words) => /BUY 0\.01 BTCUSD[^]*asked by[^]*dashboard after \d+\.\d s[^]*filled/.test(words)), rows.join('\n'));
  });

  await t.test('complains of nothing but the wrong PIN', () =>
    assert.deepEqual(complaints.filter((words) => !/status of 403/.test(words)), []));
  await desk.stop();
});

test('nobody but the page gets as far as the PIN', async (t) => {
  const desk = await ready(t);
  const placed = await place(desk);
  const {port} = new URL(desk.url);
  const yes = JSON.stringify({approval: placed.approval, yes: true, pin});
  const answer = (headers, options = {}) => raw(desk, '/person/approval_answer', {body: yes, headers: {...own(desk), ...headers}, ...options});
  const cases = {
    'no Origin': [{origin: []}, 403],
    'a foreign Origin': [{origin: 'http://evil.example'}, 403],
    'the Origin of a sandboxed frame': [{origin: 'null'}, 403],
    'another port of this machine': [{origin: `http://127.0.0.1:${Number(port) + 1}`}, 403],
    'another name of this machine': [{origin: `http://localhost:${port}`}, 403],
    'a name that was rebound': [{host: `desk.evil.example:${port}`, origin: `http://desk.evil.example:${port}`}, 403],
    'a page of another site': [{'sec-fetch-site': 'cross-site'}, 403],
    'a neighbour': [{'sec-fetch-site': 'same-site'}, 403],
    'an address typed in': [{'sec-fetch-site': 'none'}, 403],
    'a proxy': [{'x-forwarded-for': '203.0.113.9'}, 403],
    'a form': [{'content-type': 'application/x-www-form-urlencoded'}, 415],
    'a form of plain text': [{'content-type': 'text/plain'}, 415],
    'a form with a file': [{'content-type': 'multipart/form-data; boundary=x'}, 415],
  };
  for (const [name, [headers, status]] of Object.entries(cases)) {
    await t.test(name, async () => {
      const answered = await answer(headers);
      assert.equal(answered.status, status, answered.text);
      assert.equal(answered.headers['access-control-allow-origin'], undefined);
    });
  }
  await t.test('other methods', async () => {
    for (const method of ['GET', 'PUT', 'OPTIONS', 'HEAD', 'DELETE']) {
      const answered = await answer({}, {method});
      assert.equal(answered.status, 405, method);
      assert.equal(answered.headers['access-control-allow-origin'], undefined);
    }
  });
  await t.test('other addresses', async () => {
    for (const target of ['/person/', '/person/../person/approval_answer', '/person/Approval_answer', '/person',
      '/person/bars_stored', '/person/access_revoke', '//person/approval_answer', '/person/approval_answer/',
      '/person/approval_answer%00', '/tools/call', '/mcp'])
      assert.ok((await raw(desk, target, {headers: own(desk), body: yes})).status >= 400, target);
  });
  assert.equal(await phase(desk, placed.order), 'waiting');
  assert.equal((await events(desk)).filter(({type}) => type === 'approval_answered' || type === 'pin_tried').length, 0);
  await desk.stop();
});

test('a program of the same user that looks like the page needs the PIN, and guessing locks it', async (t) => {
  const desk = await ready(t);
  const placed = await place(desk);
  const listed = await tell(desk, 'approvals', {});
  assert.equal(listed.status, 200);
  assert.equal(listed.headers['cache-control'], 'no-store');
  assert.equal(listed.headers['x-frame-options'], 'DENY');
  const {approvals, locked_until: locked} = JSON.parse(listed.text);
  assert.deepEqual(approvals.map(({id, text}) => [id, text]), [[placed.approval, placed.text]]);
  assert.equal(locked, undefined);
  const front = await desk.fetch('/');
  assert.equal(front.headers.get('x-frame-options'), 'DENY');
  assert.match(front.headers.get('content-security-policy'), /frame-ancestors 'none'/);

  const guess = (text) => tell(desk, 'approval_answer', {approval: placed.approval, yes: true, pin: text});
  for (const params of [{approval: placed.approval, yes: true}, {approval: placed.approval, yes: true, pin: ''},
    {approval: placed.approval, yes: true, pin: 'wrong-2'}]) {
    const {status, text} = await tell(desk, 'approval_answer', params);
    assert.equal(status, 403);
    assert.match(text, /not the PIN/);
  }
  // Side by side: one is looked at, the other is not.
  const pair = await Promise.all([guess('wrong-3'), guess('wrong-4')]);
  assert.deepEqual(pair.map(({status}) => status).sort(), [403, 503]);
  await guess('wrong-5');
  const refused = await guess(pin);
  assert.equal(refused.status, 403);
  assert.match(refused.text, /Too many wrong PINs; it is locked until/);
  await desk.kill();
  await desk.restart();
  await priced(desk);
  assert.match((await guess(pin)).text, /Too many wrong PINs/);
  assert.match((await tell(desk, 'kill_switch', {on: false, pin})).text, /Too many wrong PINs/);
  assert.ok(JSON.parse((await tell(desk, 'approvals', {})).text).locked_until);
  assert.equal(await phase(desk, placed.order), 'waiting');
  // A no, and the kill switch, need no PIN: they only ever stop something.
  assert.equal((await tell(desk, 'approval_answer', {approval: placed.approval, yes: false})).status, 200);
  assert.equal(await phase(desk, placed.order), 'rejected');
  assert.equal((await tell(desk, 'kill_switch', {on: true, reason: '<b>enough</b>'})).status, 200);
  assert.equal(await fills(desk, placed.order), 0);
  assert.ok(!JSON.stringify(await events(desk)).includes(pin));
  await desk.stop();
});
