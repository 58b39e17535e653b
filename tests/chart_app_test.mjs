// The chart in a chat without a browser: its own code and the official SDK's bridge speak with each
// other, and the bridge passes the chart's calls to a running desk.
import {AppBridge} from '@modelcontextprotocol/ext-apps/app-bridge';
import assert from 'node:assert/strict';
import test from 'node:test';
import {callTool, connectHost, loadChartApp} from './harness/chart_app.mjs';
import {seconds, until} from './harness/deadline.mjs';
import {Desk} from './harness/desk.mjs';

const shown = seconds(20);
const everything = {
  serverTools: {},
  openLinks: {},
  message: {text: {}},
  updateModelContext: {text: {}, structuredContent: {}},
};

// A page that only remembers what it was told to show.
class FakeScreen {
  said = [];
  words_ = [];
  views = [];
  refreshed = 0;
  drawings = [];
  selection;
  contexts = [];
  words(text, problem = false) {
    this.words_.push({text, problem});
  }
  show(view) {
    this.views.push(view);
  }
  refresh() {
    this.refreshed++;
  }
  holdings() {}
  earlier() {}
  book({drawings, selection}) {
    Object.assign(this, {drawings, selection});
  }
  say(text, problem = false) {
    this.said.push({text, problem});
  }
  context(context) {
    this.contexts.push(context);
  }
  visible() {
    return true;
  }
}

// The official bridge and our chart, joined in memory; messages are copied as postMessage does.
async function join(t, client, capabilities = everything, {answerMessage = () => ({})} = {}) {
  const {ChartApp} = await loadChartApp(t);
  const screen = new FakeScreen();
  const heard = {contexts: [], messages: [], sizes: []};
  const bridge = new AppBridge(client, {name: 'test host', version: '1'}, capabilities, {
    hostContext: {theme: 'light', displayMode: 'inline', availableDisplayModes: ['inline', 'fullscreen']},
  });
  bridge.onupdatemodelcontext = async (params) => (heard.contexts.push(params), {});
  bridge.onmessage = async (params) => (heard.messages.push(params), answerMessage(params));
  bridge.onrequestdisplaymode = async ({mode}) => ({mode});
  const transport = {
    start: async () => {},
    close: async () => {},
    send: async (message) => void queueMicrotask(() => app.bridge.receive(structuredClone(message))),
  };
  const pace = {look: 40, candles: 400, context: 5};
  const post = (message) => queueMicrotask(() => transport.onmessage?.(structuredClone(message)));
  const app = new ChartApp(post, screen, '1.0.0', pace);
  t.after(() => app.stop());
  let initialized = false;
  bridge.oninitialized = () => (initialized = true);
  await bridge.connect(transport);
  await app.start();
  await until(shown, 'the chart says that it is ready', () => initialized);
  return {app, bridge, screen, heard};
}

