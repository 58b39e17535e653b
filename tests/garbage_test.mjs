// What no honest client sends to the MCP endpoint, byte by byte: cut, forged, replayed, disagreeing
// with itself, far too much of it, or never reading what it asked for. Each has its defined answer,
// and afterwards the daemon is as it was and no larger than it should be.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';
import {seconds, until, within} from './harness/deadline.mjs';
import {Desk} from './harness/desk.mjs';
import {post} from './harness/raw_http.mjs';
import {assertSays} from './harness/sentence.mjs';

const parseError = -32700;
const invalidRequest = -32600;
const methodNotFound = -32601;
const invalidParams = -32602;
const headerMismatch = -32020;
const unsupportedVersion = -32022;

const revision = '2026-07-28';
const meta = {
  'io.modelcontextprotocol/protocolVersion': revision,
  'io.modelcontextprotocol/clientCapabilities': {elicitation: {}},
  'io.modelcontextprotocol/clientInfo': {name: 'one', version: '1'},
};
const both = {Accept: 'application/json, text/event-stream'};

// A request of the newest revision: its headers and its body, which agree.
function modern(method, params = {}, name = params.name ?? params.uri) {
  return {
    headers: {
      ...both, 'MCP-Protocol-Version': revision, 'Mcp-Method': method, ...(name && {'Mcp-Name': name}),
    },
    body: {jsonrpc: '2.0', id: 1, method, params: {_meta: meta, ...params}},
  };
}

async function send(desk, {headers, body}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await post(desk.url, '/mcp', text, headers);
  return {status: answer.status, headers: answer.headers, ...JSON.parse(answer.body || '{}')};
}

function memoryOf(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]) * 1024;
}

