// The chart in a chat in a real browser: a page with the official bridge shows it in a sandboxed
// frame, and what is clicked and drawn comes back from the desk with its exact time and price.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import test from 'node:test';
import {chromium} from 'playwright-core';
import {bundleForPage, callTool, connectHost, pictureFile} from './harness/chart_app.mjs';
import {seconds, until} from './harness/deadline.mjs';
import {Desk} from './harness/desk.mjs';

const browserProgram = process.env.PITWALL_CHROMIUM ?? '/usr/bin/chromium';
const shown = seconds(30);

const chartUri = 'ui://pitwall/chart.html';

// What the strictest hosts allow a frame.
const framePolicy = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; font-src 'self' data:; media-src 'self' data:; connect-src 'none'";

const hostScript = `
import {AppBridge, PostMessageTransport} from '@modelcontextprotocol/ext-apps/app-bridge';
const frame = document.querySelector('iframe');
const post = async (path, body) => (await fetch(path, {method: 'POST', body: JSON.stringify(body)})).json();
window.heard = {contexts: [], messages: []};
const wanted = new URLSearchParams(location.search);
const theme = wanted.get('theme');
const bridge = new AppBridge(null, {name: 'test host', version: '1'},
  {serverTools: {}, openLinks: {}, message: {text: {}}, updateModelContext: {text: {}, structuredContent: {}}},
  {hostContext: {theme, displayMode: 'inline', availableDisplayModes: ['inline', 'fullscreen']}});
bridge.oncalltool = (params) => post('/call', params);
bridge.onupdatemodelcontext = async (params) => (heard.contexts.push(params), {});
bridge.onmessage = async (params) => (heard.messages.push(params), {});
bridge.onrequestdisplaymode = async ({mode}) => {
  document.body.dataset.mode = mode;
  return {mode};
};
bridge.onsizechange = ({height}) => (frame.style.height = height + 'px');
bridge.oninitialized = async () => {
  bridge.sendToolInput({arguments: {}});
  bridge.sendToolResult(await post('/result', {}));
};
window.setTheme = (next) => bridge.sendHostContextChange({theme: next});
bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow))
  .then(() => (frame.src = '/chart.html'));
`;