test('the chart and the official bridge', async (t) => {
  const desk = await Desk.start(t);
  const client = await connectHost(t, desk);
  const drawn = await callTool(client, 'draw_chart', {symbol: 'SPY', bar: '5m', indicators: ['sma(20)', 'rsi(14)']});
  const {chart} = drawn.structuredContent;
  const {app, bridge, screen, heard} = await join(t, client);
  const read = () => desk.call('get_chart', {chart});

  await t.test('know each other', () => {
    assert.equal(bridge.getAppVersion().name, 'pitwall-chart');
    assert.deepEqual(bridge.getAppCapabilities().availableDisplayModes, ['inline', 'fullscreen']);
    assert.equal(screen.contexts.at(-1).theme, 'light');
  });

  await t.test('a result becomes candles, indicators and a book', async () => {
    await bridge.sendToolInputPartial({arguments: {symbol: 'SP'}});
    await bridge.sendToolInput({arguments: {symbol: 'SPY', bar: '5m'}});
    await until(shown, 'the chart says what is coming', () => /SPY/.test(screen.words_.at(-1).text));
    await bridge.sendToolResult(drawn);
    const view = await until(shown, 'the chart has candles', () => screen.views[0]);
    assert.ok(view.candles.length > 50);
    assert.deepEqual(view.indicators.map((one) => one.name), ['sma(20)', 'rsi(14)']);
    for (const {lines} of view.indicators)
      for (const {values} of lines) assert.equal(values.length, view.candles.length);
  });

  await t.test('a selected candle is known to the model and at the desk, to the second', async () => {
    const candle = screen.views[0].candles.at(-10);
    const end = new Date(Date.parse(candle.time) + 300_000).toISOString().replace('.000', '');
    app.session.select({kind: 'candle', from: candle.time, to: end, price: 605.25});
    const context = await until(shown, 'the model is told', () => heard.contexts.at(-1));
    assert.match(context.content[0].text, /selected the candle/);
    assert.equal(context.structuredContent.selection.from, candle.time);
    const {selection} = await until(shown, 'the desk knows', async () => {
      const answer = await read();
      return answer.selection && answer;
    });
    assert.equal(selection.from, candle.time);
    assert.equal(selection.to, end);
    assert.equal(String(selection.price), '605.25');
    assert.equal(selection.author, 'user');
  });

  await t.test('the next answer of any tool tells the model in one line, once', async () => {
    const ask = () => client.callTool({name: 'desk_status', arguments: {}});
    await ask(); // whatever was news before
    const candle = screen.views[0].candles.at(-12);
    const end = new Date(Date.parse(candle.time) + 300_000).toISOString().replace('.000', '');
    app.session.select({kind: 'candle', from: candle.time, to: end, price: 604.5});
    const told = await until(shown, 'the model is told', async () => {
      const {content} = await ask();
      return content.length > 1 && content.at(-1).text;
    });
    assert.match(told, /selected/);
    assert.match(told, /SPY:ARCA/);
    assert.equal(told.split('\n').length, 1);
    assert.equal((await ask()).content.length, 1, 'once is enough');
  });

  await t.test('a drawn line is at the desk with the exact times and prices', async () => {
    const {candles} = screen.views[0];
    const line = {kind: 'trend_line', time: candles.at(-40).time, price: 601.07, to_time: candles.at(-5).time, to_price: 603.3};
    app.session.put(line);
    const {drawings} = await until(shown, 'the desk has the line', async () => {
      const answer = await read();
      return answer.drawings.length === 1 && answer;
    });
    const [one] = drawings;
    assert.deepEqual([one.kind, one.time, one.to_time], [line.kind, line.time, line.to_time]);
    assert.deepEqual([String(one.price), String(one.to_price)], ['601.07', '603.3']);
    assert.equal(one.author, 'user');
    await until(shown, 'the chart knows it by the desk\'s handle', () => screen.drawings[0]?.id === one.id);
    await until(shown, 'the model is told of it', () => heard.contexts.at(-1).structuredContent.drawings.length === 1);
  });

  await t.test('what the model draws appears in the chart', async () => {
    await callTool(client, 'draw_chart', {chart, drawings: [{kind: 'level', price: 604, role: 'resistance', text: 'prior high'}]});
    const level = await until(shown, 'the level is shown', () => screen.drawings.find((one) => one.kind === 'level'));
    assert.deepEqual([level.price, level.role, level.author], [604, 'resistance', 'assistant']);
  });

  await t.test('candles are asked for anew', () => until(shown, 'newer candles', () => screen.refreshed > 0));

  await t.test('what the model makes it show instead is shown', async () => {
    await callTool(client, 'draw_chart', {chart, bar: '15m', indicators: ['ema(50)', 'rsi(14)']});
    const view = await until(shown, 'the other candles', () => screen.views.find((one) => one.bar === '15m'));
    assert.deepEqual(view.indicators.map((one) => one.name), ['ema(50)', 'rsi(14)']);
    await until(shown, 'drawings stay', () => screen.drawings.length === 2);
    await callTool(client, 'draw_chart', {chart, bar: '5m', indicators: ['sma(20)', 'rsi(14)']});
    await until(shown, 'the first ones again', () => screen.views.at(-1).bar === '5m');
    screen.refreshed = 0;
  });

  await t.test('a question goes to the desk and into the chat', async () => {
    app.ask('What happened here?');
    const said = await until(shown, 'the message', () => heard.messages[0]);
    assert.equal(said.role, 'user');
    assert.match(said.content[0].text, /^What happened here\?/);
    assert.match(said.content[0].text, new RegExp(chart));
    assert.equal((await read()).question.text, 'What happened here?');
    await until(shown, 'it says so', () => screen.said.some(({text, problem}) => text === 'Asked.' && !problem));
  });

  await t.test('the last change can be undone', async () => {
    const before = (await read()).drawings.length;
    app.session.put({kind: 'mark', time: screen.views[0].candles.at(-3).time, price: 600});
    await until(shown, 'the mark', async () => (await read()).drawings.length === before + 1);
    app.session.undo();
    await until(shown, 'the mark is gone', async () => (await read()).drawings.length === before);
  });

  await t.test('the host may ask the chart what is selected', async () => {
    const {tools} = await bridge.listTools({});
    assert.deepEqual(tools.map((tool) => tool.name), ['chart_get_selection']);
    const answer = await bridge.callTool({name: 'chart_get_selection', arguments: {}});
    assert.equal(answer.structuredContent.chart, chart);
    assert.equal(answer.structuredContent.selection.author, 'user');
    await assert.rejects(bridge.callTool({name: 'other', arguments: {}}), /no tool other/);
  });

  await t.test('a bad act is refused in words that are shown', async () => {
    app.session.put({kind: 'level', time: screen.views[0].candles[0].time, price: -5});
    await until(shown, 'the refusal', () => screen.said.some(({text, problem}) => problem && /price/.test(text)));
  });

  await t.test('changes of the host reach the page; full screen is asked for', async () => {
    await bridge.sendHostContextChange({theme: 'dark', safeAreaInsets: {top: 8, right: 0, bottom: 0, left: 0}});
    await until(shown, 'the theme', () => screen.contexts.at(-1).theme === 'dark');
    assert.equal(screen.contexts.at(-1).safeArea.top, 8);
    assert.equal(await app.bridge.displayMode('fullscreen'), 'fullscreen');
    assert.equal(screen.contexts.at(-1).displayMode, 'fullscreen');
  });

  await t.test('ends when it is told to', async () => {
    assert.deepEqual(await bridge.teardownResource({}), {});
    app.stop();
  });
  await desk.stop();
});

