// What does not belong: each answered with a clear sentence, and the desk goes on.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {Desk, pitwall, temporaryFolder} from './harness/desk.mjs';
import {exchange, post} from './harness/raw_http.mjs';
import {assertSays} from './harness/sentence.mjs';

const parseError = -32700;
const invalidRequest = -32600;
const methodNotFound = -32601;
const invalidParams = -32602;

const call = (name, input) =>
  JSON.stringify({jsonrpc: '2.0', id: 1, method: 'tools/call', params: {name, arguments: input}});

test('over HTTP', async (t) => {
  const desk = await Desk.start(t, {config: 'max_body_bytes: 65536\n'});

  const refusals = [
    ['JSON cut short', '{"jsonrpc":"2.0","id":1,', parseError, /JSON/],
    ['no JSON at all', 'hello', parseError, /JSON/],
    ['nothing', '', parseError],
    ['bytes that are no UTF-8', Buffer.from('{"a":"\xff"}', 'latin1'), parseError],
    ['a hundred thousand brackets', '['.repeat(60_000), parseError],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', invalidRequest, /[Bb]atch/],
    ['a bare number', '5', invalidRequest, /object/],
    ['another version of JSON-RPC', '{"jsonrpc":"1.0","id":1,"method":"ping"}', invalidRequest, '2.0'],
    ['no method', '{"jsonrpc":"2.0","id":1}', invalidRequest, 'method'],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', invalidRequest, 'id'],
    ['parameters in a list', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}',
      invalidParams, 'params'],
    ['an unknown method', '{"jsonrpc":"2.0","id":1,"method":"orders/place"}', methodNotFound,
      'orders/place'],
    ['an unknown tool', call('get_portfolo', {}), invalidParams, 'get_portfolio'],
    ['a cursor that nobody gave', '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"x"}}',
      invalidParams, 'cursor'],
  ];
  for (const [what, body, code, ...words] of refusals) {
    await t.test(what, async () => {
      const response = await desk.fetch('/mcp', {
        method: 'POST',
        headers: {'content-type': 'application/json', accept: 'application/json, text/event-stream'},
        body,
      });
      const answer = await response.json();
      assert.equal(answer.error.code, code, JSON.stringify(answer));
      assertSays(answer.error.message, ...words);
      assert.ok(await desk.isAlive());
    });
  }

  const wrongInputs = [
    ['wrong types, all of them named', 'get_market_history',
      {symbol: 5, bar: '7m', back: 'soon', limit: 'many'}, 'symbol', 'bar', 'back', 'limit'],
    ['a field too many', 'get_market_history', {symbol: 'SPY', sybmol: 'QQQ'}, 'sybmol'],
    ['a field missing', 'get_market_history', {}, 'symbol'],
    ['arguments that are a list', 'get_market_history', ['SPY'], /object/],
    ['an unknown symbol, with the nearest', 'get_instrument', {symbol: 'APPL'}, 'AAPL'],
    ['an impossible date', 'get_market_history', {symbol: 'SPY', until: '2021-02-29T00:00:00Z'}, 'until'],
    ['an impossible hour', 'get_market_history', {symbol: 'SPY', until: '2021-02-28T25:00:00Z'}, 'until'],
    ['a limit past the limit', 'get_market_history', {symbol: 'SPY', limit: 1_000_000}, 'limit', '2000'],
    ['a number past all numbers', 'get_market_history', {symbol: 'SPY', limit: 1e300}, 'limit'],
    ['nothing, in a list', 'get_quotes', {symbols: []}, 'symbols'],
    ['far too many symbols', 'get_quotes', {symbols: Array(101).fill('SPY')}, 'symbols', '100'],
    ['a symbol of a thousand letters', 'get_instrument', {symbol: 'A'.repeat(1000)}, /symbol|instrument/i],
    ['control characters', 'get_instrument', {symbol: 'SPY\u0000\u001b[31m'}],
    ['a forged cursor', 'get_tick_data', {symbol: 'SPY', cursor: 't0.99999999999999999999'}, 'cursor'],
  ];
  for (const [what, name, input, ...words] of wrongInputs) {
    await t.test(what, async () => {
      const response = await desk.fetch('/mcp', {
        method: 'POST', headers: {'content-type': 'application/json'}, body: call(name, input),
      });
      const {result} = await response.json();
      assert.equal(result.isError, true, JSON.stringify(result).slice(0, 300));
      const [{text}] = result.content;
      assertSays(text, ...words);
      assert.ok(text.length < 2000, 'an error stays short');
      assert.doesNotMatch(text, /[\u0000-\u0008\u001b]/);
      // The same by REST, as a status.
      const rest = await desk.post('/tools/call', {name, arguments: input});
      assert.ok(rest.status >= 400 && rest.status < 500, `${rest.status}`);
      assert.ok(await desk.isAlive());
    });
  }

  const body = call('desk_status', {});
  const strangers = [
    ['a page of another origin', {Origin: 'https://example.com'}, 403],
    ['a page of another port', {Origin: 'http://127.0.0.1:1'}, 403],
    ['a sandboxed page', {Origin: 'null'}, 403],
    ['a name that points here', {Host: 'pitwall.example.com'}, 403],
    ['a name that begins like ours', {Host: 'localhost.example.com'}, 403],
    ['a form', {'Content-Type': 'text/plain'}, 415],
    ['a form of another kind', {'Content-Type': 'application/x-www-form-urlencoded'}, 415],
    ['no type', {'Content-Type': ''}, 415],
    ['a protocol of the future', {'MCP-Protocol-Version': '2199-01-01'}, 400],
  ];
  for (const [what, headers, status] of strangers) {
    await t.test(what, async () => {
      const answer = await post(desk.url, '/mcp', body, headers);
      assert.equal(answer.status, status, answer.body);
      assertSays(JSON.parse(answer.body).error.message);
      assert.equal(answer.headers.get('access-control-allow-origin'), undefined);
    });
  }

  await t.test('GET and DELETE at /mcp', async () => {
    // Both belong to a session; garbage_test.mjs has what goes with one.
    const answers = [['GET', 405, 'POST'], ['DELETE', 400, null], ['PUT', 405, 'POST, GET, DELETE']];
    for (const [method, status, allow] of answers) {
      const response = await desk.fetch('/mcp', {method});
      assert.equal(response.status, status, method);
      assert.equal(response.headers.get('allow'), allow, method);
      assertSays((await response.json()).error.message);
    }
  });

  await t.test('a body over the limit', async () => {
    const answer = await post(desk.url, '/mcp', call('get_instrument', {symbol: 'A'.repeat(70_000)}));
    assert.equal(answer.status, 413);
    assert.match(answer.body, /65536/);
  });

  await t.test('no HTTP', async () => {
    for (const text of ['hello\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\x16\x03\x01\x02\x00\x01\r\n\r\n',
      `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`]) {
      const {status} = await exchange(desk.url, text);
      assert.ok(status >= 400 && status < 600, `${status} for ${text.slice(0, 20)}`);
    }
  });

  await t.test('a path that is not there', async () => {
    for (const target of ['/nothing', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/mcp/x']) {
      const {status} = await exchange(desk.url,
        `GET ${target} HTTP/1.1\r\nHost: ${new URL(desk.url).host}\r\nConnection: close\r\n\r\n`);
      assert.ok(status === 404 || status === 400, `${target}: ${status}`);
    }
  });

  assert.ok(await desk.isAlive());
  await desk.stop();
});