// A host: its page, the frame's page under the strict policy, and a way to the desk's tools.
async function startHost(t, client, result) {
  const script = await bundleForPage(hostScript);
  const {contents: [resource]} = await client.readResource({uri: chartUri});
  assert.equal(resource.mimeType, 'text/html;profile=mcp-app');
  const chart = resource.text;
  const page = `<!doctype html><meta charset="utf-8"><title>host</title>
    <style>body{margin:0;background:#777}iframe{border:0;width:100%;height:520px;display:block}
    body[data-mode=fullscreen] iframe{position:fixed;inset:0;height:100%!important}</style>
    <iframe sandbox="allow-scripts"></iframe><script src="/host.js"></script>`;
  const server = http.createServer((request, response) => {
    const send = (type, body, headers = {}) => {
      response.writeHead(200, {'content-type': type, ...headers});
      response.end(body);
    };
    if (request.url === '/chart.html') return send('text/html', chart, {'content-security-policy': framePolicy});
    if (request.url === '/host.js') return send('text/javascript', script);
    if (request.url === '/favicon.ico') return send('image/x-icon', '');
    if (request.method === 'GET') return send('text/html', page);
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', async () => {
      const answer = request.url === '/result' ? result() : await client.callTool(JSON.parse(body)).catch((problem) => ({
        content: [{type: 'text', text: problem.message}],
        isError: true,
      }));
      send('application/json', JSON.stringify(answer));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

// The chart as the test's finger sees it: candles and prices to points of the screen and back.
class Finger {
  constructor(page, frame, candles, step) {
    Object.assign(this, {page, frame, candles, step});
    this.stage = frame.locator('[data-testid=chart]');
  }
  async look() {
    const data = await this.stage.evaluate((element) => ({...element.dataset}));
    const box = await this.stage.boundingBox();
    const last = this.candles.findIndex((candle) => candle.time === data.lastTime);
    assert.ok(last >= 0, `no candle of ${data.lastTime}`);
    const [lastX, spacing, top, bottom, height] = ['lastX', 'spacing', 'top', 'bottom', 'height'].map((name) => Number(data[name]));
    return {box, last, lastX, spacing, top, bottom, height};
  }
  // Where a candle and a price are; and the price that is exactly there, for a screen has whole points.
  async at(index, price) {
    const {box, last, lastX, spacing, top, bottom, height} = await this.look();
    const x = box.x + lastX - (last - index) * spacing;
    const y = Math.round(box.y + ((price - top) / (bottom - top)) * height);
    const there = top + ((y - box.y) / height) * (bottom - top);
    const exact = Number((Math.round(there / this.step) * this.step).toFixed(8));
    return {x, y, price: exact};
  }
  async click(index, price) {
    const at = await this.at(index, price);
    await this.page.mouse.click(at.x, at.y);
    return at.price;
  }
  async drag(from, to) {
    const [a, b] = [await this.at(...from), await this.at(...to)];
    await this.page.mouse.move(a.x, a.y);
    await this.page.mouse.down();
    await this.page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2, {steps: 3});
    await this.page.mouse.move(b.x, b.y, {steps: 3});
    await this.page.mouse.up();
    return [a.price, b.price];
  }
  tool(name) {
    return this.frame.locator(`[data-testid=tool-${name}]`).click();
  }
  drawing(selector) {
    return this.frame.locator(`[data-testid=chart-drawings] li${selector}`);
  }
}

const iso = (milliseconds) => new Date(milliseconds).toISOString().replace('.000', '');

test('the chart in a chat', {skip: !fs.existsSync(browserProgram) && `${browserProgram} is missing`}, async (t) => {
  const desk = await Desk.start(t);
  const client = await connectHost(t, desk);
  // Yesterday's chart: nothing on it moves while it is being clicked.
  const now = (await desk.call('desk_status')).market_time ?? new Date().toISOString();
  const end = Math.floor(Date.parse(String(now)) / 86_400_000) * 86_400_000;
  const wanted = {symbol: 'SPY', bar: '5m', until: iso(end), indicators: ['sma(20)']};
  let drawn = await callTool(client, 'draw_chart', wanted);
  const {chart} = drawn.structuredContent;
  const {candles, tick_size: step} = (await callTool(client, 'chart_view', {chart})).structuredContent;
  const read = () => desk.call('get_chart', {chart});
  const url = await startHost(t, client, () => drawn);
  const browser = await chromium.launch({
    executablePath: browserProgram,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  t.after(() => browser.close());
  const complaints = [];
  async function open(theme, width = 900, more = {}) {
    const page = await browser.newPage({viewport: {width, height: 640}, deviceScaleFactor: 2, ...more});
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${url}/?theme=${theme}`);
    const frame = page.frameLocator('iframe');
    await frame.locator('main[data-state=shown]').waitFor({timeout: shown});
    const finger = new Finger(page, frame, candles, step);
    await until(shown, 'candles are placed', () => finger.stage.evaluate((element) => Boolean(element.dataset.lastX)));
    return {page, frame, finger};
  }
  const {page, frame, finger} = await open('dark');
  const count = candles.length;
  const middle = (index) => (candles[index].high + candles[index].low) / 2;

  await t.test('is what the tool names as its view', async () => {
    const {tools} = await client.listTools();
    assert.equal(tools.find((tool) => tool.name === 'draw_chart')._meta.ui.resourceUri, chartUri);
  });

  await t.test('says what it shows and of which quality', async () => {
    assert.equal(await frame.locator('[data-testid=app-symbol]').innerText(), 'SPY');
    assert.match(await frame.locator('[data-testid=app-quality]').innerText(), /simulated/i);
  });

  await t.test('a click on a candle selects exactly that candle and price', async () => {
    const price = await finger.click(count - 12, middle(count - 12));
    const {selection} = await until(shown, 'the desk knows', async () => {
      const answer = await read();
      return answer.selection && answer;
    });
    assert.equal(selection.kind, 'candle');
    assert.equal(selection.from, candles[count - 12].time);
    assert.equal(Number(selection.price), price);
    assert.equal(selection.author, 'user');
    const context = await until(shown, 'the model is told', () => page.evaluate(() => heard.contexts.at(-1)));
    assert.equal(context.structuredContent.selection.from, candles[count - 12].time);
  });

  await t.test('Shift and a drag select the candles from the first to the last', async () => {
    const price = middle(count - 30);
    const [a, b] = [await finger.at(count - 30, price), await finger.at(count - 20, price)];
    await page.keyboard.down('Shift');
    await page.mouse.move(a.x, a.y);
    await page.mouse.down();
    await page.mouse.move(b.x, b.y, {steps: 5});
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const {selection} = await until(shown, 'the desk knows', async () => {
      const answer = await read();
      return answer.selection.kind === 'range' && answer;
    });
    assert.equal(selection.from, candles[count - 30].time);
    assert.equal(selection.to, iso(Date.parse(candles[count - 20].time) + 300_000));
    assert.equal(Number(selection.candles), 11);
  });

  await t.test('a trend line of two clicks is at the desk with exact times and prices', async () => {
    await finger.tool('trend_line');
    const from = await finger.click(count - 50, candles[count - 50].low - 0.3);
    const to = await finger.click(count - 8, candles[count - 8].low - 0.3);
    const {drawings} = await until(shown, 'the desk has it', async () => {
      const answer = await read();
      return answer.drawings.length === 1 && answer;
    });
    const [line] = drawings;
    assert.deepEqual([line.kind, line.time, line.to_time], ['trend_line', candles[count - 50].time, candles[count - 8].time]);
    assert.deepEqual([Number(line.price), Number(line.to_price)], [from, to]);
    assert.equal(line.author, 'user');
    await finger.drawing(`[data-id="${line.id}"]`).waitFor({state: 'attached', timeout: shown});
  });

  await t.test('its end can be dragged, also beyond the last candle', async () => {
    const [before] = (await read()).drawings;
    const [, price] = await finger.drag([count - 8, Number(before.to_price)], [count + 2, Number(before.to_price) + 0.4]);
    const {drawings} = await until(shown, 'the end has moved', async () => {
      const answer = await read();
      return answer.drawings[0].to_time !== before.to_time && answer;
    });
    assert.equal(drawings[0].to_time, iso(Date.parse(candles[count - 1].time) + 3 * 300_000));
    assert.ok(Math.abs(Number(drawings[0].to_price) - price) < 1.5 * step);
    assert.deepEqual([drawings[0].id, drawings[0].time, drawings[0].price], [before.id, before.time, before.price]);
    await page.keyboard.press('Control+z');
    await until(shown, 'it is undone', async () => (await read()).drawings[0].to_time === before.to_time);
  });

  await t.test('what the model draws appears while one looks', async () => {
    const price = Number(candles[count - 40].low) - 0.5;
    await callTool(client, 'draw_chart', {chart, drawings: [
      {kind: 'zone', time: candles[count - 70].time, price, to_time: candles[count - 30].time, to_price: price + 0.6, role: 'support', text: 'buyers came back'},
    ]});
    const zone = finger.drawing('[data-kind=zone][data-author=assistant]');
    await zone.waitFor({state: 'attached', timeout: shown});
    const [x, left] = [Number(await zone.getAttribute('data-x0')), await finger.at(count - 70, price)];
    const box = await finger.stage.boundingBox();
    assert.ok(Math.abs(x - (left.x - box.x)) < 1.5, 'it stands at its candle');
  });

  await t.test('a note asks for its words; Escape gives up', async () => {
    await finger.tool('note');
    await finger.click(count - 25, candles[count - 25].high + 0.4);
    await frame.locator('.board-form input').fill('Volume dried up here');
    await page.keyboard.press('Enter');
    await until(shown, 'the note', async () => (await read()).drawings.some((one) => one.text === 'Volume dried up here'));
    await finger.tool('level');
    await page.keyboard.press('Escape');
    assert.equal(await frame.locator('[data-testid=tool-point]').getAttribute('aria-pressed'), 'true');
  });

  await t.test('the keyboard does it too', async () => {
    await finger.stage.focus();
    for (const key of ['Escape', 'Escape', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Enter']) await page.keyboard.press(key);
    await until(shown, 'the candle', async () => (await read()).selection?.from === candles[count - 3].time);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await until(shown, 'nothing is selected', async () => (await read()).selection === undefined);
    const before = (await read()).drawings.length;
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Delete');
    await until(shown, 'one less', async () => (await read()).drawings.length === before - 1);
  });

  await t.test('"Ask about this" reaches the desk and the chat', async () => {
    await finger.click(count - 12, middle(count - 12));
    await frame.locator('[data-testid=chart-ask]').click();
    await frame.locator('.board-form input').fill('Why did it turn here?');
    await page.keyboard.press('Enter');
    const message = await until(shown, 'the message', () => page.evaluate(() => heard.messages[0]));
    assert.match(message.content[0].text, /^Why did it turn here\?/);
    assert.equal((await read()).question.text, 'Why did it turn here?');
  });

  await t.test('a finger does it too', async () => {
    const touching = await open('dark', 420, {hasTouch: true, isMobile: true});
    const tap = async (index, price) => {
      const at = await touching.finger.at(index, price);
      await touching.page.touchscreen.tap(at.x, at.y);
      return at.price;
    };
    await tap(count - 9, middle(count - 9));
    await until(shown, 'the candle', async () => (await read()).selection?.from === candles[count - 9].time);
    const before = (await read()).drawings.length;
    await touching.frame.locator('[data-testid=tool-fibonacci]').tap();
    const from = await tap(count - 30, candles[count - 30].low);
    const to = await tap(count - 12, candles[count - 12].high + 0.5);
    const {drawings} = await until(shown, 'the retracement', async () => {
      const answer = await read();
      return answer.drawings.length === before + 1 && answer;
    });
    const one = drawings.find((drawing) => drawing.kind === 'fibonacci');
    assert.deepEqual([one.time, one.to_time], [candles[count - 30].time, candles[count - 12].time]);
    assert.deepEqual([Number(one.price), Number(one.to_price)], [from, to]);
    assert.equal(one.levels.length, 8);
    await touching.page.close();
  });

  await t.test('full screen, where the host offers it', async () => {
    await frame.locator('[data-testid=app-fullscreen]').click();
    await until(shown, 'the host gives it', () => page.evaluate(() => document.body.dataset.mode === 'fullscreen'));
    await until(shown, 'the chart fills it', async () => (await finger.stage.boundingBox()).height > 480);
    await frame.locator('[data-testid=app-fullscreen]').click();
    await until(shown, 'back in the chat', () => page.evaluate(() => document.body.dataset.mode === 'inline'));
  });

  await t.test('makes its pictures, dark and light', async () => {
    const at = (back) => candles[count - back];
    const window = candles.slice(count - 85, count - 20);
    const low = window.reduce((a, b) => (b.low < a.low ? b : a));
    const after = candles.filter((candle) => candle.time > low.time);
    const high = after.reduce((a, b) => (b.high > a.high ? b : a));
    const {drawings} = (await callTool(client, 'get_chart', {chart})).structuredContent;
    for (const {id, author} of drawings)
      await callTool(client, author === 'user' ? 'chart_event' : 'draw_chart',
                     author === 'user' ? {chart, event: 'remove', remove: id} : {chart, remove: [id]});
    drawn = await callTool(client, 'draw_chart', {chart, back: '9h', indicators: ['sma(20)', 'rsi(14)'], drawings: [
      {kind: 'fibonacci', time: low.time, price: low.low, to_time: high.time, to_price: high.high},
      {kind: 'zone', time: at(95).time, price: low.low - 0.15, to_time: at(25).time, to_price: low.low + 0.25, role: 'support', text: 'buyers came back'},
      {kind: 'mark', time: high.time, text: 'turned here'},
    ]});
    const put = (drawing) => callTool(client, 'chart_event', {chart, event: 'put', drawing});
    await put({kind: 'trend_line', time: at(80).time, price: at(80).low, to_time: at(10).time, to_price: at(10).low, extended: true});
    await callTool(client, 'chart_event', {chart, event: 'select', selection: {kind: 'candle', from: at(16).time, price: at(16).close}});
    for (const theme of ['dark', 'light']) {
      const view = await open(theme);
      await view.finger.drawing('[data-kind=mark]').waitFor({state: 'attached', timeout: shown});
      await until(shown, 'it is painted', () => view.finger.stage.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))));
      const file = pictureFile(theme === 'dark' ? 'chart_in_chat.png' : 'chart_in_chat_light.png');
      await view.page.locator('iframe').screenshot({path: file});
      assert.ok(fs.statSync(file).size > 40_000, 'a picture with something on it');
      await view.page.close();
    }
  });

  await t.test('complains of nothing, under the strictest policy', () => assert.deepEqual(complaints, []));
  await desk.stop();
});
