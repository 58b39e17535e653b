// The dashboard's page of the watch in a real browser: what is down is said, comes back, is
// acknowledged and silenced, and what happened can be looked through.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';
import {chromium} from 'playwright-core';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, root, temporaryFolder} from './harness/desk.mjs';

const browserProgram = process.env.PITWALL_CHROMIUM ?? '/usr/bin/chromium';
const skip = !fs.existsSync(browserProgram) && `${browserProgram} is missing`;
const shown = seconds(20);
const tape = ['--tape', 'synthetic', '--seed', '1'];

// Something that takes connections, or does not, always at the same port.
class Service {
  static async start(t) {
    const service = new Service();
    await service.listen(0);
    service.port = service.server.address().port;
    t.after(() => service.stop());
    return service;
  }
  listen(port = this.port) {
    this.server = net.createServer((socket) => socket.destroy());
    return new Promise((resolve, reject) => this.server.once('error', reject).listen(port, '127.0.0.1', resolve));
  }
  stop() {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

// Up and down at once, for a test has no minutes to wait.
const atOnce = 'every: 1s, failures: 2, successes: 1, grace: 0s';
const configOf = (service, triggers) => `
watch: {triggers: ${triggers}}
health:
  probes:
    - {name: order router, tcp: "127.0.0.1:${service.port}", depends_on: [gateway], ${atOnce}}
    - {name: gateway, tcp: "127.0.0.1:${service.port}", ${atOnce}}
    - {name: leap day report, tcp: "127.0.0.1:${service.port}", active: "0 0 29 2 *", active_for: 1m, ${atOnce}}
    - {name: backup, tcp: "127.0.0.1:${service.port}", maintenance: "* * * * *", maintenance_for: 2h, ${atOnce}}
`;

const triggers = `
symbols: [BTCUSD]
triggers:
  - {name: bitcoin above 1000, condition: price > 1000, action: notify}
  - {name: bitcoin oversold, condition: "rsi(14, 5m) < 5", action: notify}
  - {name: bitcoin over the years, condition: "price > sma(200, 1mo)", action: notify}
`;

function writeTriggers(folder) {
  const file = path.join(folder, 'triggers.yaml');
  fs.writeFileSync(file, triggers);
  return file;
}

async function openBrowser(t) {
  const browser = await chromium.launch({
    executablePath: browserProgram,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => browser.close());
  return browser;
}

// A page, what it complains of, and what it asks for elsewhere.
async function openPage(browser, url, options) {
  const page = await browser.newPage({viewport: {width: 1440, height: 900}, ...options});
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(url).host) complaints.push(`asks ${request.url()}`);
  });
  await page.goto(url);
  return {page, complaints};
}