test('at the start', async (t) => {
  const desk = await Desk.start(t);
  const {folder} = desk;
  const refused = async (args) => {
    const {code, stderr} = await pitwall(folder, args);
    assert.ok(code === 1 || code === 2, `code ${code}: ${stderr}`);
    return stderr;
  };
  const configured = (text) => {
    const file = path.join(folder, 'wrong.yaml');
    fs.writeFileSync(file, text);
    return refused(['serve', '--data', path.join(folder, 'other'), '--port', '0', '--config', file]);
  };

  await t.test('a second desk on one folder', async () => {
    const stderr = await refused(['serve', '--data', desk.data, '--port', '0']);
    assertSays(stderr.split('\n').at(-2), String(desk.pid));
  });
  await t.test('a port that is taken', async () => {
    const {port} = new URL(desk.url);
    const stderr = await refused(['serve', '--data', path.join(folder, 'other'), '--port', port]);
    assertSays(stderr.split('\n').at(-2), port, /port/i);
  });
  await t.test('an unknown key, with the nearest', async () => {
    assertSays(await configured('listn:\n  port: 0\n'), 'listn', 'listen');
    assertSays(await configured('listen:\n  prot: 0\n'), 'prot', 'port');
  });
  await t.test('every fault of a file at once', async () => {
    assertSays(await configured('listen:\n  port: 70000\nlog_level: loud\n'), 'listen.port', 'log_level');
  });
  await t.test('an address that is not this machine', async () => {
    assertSays(await configured('listen:\n  address: 0.0.0.0\n'), '127.0.0.1');
  });
  await t.test('no YAML', async () => {
    assertSays(await configured('listen: [\n'), 'line');
  });
  await t.test('a file that is not there', async () => {
    const stderr = await refused(['serve', '--config', path.join(folder, 'none.yaml')]);
    assertSays(stderr, 'none.yaml');
  });
  await t.test('an unknown option, command or tape', async () => {
    assert.match(await refused(['serve', '--prot', '1']), /--prot/);
    assert.match(await refused(['srve']), /--help/);
    assert.match(await refused(['serve', '--tape', 'random']), /synthetic/);
  });
  await t.test('a tape without bars', async () => {
    const stderr = await refused(
      ['serve', '--data', path.join(folder, 'empty'), '--port', '0', '--tape', 'replay']);
    assertSays(stderr.split('\n').at(-2), 'import');
  });
  await t.test('calls where no desk runs', async () => {
    const stderr = await refused(['call', 'desk_status', '--data', path.join(folder, 'nobody')]);
    assertSays(stderr, 'pitwall serve');
  });
  await t.test('calls that are wrong', async () => {
    assertSays(await refused(['call', 'desk_statu', '--data', desk.data]), 'desk_status');
    assertSays(await refused(['call', 'desk_status', '{', '--data', desk.data]), 'JSON');
  });
  await t.test('a data folder that cannot be', async () => {
    assertSays(await refused(['serve', '--data', '/dev/null/desk', '--port', '0']), '/dev/null/desk');
  });
  assert.ok(await desk.isAlive());
  await desk.stop();
});
