// The dashboard in a real browser: figures that move, candles that are drawn, and what it says when
// the desk goes away.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {chromium} from 'playwright-core';
import {callTool, connectHost, pictureFile} from './harness/chart_app.mjs';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, root} from './harness/desk.mjs';

const browserProgram = process.env.PITWALL_CHROMIUM ?? '/usr/bin/chromium';
const shown = seconds(20);  // a headless browser on a loaded machine takes its time

async function openBrowser(t) {
  const browser = await chromium.launch({
    executablePath: browserProgram,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => browser.close());
  return browser;
}

// A page, and whatever it complains of.
async function openPage(browser, url, options) {
  const page = await browser.newPage({viewport: {width: 1440, height: 900}, ...options});
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return {page, complaints};
}

const lastOf = (page, symbol) =>
  page.locator(`[data-testid=watchlist-row][data-symbol^="${symbol}"] [data-testid=watchlist-last]`);

// Whether anything but background is drawn on the chart's canvases.
function hasDrawing(page) {
  return page.evaluate(() => {
    const colours = new Set();
    for (const canvas of document.querySelectorAll('[data-testid=chart] canvas')) {
      if (canvas.width === 0 || canvas.height === 0) continue;
      const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      for (let i = 0; i < pixels.length; i += 4 * 97) colours.add(`${pixels[i]},${pixels[i + 1]},${pixels[i + 2]}`);
    }
    return colours.size > 3;
  });
}

test('the dashboard', {skip: !fs.existsSync(browserProgram) && `${browserProgram} is missing`}, async (t) => {
  const desk = await Desk.start(t, {args: ['--speed', '30']});
  const browser = await openBrowser(t);
  const {page, complaints} = await openPage(browser, desk.url);

  await t.test('says what quality its figures are, and that orders ask the person', async () => {
    await page.locator('[data-testid=quality-badge][data-quality=simulated]').waitFor({timeout: shown});
    assert.match(await page.locator('[data-testid=quality-badge]').innerText(), /simulated/i);
    assert.match(await page.locator('[data-testid=mode-badge]').innerText(), /approve/i);
  });

  await t.test('shows the positions that get_portfolio answers', async () => {
    const {positions} = await until(shown, 'four positions', async () => {
      const answer = await desk.call('get_portfolio', {account: 'DU1000001'});
      return answer.positions.length === 4 && answer;
    });
    const rows = page.locator('[data-testid=position-row]');
    await until(shown, 'all positions are shown', async () => (await rows.count()) === positions.length);
    for (const position of positions) {
      const symbol = position.symbol.split(':')[0];
      const row = page.locator(`[data-testid=position-row][data-symbol^="${symbol}"]`);
      const quantity = await row.locator('[data-testid=position-quantity]').innerText();
      assert.equal(quantity.replace('−', '-').replace(/,/g, ''), String(position.quantity));
    }
  });

  await t.test('a price of the watchlist changes', async () => {
    const first = await lastOf(page, 'SPY').innerText();
    await until(shown, 'the price of SPY changes', async () => (await lastOf(page, 'SPY').innerText()) !== first);
  });

  await t.test('draws candles, and those of another symbol when it is chosen', async () => {
    await until(shown, 'candles are drawn', () => hasDrawing(page));
    await page.locator('[data-testid=watchlist-row][data-symbol^="AAPL"]').click();
    await until(shown, 'the chart is of AAPL', async () =>
      /AAPL/.test(await page.locator('[data-testid=chart-symbol]').innerText()));
    await until(shown, 'candles are drawn', () => hasDrawing(page));
    await page.locator('[data-testid=watchlist-row][data-symbol^="SPY"]').click();
  });

  await t.test('a click on its chart is known to whoever asks the desk', async () => {
    const stage = page.locator('section.chart[data-state=shown] [data-testid=chart][aria-label*="SPY"]');
    await stage.waitFor({timeout: shown});
    await until(shown, 'candles are placed', () => stage.evaluate((element) => Boolean(element.dataset.lastX)));
    const {lastX, spacing, lastTime} = await stage.evaluate((element) => ({...element.dataset}));
    const box = await stage.boundingBox();
    await page.mouse.click(box.x + Number(lastX) - 20 * Number(spacing), box.y + 120);
    const {symbol, selection} = await until(shown, 'the desk knows', async () => {
      const answer = await desk.call('get_chart', {chart: 'dashboard'}).catch(() => undefined);
      return answer?.selection && answer;
    });
    assert.match(symbol, /^SPY:/);
    assert.equal(Date.parse(selection.from), Date.parse(lastTime) - 20 * 300_000);
    assert.equal(selection.author, 'user');
  });

  await t.test('what a model draws appears at once, and what is clicked in a chat too', async () => {
    const client = await connectHost(t, desk);
    const {last} = (await callTool(client, 'get_chart', {chart: 'dashboard'})).structuredContent;
    const {chart} = (await callTool(client, 'draw_chart', {symbol: 'SPY', drawings: [
      {kind: 'level', price: Number((last + 0.4).toFixed(2)), role: 'resistance', text: 'prior high'},
    ]})).structuredContent;
    const level = page.locator('[data-testid=chart-drawings] li[data-kind=level][data-author=assistant]');
    await level.waitFor({state: 'attached', timeout: shown});
    assert.match(await page.locator('[data-testid=chart-authors]').innerText(), /Assistant 1/);
    const {candles} = (await callTool(client, 'chart_view', {chart})).structuredContent;
    const {time} = candles.at(-30);
    await callTool(client, 'chart_event', {chart, event: 'select', selection: {kind: 'candle', from: time}});
    await until(shown, 'the dashboard shows the same candle', async () =>
      (await page.locator('[data-testid=chart-selection]').innerText()).includes(time.slice(11, 16)));
  });

  await t.test('makes a picture of its chart', async () => {
    const client = await connectHost(t, desk);
    const {candles} = (await callTool(client, 'chart_view', {chart: 'dashboard', symbol: 'AAPL', bar: '5m'})).structuredContent;
    const view = candles.slice(-90);
    const low = view.slice(0, 70).reduce((a, b) => (b.low < a.low ? b : a));
    const high = view.filter((candle) => candle.time > low.time).reduce((a, b) => (b.high > a.high ? b : a));
    await callTool(client, 'draw_chart', {chart: 'dashboard', drawings: [
      {kind: 'fibonacci', time: low.time, price: low.low, to_time: high.time, to_price: high.high},
      {kind: 'zone', time: view[4].time, price: low.low - 0.1, to_time: view[80].time, to_price: low.low + 0.12, role: 'support', text: 'buyers came back'},
      {kind: 'mark', time: high.time, text: 'turned here'},
    ]});
    await callTool(client, 'chart_event', {chart: 'dashboard', event: 'put', drawing:
      {kind: 'trend_line', time: view[20].time, price: view[20].low, to_time: view[60].time, to_price: view[60].low, extended: true}});
    const {page: dark} = await openPage(browser, desk.url, {colorScheme: 'dark', deviceScaleFactor: 2});
    await dark.locator('[data-testid=watchlist-row][data-symbol^="AAPL"]').click();
    await dark.locator('[data-testid=chart-drawings] li[data-kind=mark]').waitFor({state: 'attached', timeout: shown});
    await until(shown, 'candles are drawn', () => hasDrawing(dark));
    const file = pictureFile('chart_dashboard.png');
    await dark.locator('section.chart').screenshot({path: file});
    assert.ok(fs.statSync(file).size > 50_000, 'a picture with something on it');
    await dark.close();
  });

  await t.test('complains of nothing', () => assert.deepEqual(complaints, []));

  await t.test('makes its picture', async () => {
    const {page: dark} = await openPage(browser, desk.url, {colorScheme: 'dark'});
    await dark.locator('[data-testid=position-row]').first().waitFor({timeout: shown});
    await until(shown, 'candles are drawn', () => hasDrawing(dark));
    const first = await lastOf(dark, 'SPY').innerText();
    await until(shown, 'prices move', async () => (await lastOf(dark, 'SPY').innerText()) !== first);
    const kept = path.join(root, 'docs/dashboard.png');
    const wanted = process.env.PITWALL_UPDATE_SCREENSHOTS === '1' || !fs.existsSync(kept);
    const file = wanted ? kept : path.join(root, 'build/dashboard.png');
    await dark.screenshot({path: file});
    assert.ok(fs.statSync(file).size > 50_000, 'a picture with something on it');
    await dark.close();
  });

  await t.test('says so when the desk is gone, and comes back with it', async () => {
    const badge = page.locator('[data-testid=connection-badge]');
    const state = () => badge.getAttribute('data-state');
    const live = await state();
    const port = new URL(desk.url).port;
    await desk.kill();
    await until(shown, 'the loss is shown', async () => (await state()) !== live);
    assert.match(await page.locator('body').innerText(), /no connection to the desk/i);
    await desk.restart({args: ['--speed', '30', '--port', port]});
    await until(seconds(40), 'the page is live again', async () => (await state()) === live);
    const first = await lastOf(page, 'SPY').innerText();
    await until(shown, 'prices move again', async () => (await lastOf(page, 'SPY').innerText()) !== first);
  });
  await desk.stop();
});