test('the page of the watch', {skip}, async (t) => {
  const folder = temporaryFolder(t);
  const service = await Service.start(t);
  const desk = await Desk.start(t, {folder, args: tape, config: configOf(service, writeTriggers(folder))});
  const browser = await openBrowser(t);
  const {page, complaints} = await openPage(browser, desk.url);
  const at = (id, within = page) => within.locator(`[data-testid="${id}"]`);
  const probe = (name) => page.locator(`[data-testid=probe-row][data-probe="${name}"]`);
  const says = (locator, words) => until(shown, `${words} is said`, async () =>
    words.test((await locator.allInnerTexts()).join('\n')));

  await t.test('a key opens it, a key closes it, and its address leads there', async () => {
    await at('watchlist-row').first().waitFor({timeout: shown});
    await page.keyboard.press('w');
    await at('watch-page').waitFor({timeout: shown});
    assert.equal(await at('watchlist').isVisible(), false);
    assert.match(page.url(), /#watch$/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'watch-title');
    await page.keyboard.press('Escape');
    assert.equal(await at('watch-page').isVisible(), false);
    await page.goBack();
    await at('watch-page').waitFor({timeout: shown});
  });

  await t.test('keys of the market do nothing to it meanwhile', async () => {
    const watched = await at('watchlist-row').count();
    await page.keyboard.press('Delete');
    await page.keyboard.press('w');
    assert.equal(await at('watchlist-row').count(), watched);
    await at('watch-button').click();
  });

  await t.test('says what is up, and what is not meant to be', async () => {
    await says(probe('gateway'), /\bup\b/);
    await says(probe('leap day report'), /expected down/);
    await says(probe('backup'), /in maintenance/);
    await says(at('probe-why', probe('leap day report')), /^outside hours$/);
    await says(at('watch-count-expected_down'), /^1 expected down$/);
    await says(at('watch-count-maintenance'), /^1 in maintenance$/);
    await says(at('watch-as-of'), /^As of \d\d:\d\d:\d\d$/);
    const names = await at('probe-row').evaluateAll((rows) => rows.map((row) => row.dataset.probe));
    assert.ok(names.indexOf('order router') === names.indexOf('gateway') + 1, names.join());
  });

  const alert = page.locator('[data-testid=alert-row]', {hasText: 'gateway is down'});
  await t.test('says what is down in words, and tells of the gateway alone', async () => {
    await service.stop();
    await says(probe('gateway'), /down for under 1 m[^]*refused/);
    await says(at('watch-headline'), /^\d down$/);
    await alert.waitFor({timeout: shown});
    await says(at('alert-severity', alert), /critical/);
    assert.match(await alert.innerText(), /since \d\d:\d\d:\d\d/);
    assert.equal(await page.locator('[data-testid=alert-row]', {hasText: 'order router'}).count(), 0);
    await says(at('watch-button'), /^Watch: \d+$/);
  });

  await t.test('acknowledges', async () => {
    await at('alert-acknowledge', alert).click();
    await says(at('alert-acknowledged', alert), /^Acknowledged by dashboard$/);
    assert.equal(await at('alert-acknowledge', alert).isVisible(), false);
    const {alerts} = await desk.call('list_alerts');
    const gateway = alerts.find(({summary}) => summary === 'gateway is down');
    assert.equal(gateway.groups[0].acknowledged_by, 'dashboard');
  });

  await t.test('silences for a while, and ends that', async () => {
    const begun = Date.now();
    for (const [button, hours] of [['Silence for 1 hour', 1], ['Silence for 8 hours', 8], ['Silence until tomorrow 09:00, by this device\'s clock', undefined]]) {
      await alert.getByRole('button', {name: button}).click();
      const silence = at('silence-row');
      await silence.waitFor({timeout: shown});
      await says(at('alert-muted', alert), /silenced/);
      const [known] = (await desk.call('list_alerts')).silences;
      assert.deepEqual(known.match, ['alert = probe_down', 'probe = gateway']);
      assert.equal(known.by, 'dashboard');
      const until = new Date(known.until);
      if (hours) assert.ok(Math.abs(until - begun - hours * 3_600_000) < 60_000, known.until);
      else {
        // Of the browser's clock, which is this one's.
        const morning = new Date();
        morning.setDate(morning.getDate() + 1);
        morning.setHours(9, 0, 0, 0);
        assert.ok(Math.abs(until - morning) < 5_000, known.until);
      }
      await at('silence-end').click();
      await silence.waitFor({state: 'detached', timeout: shown});
      assert.deepEqual((await desk.call('list_alerts')).silences, []);
    }
    await at('alert-muted', alert).waitFor({state: 'hidden', timeout: shown});
  });

  await t.test('says that it is back', async () => {
    await service.listen();
    await says(probe('gateway').locator('[data-testid=probe-state]'), /^up/);
    await alert.waitFor({state: 'detached', timeout: shown});
    await says(at('probe-uptime', probe('gateway')), /%\s+up/);
  });

  await t.test('tells what happened, newest first, and finds it again', async () => {
    const rows = at('event-row');
    await says(at('watch-page').locator('[data-testid=event-row][data-kind=alert_ended]').first(), /gateway/);
    const times = await rows.locator('summary time').evaluateAll((all) => all.map((one) => Date.parse(one.dateTime)));
    assert.deepEqual(times, [...times].sort((a, b) => b - a));
    const kindsShown = () => rows.evaluateAll((all) => [...new Set(all.map((row) => row.dataset.kind))].sort());
    await at('events-kind').selectOption('Triggers fired');
    await until(shown, 'only firings', async () => (await kindsShown()).join() === 'trigger_fired');
    await rows.first().locator('summary').press('Enter');
    await says(at('event-words', rows.first()), /BTCUSD.*price > 1000/);
    await at('events-symbol').fill('TSLA');
    await at('events-symbol').press('Enter');
    await says(at('events-none'), /Nothing of the kind/);
    await at('events-symbol').fill('');
    await at('events-symbol').press('Enter');
    await at('events-kind').selectOption('Everything');
    await at('events-severity').selectOption('Urgent');
    await until(shown, 'only what is urgent', async () => (await rows.count()) > 0 &&
      (await rows.evaluateAll((all) => all.every((row) => row.dataset.severity === 'urgent'))));
    await at('events-severity').selectOption('Any severity');
    await at('events-text').fill('ORDER ROUTER');
    await until(shown, 'only that subject', async () => {
      const texts = await rows.locator('summary').allInnerTexts();
      return texts.length > 0 && texts.every((text) => /order router/.test(text));
    });
    await at('events-text').fill('no such words');
    await says(at('events-none'), /None of the \d+ that are loaded/);
    await at('events-text').fill('');
  });

  await t.test('new events appear by themselves, and a row that is open stays so', async () => {
    const opened = at('event-row').first();
    await opened.locator('summary').click();
    const words = await opened.locator('[data-testid=event-words]').innerText();
    const {silence} = await desk.call('silence', {match: ['probe = nothing'], lasts: '1m', comment: '<img src=x onerror=alert(1)>'});
    await says(at('event-row').locator('summary'), /silence added[^]*probe = nothing/);
    await says(at('silence-row'), /<img src=x onerror=alert\(1\)>/);
    assert.equal(await page.locator('img').count(), 0);
    await desk.call('silence', {end: silence.id});
    assert.deepEqual(await page.locator('[data-testid=event-row] details[open] [data-testid=event-words]').allInnerTexts(), [words]);
  });

  await t.test('reads on to older ones', async () => {
    for (let i = 0; i < 40; ++i) {
      const {silence} = await desk.call('silence', {match: [`probe = number${i}`], lasts: '1m'});
      await desk.call('silence', {end: silence.id});
    }
    await at('events-kind').selectOption('Alerts');
    const rows = at('event-row');
    await until(shown, 'one page', async () => (await rows.count()) === 50);
    await at('events-older').click();
    await until(shown, 'another one', async () => (await rows.count()) > 80);
    const times = await rows.locator('summary time').evaluateAll((all) => all.map((one) => one.dateTime));
    assert.equal(new Set(times).size, times.length);
    assert.deepEqual(times, [...times].sort().reverse());
    assert.equal(await at('events-older').isVisible(), false);
  });

  await t.test('a symbol that is not there is said, once', async () => {
    await at('events-symbol').fill('NOSUCHTHING');
    await at('events-symbol').press('Enter');
    await says(page.locator('.watch-timeline [role=alert]'), /NOSUCHTHING/);
    await at('events-symbol').fill('');
    await at('events-symbol').press('Enter');
    await at('event-row').first().waitFor({timeout: shown});
    assert.match(complaints.splice(0).join(), /^[^,]*404[^,]*$/);
  });

  await t.test('draws a measure, and reads it', async () => {
    const measure = page.locator('[data-testid=measure][data-measure="journal.events_waiting"]');
    await measure.scrollIntoViewIfNeeded();
    const course = at('measure-course', measure);
    await until(shown, 'it has points', async () => Number(await course.getAttribute('data-points')) > 0);
    const drawn = await measure.locator('path').evaluateAll((all) => all.map((one) => one.getAttribute('d')).join(''));
    assert.match(drawn, /^M\d/);
    await course.focus();
    await page.keyboard.press('ArrowLeft');
    await measure.locator('.cursor').waitFor({state: 'visible', timeout: shown});
    await at('measures-7d').click();
    await until(shown, 'a week is shown', async () => (await course.getAttribute('data-points')) === '1');
  });

  await t.test('says what each trigger waits for, and which one cannot see', async () => {
    const trigger = (name) => page.locator(`[data-testid=trigger-row][data-trigger="${name}"]`);
    await says(at('trigger-fired', trigger('bitcoin above 1000')), /^fired once, last$/);
    await says(at('trigger-condition', trigger('bitcoin oversold')), /^rsi\(14, 5m\) < 5$/);
    // It is said to be blind after half a minute.
    const long = trigger('bitcoin over the years');
    await until(seconds(60), 'it is blind', async () => (await at('trigger-state', long).innerText()) === 'blind');
    await says(at('trigger-blind', long), /^Cannot see BTCUSD: /);
  });

  await t.test('fits a phone', async () => {
    const phone = await openPage(browser, `${desk.url}/#watch`, {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true});
    await at('probe-row', phone.page).first().waitFor({timeout: shown});
    await at('measure', phone.page).first().waitFor({timeout: shown});
    const [content, room] = await phone.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= room, `${content} px of content on ${room} px`);
    assert.equal(await at('watch-button', phone.page).isVisible(), true);
    await at('watch-button', phone.page).click();
    await at('watchlist-row', phone.page).first().waitFor({timeout: shown});
    assert.deepEqual(phone.complaints, []);
    await phone.page.close();
  });

  await t.test('complains of nothing, and asks nobody else', () => assert.deepEqual(complaints, []));
  await desk.stop();
});