test('hosts that can do less', async (t) => {
  const desk = await Desk.start(t);
  const client = await connectHost(t, desk);
  const drawn = await callTool(client, 'draw_chart', {symbol: 'AAPL', bar: '5m'});

  await t.test('without tools: the words are shown, and why there is no chart', async () => {
    const {bridge, screen} = await join(t, client, {message: {}});
    await bridge.sendToolResult(drawn);
    const {text, problem} = await until(shown, 'words', () => screen.words_.find((one) => /AAPL/.test(one.text)));
    assert.match(text, /lets a chart ask nothing of the desk/);
    assert.equal(problem, false);
    assert.equal(screen.views.length, 0);
  });

  await t.test('without context and messages: the desk still learns of everything', async () => {
    const {app, bridge, screen, heard} = await join(t, client, {serverTools: {}});
    await bridge.sendToolResult(drawn);
    await until(shown, 'candles', () => screen.views[0]);
    app.ask('And this?');
    await until(shown, 'it says what to do', () => screen.said.some(({text}) => /ask your assistant to look/.test(text)));
    assert.deepEqual([heard.contexts.length, heard.messages.length], [0, 0]);
    const {question} = await desk.call('get_chart', {chart: drawn.structuredContent.chart});
    assert.equal(question.text, 'And this?');
  });

  await t.test('that refuse a message: it is said', async () => {
    const {app, bridge, screen} = await join(t, client, everything, {answerMessage: () => ({isError: true})});
    await bridge.sendToolResult(drawn);
    await until(shown, 'candles', () => screen.views[0]);
    app.ask('');
    await until(shown, 'it is said', () => screen.said.some(({text, problem}) => problem && /write it in the chat/.test(text)));
  });

  await t.test('a failed or cancelled tool is said', async () => {
    const {bridge, screen} = await join(t, client);
    await bridge.sendToolCancelled({reason: 'by the user'});
    await until(shown, 'the reason', () => /by the user/.test(screen.words_.at(-1).text));
    await bridge.sendToolResult({content: [{type: 'text', text: 'There is no such symbol.'}], isError: true});
    await until(shown, 'the failure', () => screen.words_.at(-1).problem);
    assert.equal(screen.words_.at(-1).text, 'There is no such symbol.');
  });

  await t.test('a chart that the desk has forgotten is said to be so', async () => {
    const {bridge, screen} = await join(t, client);
    await bridge.sendToolResult({content: [{type: 'text', text: 'x'}], structuredContent: {chart: 'chart-999'}});
    await until(shown, 'the failure', () => /no chart "chart-999"/.test(screen.words_.at(-1).text));
  });
  await desk.stop();
});
