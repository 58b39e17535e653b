// A desk on Interactive Brokers, whole: the program against pitwall-emulator, by either interface.
import assert from 'node:assert/strict';
import test from 'node:test';
import {connectHttp} from './harness/client.mjs';
import {Desk, pitwall, temporaryFolder} from './harness/desk.mjs';
import {seconds, until, within} from './harness/deadline.mjs';
import {Emulator, has, missing} from './harness/emulator.mjs';

const interfaces = [
  {
    kind: 'client_portal',
    skip: missing,
    block: ({portal, fingerprint}) => `client_portal:\n  address: '${portal}'\n  fingerprint: '${fingerprint}'\n`,
    flags: ({portal}) => ['--client-portal', portal],
    counts: (state) => state.client_portal,
  },
  {
    kind: 'tws',
    skip: missing || (!has('--tws-port') && 'the emulator has no TWS'),
    block: ({tws}) => `tws:\n  port: ${tws}\n`,
    flags: ({tws}) => ['--tws', `127.0.0.1:${tws}`],
    counts: (state) => state.tws,
  },
];

const comesUp = seconds(60);
const clients = 5;
const callsEach = 200;

async function session(desk) {
  const {brokers} = await desk.call('desk_status');
  return brokers.find(({broker}) => broker === 'Interactive Brokers') ?? {state: 'unknown', detail: ''};
}
const reaches = (desk, state) => until(comesUp, `the session is ${state}`, async () => {
  const now = await session(desk);
  return now.state === state && now;
});

async function ask(client, name, input = {}) {
  const {structuredContent, isError, content} = await client.callTool({name, arguments: input});
  assert.ok(!isError, `${name}: ${JSON.stringify(content)}`);
  return structuredContent;
}

for (const {kind, skip, block, flags, counts} of interfaces) {
  test(`a desk by ${kind}`, {skip, timeout: seconds(240)}, async (t) => {
    const emulator = await Emulator.start(t);
    const desk = await Desk.start(t, {config: `broker:\n  kind: ${kind}\n${block(emulator)}`});
    await reaches(desk, 'connected');
    const client = await connectHttp(t, desk);

    await t.test('says where it is, and shows the portfolio', async () => {
      const status = await ask(client, 'desk_status');
      assert.match(status.market, /^Interactive Brokers, .*127\.0\.0\.1:\d+$/);
      assert.ok(status.accounts >= 1);
      const portfolio = await ask(client, 'get_portfolio');
      assert.ok(portfolio.positions.length >= 4, JSON.stringify(portfolio));
      for (const {origin, account} of portfolio.positions) {
        assert.match(account, /^DU/);
        assert.equal(origin.source, 'Interactive Brokers');
      }
      assert.deepEqual(portfolio.errors, []);
    });

    await t.test('quotes and candles come from the broker', async () => {
      const {quotes} = await ask(client, 'get_quotes', {symbols: ['SPY', 'AAPL']});
      assert.deepEqual(quotes.map(({symbol}) => symbol), ['SPY:ARCA', 'AAPL:NASDAQ']);
      for (const quote of quotes) assert.ok(Number(quote.last) > 0, JSON.stringify(quote));
      const history = await ask(client, 'get_market_history', {symbol: 'SPY', bar: '5m', back: '1d'});
      assert.ok(history.bars.length > 10);
    });

    await t.test('the command that sets it up finds nothing wrong', async () => {
      const {code, stdout} = await pitwall(
        temporaryFolder(t), ['connect', 'ibkr', '--check', '--config', '/nonexistent.yaml', ...flags(emulator)]);
      assert.equal(code, 0, stdout);
      assert.match(stdout, /Account DU\d+, paper\./);
      assert.doesNotMatch(stdout, /STOP/);
    });

    await t.test('another login takes the session, and gives it back', async () => {
      await emulator.happen('competing_login');
      await reaches(desk, 'competing');
      await emulator.happen('competing_gone');
    });
  });

  test(`a thousand questions at once by ${kind}`, {skip, timeout: seconds(270)}, async (t) => {
    const emulator = await Emulator.start(t);
    if (!counts(await emulator.state())) return t.skip('the emulator does not count this wire');
    const desk = await Desk.start(t, {config: `broker:\n  kind: ${kind}\n${block(emulator)}`});
    await reaches(desk, 'connected');
    const questions = [
      ['desk_status', {}],
      ['get_portfolio', {}],
      ['get_balances', {}],
      ['get_quotes', {symbols: ['SPY', 'AAPL', 'MSFT']}],
      ['get_market_history', {symbol: 'SPY', bar: '1h', back: '5d'}],
    ];
    const all = await Promise.all(Array.from({length: clients}, async () => {
      const client = await connectHttp(t, desk);
      return Array.from({length: callsEach}, (_, i) => {
        const [name, input] = questions[i % questions.length];
        return client.callTool({name, arguments: input}, undefined, {timeout: seconds(240)});
      });
    }));
    const answers = await within(seconds(240), 'a thousand answers', Promise.all(all.flat()));
    assert.equal(answers.length, clients * callsEach);
    // What the broker's limits leave no room for is said, with the time when to ask again.
    const wrong = answers.filter(({isError, content}) => isError && !/ask again in \d+s/.test(content[0].text));
    assert.deepEqual(wrong, []);
    assert.ok(answers.filter(({isError}) => !isError).length >= clients * callsEach * 0.75);
    assert.equal(counts(await emulator.state()).too_many, 0);
    assert.equal((await session(desk)).state, 'connected');
  });
}
