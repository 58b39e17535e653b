// A client of the TWS socket that others wrote, @stoqey/ib, in whole sessions with the emulator's
// TWS side: what it decodes is what was meant.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';
import stoqey from '@stoqey/ib';
import {environment, root, start, temporaryFolder} from './harness/desk.mjs';
import {seconds, until, within} from './harness/deadline.mjs';

const {IBApi, EventName} = stoqey;
const program = process.env.PITWALL_EMULATOR ?? path.join(root, 'build/pitwall-emulator');
const answerDeadline = seconds(20);
const account = 'DU1000001';

const free = () => new Promise((resolve, reject) => {
  const server = net.createServer();
  server.on('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const {port} = server.address();
    server.close(() => resolve(port));
  });
});

const listens = (port) => new Promise((resolve) => {
  const socket = net.connect({host: '127.0.0.1', port});
  socket.on('connect', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});

async function emulator(t, version) {
  const port = await free();
  const {child} = start(
    program, ['--tws-port', port, '--tws-version', version, '--client-portal-port', -1,
      '--control-port', -1, '--lifetime', '180s'].map(String),
    {env: environment(temporaryFolder(t))});
  t.after(() => child.kill('SIGKILL'));
  await until(answerDeadline, 'the emulator to listen', () => listens(port));
  return port;
}

// The client, with what it heard: each event's arguments, in order.
class Session {
  static async open(t, port, clientId) {
    const session = new Session(new IBApi({host: '127.0.0.1', port, clientId}));
    t.after(() => session.api.disconnect());
    session.api.connect();
    await session.next(EventName.nextValidId);
    return session;
  }

  constructor(api) {
    this.api = api;
    this.heard = [];
    this.waiting = new Set();
    api.on(EventName.all, (event, args) => {
      this.heard.push({event, args});
      for (const look of this.waiting) look();
    });
  }

  // The first event from now on, or from `since` on, that fits.
  next(event, fits = () => true, since = this.heard.length) {
    let at = since;
    const found = new Promise((resolve) => {
      const look = () => {
        for (; at < this.heard.length; ++at) {
          const {event: name, args} = this.heard[at];
          if (name !== event || !fits(...args)) continue;
          this.waiting.delete(look);
          resolve(args);
          return;
        }
      };
      this.waiting.add(look);
      look();
    });
    return within(answerDeadline, `${event}; heard ${this.tail()}`, found);
  }

  all(event, since = 0) {
    return this.heard.slice(since).filter((one) => one.event === event).map(({args}) => args);
  }

  tail() {
    return this.heard.slice(-5).map(({event, args}) => `${event}(${args})`).join(' ');
  }

  // Asks, waits for the end of the answer, and gives the events of one kind that came before.
  async ask(request, event, end, fits = () => true) {
    const since = this.heard.length;
    request(this.api);
    await this.next(end, fits, since);
    return this.all(event, since);
  }

  // Errors that are no notices, less those with these codes.
  errors(...expected) {
    return this.all(EventName.error).map(([error, code]) => [code, error.message])
      .filter(([code]) => !expected.includes(code) && code < 2100 | code > 2200);
  }
}

const apple = {symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD'};
const order = (terms) => ({account, totalQuantity: 10, tif: 'DAY', transmit: true, ...terms});

// The accounts are opened at the first quotes.
const opened = (session) => until(answerDeadline, 'positions', async () => {
  const positions = await session.ask((api) => api.reqPositions(), EventName.position,
    EventName.positionEnd);
  session.api.cancelPositions();
  return positions.some(([of, , quantity]) => of === account && quantity > 0);
});

for (const version of [178, 193]) {
  test(`a whole session at server version ${version}`,
    {skip: !fs.existsSync(program) && `there is no ${program}`}, async (t) => {
    const port = await emulator(t, version);
    const session = await Session.open(t, port, 11);
    const {api} = session;
    assert.equal(api.serverVersion, version);
    await opened(session);

    await t.test('accounts', async () => {
      const accounts = await session.ask((a) => a.reqManagedAccts(), EventName.managedAccounts,
        EventName.managedAccounts);
      assert.deepEqual(accounts, [['DU1000001,DU1000002']]);
      const summary = await session.ask(
        (a) => a.reqAccountSummary(1, 'All', 'NetLiquidation,BuyingPower'),
        EventName.accountSummary, EventName.accountSummaryEnd);
      assert.equal(summary.length, 4);
      const [, , , value, currency] = summary.find(([, of, tag]) => of === account &&
        tag === 'NetLiquidation');
      assert.ok(Number(value) > 0);
      assert.equal(currency, 'USD');
      api.cancelAccountSummary(1);
      const values = await session.ask((a) => a.reqAccountUpdates(true, account),
        EventName.updateAccountValue, EventName.accountDownloadEnd);
      assert.ok(values.some(([key, amount, of]) => key === 'TotalCashBalance' && of === 'BASE' &&
        Number(amount) > 0));
      assert.ok(session.all(EventName.updatePortfolio).some(([contract, , price]) =>
        contract.conId > 0 && price > 0));
      api.reqAccountUpdates(false, account);
    });

    await t.test('contracts', async () => {
      const [[, details]] = await session.ask((a) => a.reqContractDetails(2, apple),
        EventName.contractDetails, EventName.contractDetailsEnd);
      assert.equal(details.contract.conId, 265598);
      assert.equal(details.minTick, 0.01);
      assert.equal(details.stockType, 'COMMON');
      assert.equal(details.contract.primaryExch, 'NASDAQ');
      assert.match(details.tradingHours, /\d{8}:\d{4}-\d{8}:\d{4}/);
      const [[, future]] = await session.ask(
        (a) => a.reqContractDetails(3, {symbol: 'ES', secType: 'FUT', exchange: 'CME',
          currency: 'USD'}), EventName.contractDetails, EventName.contractDetailsEnd);
      assert.equal(future.contract.multiplier, 50);
      assert.match(future.contract.lastTradeDateOrContractMonth, /^\d{8}$/);
      const [[, samples]] = await session.ask((a) => a.reqMatchingSymbols(4, 'AAPL'),
        EventName.symbolSamples, EventName.symbolSamples);
      assert.equal(samples[0].contract.conId, 265598);
      const rule = Number(details.marketRuleIds.split(',')[0]);
      const [[, steps]] = await session.ask((a) => a.reqMarketRule(rule), EventName.marketRule,
        EventName.marketRule);
      assert.deepEqual(steps, [{lowEdge: 0, increment: 0.01}]);
      const since = session.heard.length;
      api.reqContractDetails(5, {...apple, symbol: 'NOPE'});
      const [, code] = await session.next(EventName.error, (_, __, id) => id === 5, since);
      assert.equal(code, 200);
    });

    await t.test('history', async () => {
      const bars = await session.ask(
        (a) => a.reqHistoricalData(6, apple, '', '5 D', '1 hour', 'TRADES', 1, 2, false, []),
        EventName.historicalData, EventName.historicalData,
        (_, date) => String(date).startsWith('finished'));
      assert.ok(bars.length > 10);
      for (const [, date, open, high, low, close, volume] of bars.slice(0, -1)) {
        assert.match(date, /^\d{10}$/);
        assert.ok(low <= open && open <= high && low <= close && close <= high);
        assert.ok(volume >= 0);
      }
      const [[, head]] = await session.ask((a) => a.reqHeadTimestamp(7, apple, 'TRADES', true, 2),
        EventName.headTimestamp, EventName.headTimestamp);
      assert.match(head, /^\d+$/);
      const [[, ticks, done]] = await session.ask(
        (a) => a.reqHistoricalTicks(8, apple, '20200101-00:00:00', '', 50, 'TRADES', 0, false, []),
        EventName.historicalTicksLast, EventName.historicalTicksLast);
      assert.ok(done && ticks.every(({price, size}) => price > 0 && size >= 0));
    });

    await t.test('quotes as they change', async () => {
      api.reqMktData(9, apple, '', false, false);
      for (const type of [1, 2, 4])
        await session.next(EventName.tickPrice, (id, of, price) => id === 9 && of === type &&
          price > 0, 0);
      await session.next(EventName.tickSize, (id, of, size) => id === 9 && of === 8 && size >= 0,
        0);
      assert.deepEqual(session.all(EventName.marketDataType).at(-1), [9, 1]);
      // Again, after the first picture.
      await session.next(EventName.tickPrice, (id) => id === 9);
      await session.next(EventName.tickPrice, (id) => id === 9);
      api.cancelMktData(9);
      const since = session.heard.length;
      api.reqMktData(10, apple, '', true, false);
      await session.next(EventName.tickSnapshotEnd, (id) => id === 10, since);
      api.reqTickByTickData(12, apple, 'BidAsk', 0, false);
      const [, , bid, ask] = await session.next(EventName.tickByTickBidAsk, (id) => id === 12, 0);
      assert.ok(bid > 0 && bid <= ask);
      api.cancelTickByTickData(12);
    });

    await t.test('the book', async () => {
      const since = session.heard.length;
      api.reqMktDepth(13, apple, 5, false, []);
      const [, position, , , price, size] = await session.next(EventName.updateMktDepth,
        (id, _, operation, side) => id === 13 && operation === 0 && side === 1, since);
      assert.equal(position, 0);
      assert.ok(price > 0 && size > 0);
      api.cancelMktDepth(13, false);
    });

    await t.test('the scanner', async () => {
      const [[xml]] = await session.ask((a) => a.reqScannerParameters(),
        EventName.scannerParameters, EventName.scannerParameters);
      assert.match(xml, /<scanCode>TOP_PERC_GAIN<\/scanCode>/);
      const rows = await session.ask((a) => a.reqScannerSubscription(14, {numberOfRows: 5,
        instrument: 'STK', locationCode: 'STK.US.MAJOR', scanCode: stoqey.ScanCode?.TOP_PERC_GAIN ?? 0},
      [], []), EventName.scannerData, EventName.scannerDataEnd);
      assert.ok(rows.length >= 1);
      assert.deepEqual(rows.map(([, rank]) => rank), rows.map((_, rank) => rank));
      assert.ok(rows.every(([, , details]) => details.contract.conId > 0));
      api.cancelScannerSubscription(14);
    });

    await t.test('options', async () => {
      const [[, exchange, conid, tradingClass, multiplier, expiries, strikes]] = await session.ask(
        (a) => a.reqSecDefOptParams(15, 'AAPL', '', 'STK', 265598),
        EventName.securityDefinitionOptionParameter,
        EventName.securityDefinitionOptionParameterEnd);
      assert.equal(exchange, 'SMART');
      assert.equal(conid, 265598);
      assert.equal(tradingClass, 'AAPL');
      assert.equal(multiplier, 100);
      assert.ok(expiries.length >= 2 && strikes.length >= 5);
      const middle = strikes[Math.floor(strikes.length / 2)];
      const option = {symbol: 'AAPL', secType: 'OPT', exchange: 'SMART', currency: 'USD',
        lastTradeDateOrContractMonth: expiries[0], strike: middle, right: 'C'};
      const found = await session.ask((a) => a.reqContractDetails(16, option),
        EventName.contractDetails, EventName.contractDetailsEnd);
      assert.equal(found.length, 1);
      assert.equal(found[0][1].contract.strike, middle);
      const since = session.heard.length;
      api.reqMktData(17, option, '', false, false);
      const [, , , volatility, delta] = await session.next(EventName.tickOptionComputation,
        (id, type) => id === 17 && type === 13, since);
      assert.ok(volatility > 0 && delta > 0 && delta < 1);
      api.cancelMktData(17);
    });

    await t.test('orders and executions', async () => {
      let since = session.heard.length;
      api.placeOrder(1, apple, order({action: 'BUY', orderType: 'LMT', lmtPrice: 1.5,
        orderRef: 'mine'}));
      const [, status, filled, remaining] = await session.next(EventName.orderStatus,
        (id) => id === 1, since);
      assert.deepEqual([status, filled, remaining], ['Submitted', 0, 10]);
      const [, contract, placed, state] = session.all(EventName.openOrder, since)[0];
      assert.equal(contract.symbol, 'AAPL');
      assert.equal(placed.lmtPrice, 1.5);
      assert.equal(placed.orderRef, 'mine');
      assert.ok(placed.permId > 0);
      assert.equal(state.status, 'Submitted');
      since = session.heard.length;
      api.placeOrder(1, apple, order({action: 'BUY', orderType: 'LMT', lmtPrice: 1.25,
        totalQuantity: 20, orderRef: 'mine'}));
      const [, , , changed] = await session.next(EventName.orderStatus, (id) => id === 1, since);
      assert.equal(changed, 20);
      const open = await session.ask((a) => a.reqAllOpenOrders(), EventName.openOrder,
        EventName.openOrderEnd);
      // What is pushed meanwhile may name it once more.
      assert.deepEqual([...new Set(open.map(([id]) => id))], [1]);
      since = session.heard.length;
      api.cancelOrder(1, {});
      await session.next(EventName.orderStatus, (id, now) => id === 1 && now === 'Cancelled', since);
      await session.next(EventName.error, (_, code, id) => id === 1 && code === 202, since);
      since = session.heard.length;
      api.placeOrder(2, apple, order({action: 'BUY', orderType: 'MKT'}));
      const [, , fill] = await session.next(EventName.execDetails,
        (id, _, execution) => execution.orderId === 2, since);
      assert.equal(fill.side, 'BOT');
      assert.ok(fill.price > 0 && fill.shares > 0);
      const [report] = await session.next(EventName.commissionReport,
        ({execId}) => execId === fill.execId, since);
      assert.ok(report.commission > 0);
      await session.next(EventName.orderStatus, (id, now) => id === 2 && now === 'Filled', since);
      const executions = await session.ask((a) => a.reqExecutions(18, {symbol: 'AAPL'}),
        EventName.execDetails, EventName.execDetailsEnd);
      assert.ok(executions.some(([, , {execId}]) => execId === fill.execId));
      assert.deepEqual(await session.ask((a) => a.reqExecutions(19, {symbol: 'MSFT'}),
        EventName.execDetails, EventName.execDetailsEnd), []);
      const completed = await session.ask((a) => a.reqCompletedOrders(false),
        EventName.completedOrder, EventName.completedOrdersEnd);
      assert.deepEqual(completed.map(([, {totalQuantity}]) => totalQuantity), [20, 10]);
      since = session.heard.length;
      api.placeOrder(3, apple, order({action: 'BUY', orderType: 'LMT', lmtPrice: 100,
        whatIf: true}));
      const [, , , preview] = await session.next(EventName.openOrder, (id) => id === 3, since);
      assert.equal(preview.initMarginChange, 500);
      assert.equal(preview.commission, 1);
    });

    await t.test('profit and loss', async () => {
      const since = session.heard.length;
      api.reqPnL(20, account, '');
      const [, daily, unrealized] = await session.next(EventName.pnl, (id) => id === 20, since);
      assert.ok(Number.isFinite(daily) && Number.isFinite(unrealized));
      api.reqPnLSingle(21, account, '', 265598);
      const [, position, , , , value] = await session.next(EventName.pnlSingle,
        (id) => id === 21, since);
      assert.ok(position >= 10 && value > 0);
      api.cancelPnL(20);
      api.cancelPnLSingle(21);
    });

    await t.test('every message was read to its end', () => {
      assert.deepEqual(session.errors(200, 202), []);
    });
  });
}