// An HTTP request as text, left to its own end.
function requestText(url, method, headers, body = '') {
  const fields = {Host: new URL(url).host, 'Content-Type': 'application/json',
    ...(body && {'Content-Length': Buffer.byteLength(body)}), ...headers};
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} /mcp HTTP/1.1\r\n${lines}\r\n${body}`;
}

// A socket that keeps what it receives.
function open(url, text) {
  const {hostname, port} = new URL(url);
  const socket = net.connect(Number(port), hostname);
  const held = {socket, received: '', closed: false};
  socket.setEncoding('latin1');
  socket.on('data', (part) => {
    if (held.received.length < 65_536) held.received += part;
  });
  socket.on('error', () => {});
  socket.on('close', () => (held.closed = true));
  if (text) socket.write(text);
  return held;
}

async function cutEverywhere(desk) {
  const {headers, body} = modern('tools/call', {name: 'test_simple_text', arguments: {}});
  const text = requestText(desk.url, 'POST', headers, JSON.stringify(body));
  const cutAt = async (length, ending) => {
    const held = open(desk.url);
    await new Promise((resolve) => held.socket.write(text.slice(0, length) || ' ', resolve));
    held.socket[ending]();
    await until(seconds(20), `the end of a request cut at ${length}`, () => held.closed);
    assert.doesNotMatch(held.received, /HTTP\/1\.1 (200|5)/, `cut at ${length}`);
  };
  for (let length = 0; length < text.length; length += 16) {
    const places = Array.from({length: Math.min(16, text.length - length)}, (_, i) => length + i);
    await Promise.all(places.map((place) => cutAt(place, 'end')));
    await Promise.all(places.map((place) => cutAt(place, 'destroy')));
  }
  assert.ok(await desk.isAlive());
  return text.length;
}

const legacyCall = {jsonrpc: '2.0', id: 1, method: 'tools/call',
  params: {name: 'test_simple_text', arguments: {}}};
const call = () => modern('tools/call', {name: 'test_simple_text', arguments: {}});
const changed = (request, change) => (change(request), request);

const refusals = [
  ['a batch', {headers: both, body: [legacyCall, legacyCall]}, 400, invalidRequest, /[Bb]atch/],
  ['an empty batch', {headers: both, body: []}, 400, invalidRequest, /[Bb]atch/],
  ['an id without end', {headers: both, body: {...legacyCall, id: 'x'.repeat(100_000)}}, 400,
    invalidRequest, /id/],
  ['a number without end as id', {headers: both,
    body: `{"jsonrpc":"2.0","id":1${'0'.repeat(5000)},"method":"ping"}`}, 400],
  ['an id that is null', {headers: both, body: {...legacyCall, id: null}}, 400, invalidRequest, /id/],
  ['parameters nested deeply', {headers: both,
    body: `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(200)}${']'.repeat(200)}}}`},
  400, parseError],
  ['a key twice', {headers: both, body: '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}'},
    400, parseError, /method/],
  ['an Accept that takes neither', {headers: {Accept: 'text/html'}, body: legacyCall}, 406,
    invalidRequest, /Accept/],
  ['listening without a stream', changed(modern('subscriptions/listen', {notifications: {}}),
    (request) => (request.headers.Accept = 'application/json')), 406, invalidRequest, /stream/],
  ['a newer header on an older body', {headers: {...both, 'MCP-Protocol-Version': revision},
    body: legacyCall}, 400, invalidParams, /protocolVersion/],
  ['an older header on a newer body', changed(call(), (request) =>
    (request.headers['MCP-Protocol-Version'] = '2025-11-25')), 400, headerMismatch,
  'MCP-Protocol-Version'],
  ['no revision in the header', changed(call(), (request) =>
    delete request.headers['MCP-Protocol-Version']), 400, headerMismatch, 'MCP-Protocol-Version'],
  ['another method in the header', changed(call(), (request) =>
    (request.headers['Mcp-Method'] = 'tools/list')), 400, headerMismatch, 'Mcp-Method'],
  ['no method in the header', changed(call(), (request) => delete request.headers['Mcp-Method']), 400,
    headerMismatch, 'Mcp-Method'],
  ['another name in the header', changed(call(), (request) =>
    (request.headers['Mcp-Name'] = 'greet')), 400, headerMismatch, 'Mcp-Name'],
  ['no name in the header', changed(call(), (request) => delete request.headers['Mcp-Name']), 400,
    headerMismatch, 'Mcp-Name'],
  ['a name in broken base 64', changed(call(), (request) =>
    (request.headers['Mcp-Name'] = '=?base64?%%%?=')), 400, headerMismatch, 'Mcp-Name'],
  ['another parameter in the header', changed(
    modern('tools/call', {name: 'test_header_parameter', arguments: {region: 'eu'}}), (request) =>
      (request.headers['Mcp-Param-Region'] = 'us')), 400, headerMismatch, 'Mcp-Param-Region'],
  ['a parameter in the body only',
    modern('tools/call', {name: 'test_header_parameter', arguments: {region: 'eu'}}), 400,
    headerMismatch, 'Mcp-Param-Region'],
  ['another address in the header', changed(modern('resources/read', {uri: 'test://static-text'}),
    (request) => (request.headers['Mcp-Name'] = 'test://static-binary')), 400, headerMismatch, 'Mcp-Name'],
  ['a revision of the future in both', changed(call(), ({headers, body}) => {
    headers['MCP-Protocol-Version'] = '2199-01-01';
    body.params._meta = {...meta, 'io.modelcontextprotocol/protocolVersion': '2199-01-01'};
  }), 400, unsupportedVersion, '2199-01-01'],
  ['a revision that is a number', changed(call(), ({body}) => {
    body.params._meta = {...meta, 'io.modelcontextprotocol/protocolVersion': 7};
  }), 400, invalidParams, /protocolVersion/],
  ['an envelope that is a list', changed(call(), ({body}) => (body.params._meta = [])), 400, invalidParams],
  ['a method of sessions', modern('resources/subscribe', {uri: 'test://watched-resource'}, undefined),
    404, methodNotFound],
  ['a method of nobody', modern('orders/place'), 404, methodNotFound],
];

async function states(desk) {
  const tool = {name: 'test_input_required_result_request_state', arguments: {}};
  const fresh = async () => {
    const {result} = await send(desk, modern('tools/call', tool));
    assert.equal(result.resultType, 'input_required');
    return result.requestState;
  };
  const inputResponses = {confirm: {action: 'accept', content: {ok: true}}};
  const answerWith = (requestState, params = {}, envelope = meta) =>
    send(desk, modern('tools/call', {...tool, ...params, requestState, inputResponses, _meta: envelope}));
  const refused = async (what, answer) => {
    assert.equal(answer.error?.code, invalidParams, `${what}: ${JSON.stringify(answer)}`);
    assertSays(answer.error.message, 'requestState');
  };

  const state = await fresh();
  await refused('forged', await answerWith('e30.' + '0'.repeat(64)));
  await refused('empty', await answerWith(''));
  await refused('no text', await answerWith({}));
  for (const at of [0, state.indexOf('.') - 1, state.indexOf('.'), state.length - 1])
    await refused(`changed at ${at}`, await answerWith(
      state.slice(0, at) + (state[at] === 'A' ? 'B' : 'A') + state.slice(at + 1)));
  await refused('far too long', await answerWith('A'.repeat(100_000)));
  await refused('of another request', await answerWith(state, {arguments: {more: 1}}));
  const stranger = {...meta, 'io.modelcontextprotocol/clientInfo': {name: 'two', version: '1'}};
  await refused('of another client', await answerWith(state, {}, stranger));
  // None of that used it up; once is once.
  assert.equal((await answerWith(state)).result.resultType, 'complete');
  await refused('replayed', await answerWith(state));
  const twice = await fresh();
  const answers = await Promise.all(Array.from({length: 8}, () => answerWith(twice)));
  assert.equal(answers.filter(({result}) => result?.resultType === 'complete').length, 1);
}

async function openSession(desk) {
  const answer = await post(desk.url, '/mcp', JSON.stringify({jsonrpc: '2.0', id: 0, method: 'initialize',
    params: {protocolVersion: '2025-11-25', capabilities: {}, clientInfo: {name: 'old', version: '1'}}}), both);
  const id = answer.headers.get('mcp-session-id');
  assert.match(id, /^[\x21-\x7e]{20,}$/);
  return {...both, 'Mcp-Session-Id': id, 'MCP-Protocol-Version': '2025-11-25'};
}

async function sessions(desk) {
  const session = await openSession(desk);
  const request = (method, headers) => desk.fetch('/mcp', {method, headers: {...headers,
    'content-type': 'application/json'}, body: method === 'POST' ? JSON.stringify(legacyCall) : undefined});
  assert.equal((await request('POST', session)).status, 200);
  for (const id of ['nobody', session['Mcp-Session-Id'].toLowerCase() + 'x', '*'])
    for (const method of ['POST', 'GET', 'DELETE']) {
      const response = await request(method, {...session, 'Mcp-Session-Id': id});
      assert.equal(response.status, 404, `${method} with ${id}`);
      assertSays((await response.json()).error.message, 'initialize');
    }
  assert.equal((await request('DELETE', session)).status, 204);
  for (const method of ['POST', 'GET', 'DELETE'])
    assert.equal((await request(method, session)).status, 404, method);
}

// Cut while a call goes on; the rest comes by Last-Event-ID, nothing twice and nothing lost.
async function resumption(desk) {
  const session = await openSession(desk);
  const body = JSON.stringify({...legacyCall, id: 'resumed',
    params: {name: 'test_tool_with_progress', arguments: {}, _meta: {progressToken: 5}}});
  const first = open(desk.url, requestText(desk.url, 'POST', session, body));
  await until(seconds(10), 'the first progress', () => first.received.includes('"progress":0'));
  first.socket.destroy();
  const last = [...first.received.matchAll(/^id: (\S+)\r?$/gm)].at(-1)[1];
  const rest = open(desk.url, requestText(desk.url, 'GET', {...session, 'Last-Event-ID': last}));
  await until(seconds(10), 'the answer', () => rest.received.includes('"id":"resumed"'));
  rest.socket.destroy();
  const steps = [...(first.received + rest.received).matchAll(/"progress":(\d+)/g)].map(([, step]) => step);
  assert.deepEqual(steps, ['0', '50', '100']);
  for (const id of ['9999-0', 'x', '-', '1'.repeat(1000)]) {
    const response = await desk.fetch('/mcp', {headers: {...session, 'Last-Event-ID': id}});
    assert.equal(response.status, 404, id);
  }
}

test('what does not belong, at the endpoint', async (t) => {
  const desk = await Desk.start(t, {args: ['--conformance']});
  for (const [what, request, status, code, ...words] of refusals) {
    await t.test(what, async () => {
      const answer = await send(desk, request);
      assert.equal(answer.status, status, JSON.stringify(answer).slice(0, 500));
      if (code) assert.equal(answer.error.code, code, answer.error.message);
      assertSays(answer.error.message, ...words);
      assert.ok(answer.error.message.length < 500);
    });
  }
  await t.test('states that are forged, changed, replayed or somebody else\'s', () => states(desk));
  await t.test('sessions that are not there', () => sessions(desk));
  await t.test('a stream that was cut', () => resumption(desk));
  await t.test('a request cut anywhere', async (t) => {
    t.diagnostic(`cut at ${await cutEverywhere(desk)} places, twice each`);
  });
  assert.ok(await desk.isAlive());
  await desk.stop();
});

const memoryBound = 500 * 1024 * 1024;  // bytes, whatever is done to the daemon below
const wantedStreams = 10_000;
const connectionsMax = 4096;            // of the HTTP server

function listenTo(desk, notifications) {
  const {headers, body} = modern('subscriptions/listen', {notifications});
  return requestText(desk.url, 'POST', headers, JSON.stringify(body));
}

function descriptorsMax() {
  const line = /^Max open files\s+(\d+)/m.exec(fs.readFileSync('/proc/self/limits', 'utf8'));
  return Number(line[1]);
}

test('far too many that listen', async (t) => {
  const desk = await Desk.start(t, {args: ['--conformance'],
    wrapper: ['prlimit', `--nofile=${Math.min(descriptorsMax(), 16_384)}`]});
  const before = memoryOf(desk.pid);
  const count = Math.min(wantedStreams, descriptorsMax() - 200);
  const text = listenTo(desk, {toolsListChanged: true});
  const held = [];
  const statuses = () => held.map(({received}) => received.slice(9, 12));
  for (let opened = 0; opened < count; opened += 500) {
    for (let i = 0; i < 500; ++i) held.push(open(desk.url, text));
    await until(seconds(60), `${opened} answers`, () => statuses().every((status) => status !== ''));
  }
  const listening = statuses().filter((status) => status === '200').length;
  const refused = statuses().filter((status) => status === '503').length;
  assert.equal(listening + refused, held.length, 'each has a defined answer');
  assert.ok(listening <= connectionsMax, `${listening} listen`);
  assert.ok(listening >= Math.min(count, connectionsMax) - 10, `${listening} listen`);
  const during = memoryOf(desk.pid);
  assert.ok(during < memoryBound, `${during} bytes`);
  // A few leave, and by the place they leave a change is made: all the others are told.
  const told = held.filter(({received}) => received.startsWith('HTTP/1.1 200'));
  for (const {socket} of told.splice(0, 10)) socket.destroy();
  await until(seconds(20), 'a place for the one who makes the change', async () => {
    const {status} = await send(desk, modern('tools/call', {name: 'test_trigger_tool_change', arguments: {}}))
      .catch(() => ({}));
    return status === 200;
  });
  await until(seconds(60), 'a word to everybody', () =>
    told.every(({received}) => received.includes('tools/list_changed')));
  const started = Date.now();
  for (const {socket} of held) socket.destroy();
  await until(seconds(30), 'a place for somebody else', async () => {
    try {
      return await desk.isAlive();
    } catch {
      return false;
    }
  });
  t.diagnostic(`${listening} listen, ${refused} refused; memory ${before >> 20} MiB before, ` +
    `${during >> 20} MiB with them; all gone after ${Date.now() - started} ms`);
  await desk.stop();
});

test('who asks and never reads', async (t) => {
  const desk = await Desk.start(t, {args: ['--seed', '7', '--speed', '60']});
  const {resources} = (await send(desk, {headers: both,
    body: {jsonrpc: '2.0', id: 1, method: 'resources/list'}})).result;
  const quotes = resources.map(({uri}) => uri).filter((uri) => uri.startsWith('pitwall://quote/'));
  assert.ok(quotes.length > 5);
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, memoryOf(desk.pid))), 50);
  t.after(() => clearInterval(watch));
  const deaf = (text, times = 1) => {
    const {hostname, port} = new URL(desk.url);
    const socket = net.connect(Number(port), hostname).pause();
    socket.on('error', () => {});
    for (let i = 0; i < times; ++i) socket.write(text);
    return socket;
  };
  const sockets = [];
  for (let i = 0; i < 20; ++i) sockets.push(deaf(listenTo(desk, {resourceSubscriptions: quotes})));
  const listing = requestText(desk.url, 'POST', both, '{"jsonrpc":"2.0","id":1,"method":"tools/list"}');
  for (let i = 0; i < 20; ++i) sockets.push(deaf(listing, 2000));

  // The same by lines: nothing more is read while so much waits.
  const file = path.join(desk.data, fs.readdirSync(desk.data).find((name) => name.endsWith('.sock')));
  const lines = net.connect(file).pause();
  const asked = 2000;
  for (let i = 0; i < asked; ++i) lines.write(`{"jsonrpc":"2.0","id":${i},"method":"tools/list"}\n`);

  // Meanwhile others are served.
  const clock = Date.now();
  for (let i = 0; i < 200; ++i) assert.ok(await within(seconds(5), 'an answer', desk.isAlive()));
  await until(seconds(30), 'ten seconds of it', () => Date.now() - clock > 10_000);
  // Once it reads it gets all that it asked for.
  let answers = 0;
  lines.on('data', (part) => (answers += part.filter((byte) => byte === 10).length));
  lines.resume();
  await until(seconds(60), 'the answers', () => answers === asked);
  lines.destroy();
  assert.ok(most < memoryBound, `${most} bytes`);
  for (const socket of sockets) socket.destroy();
  t.diagnostic(`at most ${most >> 20} MiB; 200 answers to others in ${Date.now() - clock} ms`);
  assert.ok(await desk.isAlive());
  clearInterval(watch);  // a process that has ended has no memory to be read
  await desk.stop();
});