// A day of measures, as a desk that ran for so long would have kept them. They are made up, like the
// prices of this market.
function writeMeasures(data, now) {
  const session = (hour) => hour > 9 && hour < 16;
  const connecting = (hour, noise) => 0.03 + 0.02 * noise + (session(hour) ? 0.04 : 0);
  const courses = {
    'database.connect_seconds': connecting,
    'disk.disk_free_share': (hour) => 0.61 - 0.002 * hour,
    'gateway.connect_seconds': connecting,
    'memory.memory_available_share': (hour, noise) => 0.55 + 0.12 * Math.sin(hour / 4) + 0.02 * noise,
    'order router.connect_seconds': connecting,
    'processor.processor_busy_share': (hour, noise) => 0.08 + 0.4 * noise * (session(hour) ? 1 : 0.3),
  };
  let random = 7;
  const noise = () => (random = (random * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  const rows = [];
  for (const [measure, value] of Object.entries(courses))
    for (let minute = 0; minute < 24 * 60; ++minute) {
      const hour = minute / 60;
      if (hour > 18 && hour < 19.2) continue;  // the machine was off
      rows.push(`${measure}\t${now - (24 * 60 - minute) * 60_000}\t${value(hour, noise()).toFixed(6)}`);
    }
  const program = [
    'import sqlite3, sys',
    'log = sqlite3.connect(sys.argv[1])',
    'for line in sys.stdin:',
    '  name, time, value = line.rstrip("\\n").split("\\t")',
    '  log.execute("INSERT OR IGNORE INTO measures(name) VALUES(?)", (name,))',
    '  log.execute("INSERT INTO samples SELECT id, ?, ? FROM measures WHERE name = ?", (int(time) * 1000000, float(value), name))',
    'log.commit()',
  ].join('\n');
  execFileSync('python3', ['-c', program, path.join(data, 'watch.db')], {input: rows.join('\n')});
}

const pictured = (service, file, port) => `
watch: {triggers: ${file}}
health:
  built_in: false
  probes:
    - {name: gateway, tcp: "127.0.0.1:${service.port}", ${atOnce}}
    - {name: order router, tcp: "127.0.0.1:${service.port}", depends_on: [gateway], ${atOnce}}
    - {name: quotes, tcp: "127.0.0.1:${service.port}", depends_on: [gateway], ${atOnce}}
    - {name: disk, disk: /, least_free_percent: 0.1}
    - {name: news, http: "http://127.0.0.1:${port}/health", severity: warning, ${atOnce}}
    - {name: closing report, tcp: "127.0.0.1:${port}", active: "0 0 29 2 *", active_for: 1m, ${atOnce}}
    - {name: database, tcp: "127.0.0.1:${service.port}", maintenance: "* * * * *", maintenance_for: 2h, ${atOnce}}
`;

test('its picture', {skip}, async (t) => {
  const folder = temporaryFolder(t);
  const service = await Service.start(t);
  const gone = await Service.start(t);
  await gone.stop();
  const desk = await Desk.start(t, {folder, args: tape, config: 'health: {built_in: false}'});
  await desk.stop();
  writeMeasures(desk.data, Date.now());
  await desk.restart({args: tape, config: pictured(service, writeTriggers(folder), gone.port)});
  const browser = await openBrowser(t);
  const {page, complaints} = await openPage(browser, `${desk.url}/#watch`, {colorScheme: 'dark', viewport: {width: 1440, height: 840}});
  const at = (id) => page.locator(`[data-testid="${id}"]`);
  await at('alert-row').waitFor({timeout: shown});
  await page.locator('[data-standing=up][data-probe=quotes]').waitFor({timeout: shown});
  await at('measures-24h').click();

  await t.test('where nothing was measured its charts have a gap', async () => {
    const course = page.locator('[data-measure="gateway.connect_seconds"] [data-testid=measure-course]');
    await until(shown, 'a day in two parts', async () => (await course.getAttribute('data-runs')) === '2');
    await course.hover();
    await until(shown, 'the pointer reads a value', async () =>
      /\d ms to \d+ ms, [^]*\d\d:\d\d/.test(await page.locator('[data-measure="gateway.connect_seconds"] .now').innerText()));
    await page.mouse.move(0, 0);
  });

  await desk.call('silence', {match: ['alert = trigger_blind'], lasts: '8h', comment: 'over the weekend'});
  await at('silence-row').waitFor({timeout: shown});
  await until(shown, 'its charts are drawn', () => at('measure-course').evaluateAll((all) =>
    all.slice(0, 6).every((one) => Number(one.dataset.points) > 100)));
  const kept = path.join(root, 'docs/watch.png');
  const wanted = process.env.PITWALL_UPDATE_SCREENSHOTS === '1' || !fs.existsSync(kept);
  const picture = wanted ? kept : path.join(root, 'build/watch.png');
  await page.screenshot({path: picture});
  assert.ok(fs.statSync(picture).size > 50_000, 'a picture with something on it');
  assert.deepEqual(complaints, []);
  await desk.stop();
});
