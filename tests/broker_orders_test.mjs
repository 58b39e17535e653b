// Orders through the gate to Interactive Brokers, whole: the program against pitwall-emulator, by either
// interface, with the person's yes for each of them.
import assert from 'node:assert/strict';
import test from 'node:test';
import {seconds, until, within} from './harness/deadline.mjs';
import {Desk} from './harness/desk.mjs';
import {Emulator, has, missing} from './harness/emulator.mjs';
import {overSocket, pin, setPin} from './harness/order.mjs';

const interfaces = [
  {
    kind: 'client_portal',
    skip: missing,
    block: ({portal, fingerprint}) => `client_portal:\n  address: '${portal}'\n  fingerprint: '${fingerprint}'\n`,
  },
  {
    kind: 'tws',
    skip: missing || (!has('--tws-port') && 'the emulator has no TWS'),
    block: ({tws}) => `tws:\n  port: ${tws}\n`,
  },
];

// The emulated market is open at every hour, the calendar is not.
const gate = `gate:
  approval_lifetime: 10m
  outside_hours: true
  max_orders_per_minute: 1000
  max_orders_per_hour: 1000
`;

async function sayYes(desk, asked) {
  assert.ok(asked.approval, JSON.stringify(asked));
  const answer = await within(seconds(60), 'the answer',
    overSocket(desk, 'pitwall/approval_answer', {approval: asked.approval, yes: true, pin}));
  assert.ok(answer.result, JSON.stringify(answer));
}

const order = (desk, id) => desk.call('get_order', {order: id});
const reaches = (desk, id, ...phases) => until(seconds(90), `order ${id} is ${phases}`, async () => {
  const now = await order(desk, id);
  return phases.includes(now.phase) && now;
});

// Asks, says yes, and yes again to what the broker asks; the order as it stands then.
async function placed(desk, input, tool = 'place_order') {
  let asked = await desk.call(tool, input);
  for (let round = 0; round < 5; ++round) {
    await sayYes(desk, asked);
    const now = await reaches(desk, asked.order, 'working', 'partly_filled', 'filled', 'rejected', 'unknown');
    if (now.phase !== 'rejected') return now;
    assert.ok(now.questions.length > 0, now.detail);
    asked = await desk.call(tool, {...input, accept_questions_of: asked.order});
    assert.match(asked.text, /yes to the broker's question "/);
  }
  return assert.fail('the broker asks without end');
}

async function ready(t, kind, block) {
  const emulator = await Emulator.start(t);
  const desk = await Desk.start(t, {config: `broker:\n  kind: ${kind}\n${block(emulator)}${gate}`});
  await until(seconds(60), 'the session is connected', async () => {
    const {brokers} = await desk.call('desk_status');
    return brokers.some(({broker, state}) => broker === 'Interactive Brokers' && state === 'connected');
  });
  const {accounts} = await desk.call('list_accounts');
  const account = accounts[0].account;
  const price = await until(seconds(60), 'a price of SPY', async () => {
    const response = await desk.post('/tools/call', {name: 'get_quotes', arguments: {symbols: ['SPY']}});
    return response.ok && Number((await response.json()).structured.quotes[0]?.bid);
  });
  await setPin(desk);
  return {emulator, desk, account, at: (part) => Number((price * part).toFixed(2))};
}

for (const {kind, skip, block} of interfaces) {
  test(`orders by ${kind}`, {skip, timeout: seconds(600)}, async (t) => {
    const {emulator, desk, account, at} = await ready(t, kind, block);
    const spy = {account, symbol: 'SPY', side: 'buy'};

    await t.test('one is asked for, approved and filled, once', async () => {
      const now = await placed(desk, {...spy, quantity: 2});
      await reaches(desk, now.order, 'filled');
      const {executions} = await desk.call('get_executions', {account});
      const traded = executions.filter((one) => one.order === now.order);
      assert.equal(traded.reduce((sum, one) => sum + Number(one.quantity), 0), 2);
    });

    await t.test('one is changed and cancelled, each by its own yes', async () => {
      const now = await placed(desk, {...spy, quantity: 3, limit_price: at(0.98)});
      const asked = await desk.call('modify_order', {order: now.order, quantity: 5, limit_price: at(0.985)});
      assert.match(asked.text, /^CHANGE the order BUY 3 SPY, limit .* -> BUY 5 SPY, limit /);
      assert.equal(Number((await order(desk, now.order)).quantity), 3);
      await sayYes(desk, asked);
      await until(seconds(60), 'the change', async () => Number((await order(desk, now.order)).quantity) === 5);
      const off = await desk.call('cancel_all', {account, symbol: 'SPY'});
      assert.equal(Number(off.at_broker), 1);
      await sayYes(desk, off.answer);
      await reaches(desk, now.order, 'cancelled');
    });

    await t.test('one whose answer is lost is unknown, and what the broker has settles it', async () => {
      await fetch(`${emulator.control}/faults`, {method: 'POST', body: '{"lose_order_answer":true}'});
      const now = await placed(desk, {...spy, quantity: 1, limit_price: at(0.98)});
      const settled = await reaches(desk, now.order, 'working');
      assert.equal(Number(settled.filled), 0);
      // While an order is unanswered nothing else may be asked of the Client Portal Gateway.
      const {orders} = await until(seconds(90), 'what the broker has', () =>
        desk.call('list_live_orders', {account}).catch(() => null));
      assert.equal(orders.filter((one) => one.order === now.order).length, 1);
    });

    await t.test('a bracket goes as one, and what hangs on it works', async () => {
      const bracket = {...spy, quantity: 1, limit_price: at(1.01), take_profit: at(1.2), stop_loss: at(0.8)};
      const entry = await placed(desk, bracket);
      await reaches(desk, entry.order, 'filled');
      const children = await until(seconds(60), 'both children', async () => {
        const {orders} = await desk.call('list_orders', {account, open: true});
        const own = orders.filter((one) => one.parent === entry.order && one.phase === 'working');
        return own.length === 2 && own;
      });
      assert.deepEqual(children.map(({type}) => type).sort(), ['limit', 'stop']);
    });

    await t.test('of two that cancel each other the one that is reached is filled', async () => {
      const orders = [{limit_price: at(1.01)}, {limit_price: at(0.98)}];
      const reached = await placed(desk, {...spy, quantity: 1, orders}, 'place_alternatives');
      await reaches(desk, reached.order, 'filled');
      const known = await desk.call('list_orders', {account});
      const other = known.orders.find((one) =>
        one.oca_group === reached.order && one.order !== reached.order);
      await reaches(desk, other.order, 'cancelled');
    });

    await t.test('a trailing stop and one at the middle of the market', async () => {
      const trailing = await placed(desk, {...spy, side: 'sell', quantity: 1, trail_percent: 20});
      assert.equal(trailing.type, 'trailing_stop');
      const middle = await placed(desk, {...spy, quantity: 1, type: 'midprice'});
      await reaches(desk, middle.order, 'filled');
    });

    assert.match((await desk.command('journal', 'verify')).stdout, /The journal is whole/);
  });
}
