// From outside: the official clients sign in through nginx by their own providers, and what must be
// refused is refused.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import test from 'node:test';
import {Client} from '@modelcontextprotocol/sdk/client/index.js';
import {UnauthorizedError} from '@modelcontextprotocol/sdk/client/auth.js';
import {StreamableHTTPClientTransport} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as newer from '@modelcontextprotocol/client';
import {chromium} from 'playwright-core';
import {seconds, until, within} from './harness/deadline.mjs';
import {Desk, environment, pitwall, program, root, start, temporaryFolder} from './harness/desk.mjs';
import {exchange} from './harness/raw_http.mjs';
import {makeCertificate, missing, password, RemoteDesk} from './harness/remote.mjs';
import {assertSays} from './harness/sentence.mjs';

const skip = missing && `${missing} is missing`;
const redirect = 'http://localhost:7777/callback';

// The official clients' own provider interface, kept in memory.
class Provider {
  constructor({clientMetadataUrl} = {}) {
    this.clientMetadataUrl = clientMetadataUrl;
    this.redirects = [];
  }
  get redirectUrl() { return redirect; }
  get clientMetadata() {
    return {client_name: 'Official client', redirect_uris: [redirect], grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'], token_endpoint_auth_method: 'none', application_type: 'native'};
  }
  state() { return (this.lastState = crypto.randomUUID()); }
  clientInformation() { return this.client; }
  saveClientInformation(client) { this.client = client; }
  tokens() { return this.saved; }
  saveTokens(tokens) { this.saved = tokens; }
  redirectToAuthorization(url) { this.redirects.push(url); }
  saveCodeVerifier(verifier) { this.verifier = verifier; }
  codeVerifier() { return this.verifier; }
  discoveryState() { return this.discovered; }
  saveDiscoveryState(state) { this.discovered = state; }
}

// What a client makes before it asks: PKCE, and the query of /authorize.
function newRequest(remote, client, changes = {}) {
  const verifier = crypto.randomBytes(32).toString('base64url');
  const fields = {
    response_type: 'code', client_id: client, redirect_uri: redirect, state: 'a state & more',
    code_challenge: crypto.createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256', resource: `${remote.url}/mcp`, scope: 'read', ...changes,
  };
  for (const [name, value] of Object.entries(fields)) if (value === undefined) delete fields[name];
  return {verifier, url: `${remote.url}/authorize?${new URLSearchParams(fields)}`};
}

function redeem(remote, client, code, verifier, changes = {}) {
  return remote.postForm('/token', {
    grant_type: 'authorization_code', code, client_id: client, redirect_uri: redirect,
    code_verifier: verifier, resource: `${remote.url}/mcp`, ...changes,
  });
}

// A whole sign-in without an official client: {client, tokens, code, verifier}.
async function tokensFor(remote, fields) {
  const client = await remote.register();
  const {verifier, url} = newRequest(remote, client);
  const back = await remote.signIn(url, fields);
  const code = back.searchParams.get('code');
  const answer = await redeem(remote, client, code, verifier);
  assert.equal(answer.status, 200);
  return {client, code, verifier, tokens: await answer.json()};
}

async function assertRefused(answer, status, error) {
  const body = await answer.json();
  assert.equal(answer.status, status, JSON.stringify(body));
  assert.equal(body.error, error, JSON.stringify(body));
  return body;
}

// Through nginx, but with another name in the Host header.
function statusAs(remote, host) {
  const {port} = new URL(remote.url);
  return within(seconds(20), 'an answer', new Promise((resolve, reject) => {
    https.get({host: '127.0.0.1', port, servername: 'desk.test', ca: fs.readFileSync(remote.files.certificate),
      checkServerIdentity: () => undefined, path: '/tools/list', headers: {host}, agent: false},
    (answer) => resolve(answer.resume().statusCode)).on('error', reject);
  }));
}

async function asksForToken(answer, url) {
  await assertRefused(answer, 401, 'invalid_token');
  const challenge = answer.headers.get('www-authenticate');
  assert.match(challenge, /^Bearer /);
  assert.ok(challenge.includes(`resource_metadata="${url}/.well-known/oauth-protected-resource/mcp"`), challenge);
  assert.match(challenge, /scope="read"/);
  return challenge;
}

test('the official client signs in, calls a tool, and goes on after its token has ended', {skip}, async (t) => {
  const remote = await RemoteDesk.start(t, {remote: ['access_lifetime: 2s']});
  const provider = new Provider();
  const open = () => new StreamableHTTPClientTransport(new URL(`${remote.url}/mcp`),
    {authProvider: provider, fetch: remote.fetch});
  const first = open();
  await assert.rejects(new Client({name: 'official', version: '1'}).connect(first), UnauthorizedError);
  const asked = provider.redirects[0];
  assert.equal(asked.origin, remote.url);
  assert.equal(asked.searchParams.get('resource'), `${remote.url}/mcp`);
  assert.equal(asked.searchParams.get('scope'), 'read');
  const back = await remote.signIn(asked);
  assert.equal(back.origin + back.pathname, redirect);
  assert.equal(back.searchParams.get('state'), provider.lastState);
  assert.equal(back.searchParams.get('iss'), remote.url);
  await first.finishAuth(back.searchParams.get('code'));
  assert.equal(provider.saved.scope, 'read');

  const client = new Client({name: 'official', version: '1'});
  await client.connect(open());
  t.after(() => client.close());
  assert.ok((await client.listTools()).tools.length > 10);
  const status = await client.callTool({name: 'desk_status', arguments: {}});
  assert.ok(!status.isError, status.content[0].text);

  await t.test('its token ends, and it renews it without the owner', async () => {
    const before = provider.saved;
    await until(seconds(20), 'the token has ended', async () =>
      (await remote.mcp(before.access_token)).status === 401);
    const later = await client.callTool({name: 'desk_status', arguments: {}});
    assert.ok(!later.isError);
    assert.notEqual(provider.saved.access_token, before.access_token);
    assert.notEqual(provider.saved.refresh_token, before.refresh_token);
    assert.equal(provider.redirects.length, 1);
  });

  await t.test('the command line lists it and ends it', async () => {
    const listed = await remote.desk.command('access', 'list');
    assert.match(listed.stdout, /Official client +may read/);
    assert.doesNotMatch(listed.stdout + remote.desk.process.said.stderr, new RegExp(provider.saved.refresh_token));
    const id = listed.stdout.match(/^([0-9A-Z]{26}) /m)[1];
    assert.equal((await remote.desk.command('access', 'revoke', id)).code, 0);
    assert.match((await remote.desk.command('access', 'list')).stdout, /Nobody is signed in/);
    await asksForToken(await remote.mcp(provider.saved.access_token), remote.url);
    const again = await remote.desk.command('access', 'revoke', id);
    assert.equal(again.code, 1);
    assertSays(again.stderr, 'No assistant is signed in');
  });
  await remote.desk.stop();
});

test('the official client of the newest revision signs in', {skip}, async (t) => {
  const remote = await RemoteDesk.start(t);
  const provider = new Provider();
  const open = () => new newer.StreamableHTTPClientTransport(new URL(`${remote.url}/mcp`),
    {authProvider: provider, fetch: remote.fetch});
  const first = open();
  await assert.rejects(new newer.Client({name: 'official', version: '2'}).connect(first), newer.UnauthorizedError);
  const back = await remote.signIn(provider.redirects[0]);
  await first.finishAuth(back.searchParams);
  const client = new newer.Client({name: 'official', version: '2'});
  await client.connect(open());
  t.after(() => client.close());
  const status = await client.callTool({name: 'desk_status', arguments: {}});
  assert.ok(!status.isError);

  await t.test('an answer that names another issuer is not taken by the client', async () => {
    const other = new Provider();
    const transport = new newer.StreamableHTTPClientTransport(new URL(`${remote.url}/mcp`),
      {authProvider: other, fetch: remote.fetch});
    await assert.rejects(new newer.Client({name: 'official', version: '2'}).connect(transport));
    const answer = await remote.signIn(other.redirects[0]);
    answer.searchParams.set('iss', 'https://another.example');
    await assert.rejects(transport.finishAuth(answer.searchParams), /iss/i);
  });
  await remote.desk.stop();
});

test('what is found by discovery', {skip}, async (t) => {
  const remote = await RemoteDesk.start(t);
  const get = async (target) => {
    const answer = await remote.fetch(remote.url + target);
    assert.equal(answer.status, 200, target);
    assert.equal(answer.headers.get('content-type'), 'application/json');
    return answer.json();
  };
  const resource = await get('/.well-known/oauth-protected-resource/mcp');
  assert.deepEqual(resource, await get('/.well-known/oauth-protected-resource'));
  assert.equal(resource.resource, `${remote.url}/mcp`);
  assert.deepEqual(resource.authorization_servers, [remote.url]);
  assert.deepEqual(resource.scopes_supported, ['read', 'write', 'act']);
  const server = await get('/.well-known/oauth-authorization-server');
  assert.deepEqual(server, await get('/.well-known/openid-configuration'));
  assert.equal(server.issuer, remote.url);
  assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
  assert.equal(server.client_id_metadata_document_supported, true);
  assert.equal(server.authorization_response_iss_parameter_supported, true);
  for (const endpoint of ['authorization', 'token', 'registration', 'revocation'])
    assert.ok(server[`${endpoint}_endpoint`].startsWith(`${remote.url}/`));
  const challenge = await asksForToken(await remote.mcp(), remote.url);
  assert.doesNotMatch(challenge, /error=/);
  await remote.desk.stop();
});

test('a foreign token, code, redirect or page is refused', {skip}, async (t) => {
  const remote = await RemoteDesk.start(t);

  await t.test('a token of another audience', async (inner) => {
    const elsewhere = await RemoteDesk.start(inner);
    const {tokens, client} = await tokensFor(elsewhere);
    assert.equal((await elsewhere.mcp(tokens.access_token)).status, 200);
    await asksForToken(await remote.mcp(tokens.access_token), remote.url);
    await asksForToken(await remote.mcp('nonsense'), remote.url);
    // The same desk under another name: what was given for the old one ends.
    await elsewhere.desk.stop();
    const config = elsewhere.config.replace(elsewhere.url, 'https://other.test');
    await elsewhere.desk.launch({config});
    const answer = await exchange(elsewhere.desk.url, [
      'POST /token HTTP/1.1', 'Host: other.test', 'Connection: close',
      'Content-Type: application/x-www-form-urlencoded', '', ''].join('\r\n').replace('\r\n\r\n',
      `\r\nContent-Length: ${`grant_type=refresh_token&client_id=${client}&refresh_token=${tokens.refresh_token}`.length}\r\n\r\n`) +
      `grant_type=refresh_token&client_id=${client}&refresh_token=${tokens.refresh_token}`);
    assert.equal(answer.status, 400);
    assert.match(answer.body, /invalid_grant.*another audience/);
    await elsewhere.desk.stop();
  });

  await t.test('a request for a token of another audience', async () => {
    const client = await remote.register();
    const opened = await remote.openPage(newRequest(remote, client, {resource: 'https://evil.example/mcp'}).url);
    assert.equal(opened.status, 400);
    assert.match(opened.page, /resource must be/);
    const {verifier, url} = newRequest(remote, client);
    const code = (await remote.signIn(url)).searchParams.get('code');
    await assertRefused(await redeem(remote, client, code, verifier, {resource: 'https://evil.example'}), 400, 'invalid_target');
  });

  await t.test('a wrong redirect', async () => {
    const client = await remote.register(['http://localhost:7777/callback', 'https://host.example/back']);
    for (const wrong of ['https://evil.example/callback', 'http://localhost:7777/other', 'http://127.0.0.1:7777/callback',
      'https://host.example/back/', 'https://host.example/back?x=1', 'https://host.example:444/back',
      'https://host.example@evil.example/back', 'javascript:alert(1)']) {
      const opened = await remote.openPage(newRequest(remote, client, {redirect_uri: wrong}).url);
      assert.equal(opened.status, 400, wrong);
      assert.match(opened.page, /not its own/, wrong);
      assert.equal(opened.headers.get('location'), null);
    }
    // A program on the owner's machine takes any free port.
    const free = newRequest(remote, client, {redirect_uri: 'http://localhost:50123/callback'});
    const back = await remote.signIn(free.url);
    assert.equal(back.port, '50123');
    await assertRefused(await redeem(remote, client, back.searchParams.get('code'), free.verifier), 400, 'invalid_grant');
    const refused = await remote.fetch(`${remote.url}/register`, {method: 'POST',
      headers: {'content-type': 'application/json'}, body: JSON.stringify({client_name: 'x', redirect_uris: ['http://evil.example/cb']})});
    await assertRefused(refused, 400, 'invalid_redirect_uri');
  });

  await t.test('a reused code, which ends what was made from it', async () => {
    const {client, code, verifier, tokens} = await tokensFor(remote);
    assert.equal((await remote.mcp(tokens.access_token)).status, 200);
    await assertRefused(await redeem(remote, client, code, verifier), 400, 'invalid_grant');
    await asksForToken(await remote.mcp(tokens.access_token), remote.url);
    await assertRefused(await remote.postForm('/token', {grant_type: 'refresh_token', client_id: client,
      refresh_token: tokens.refresh_token}), 400, 'invalid_grant');
  });

  await t.test('a reused refresh token, which ends all of its line', async () => {
    const {client, tokens} = await tokensFor(remote);
    const refresh = (token) => remote.postForm('/token', {grant_type: 'refresh_token', client_id: client, refresh_token: token});
    const second = await (await refresh(tokens.refresh_token)).json();
    assert.equal((await remote.mcp(second.access_token)).status, 200);
    await assertRefused(await refresh(tokens.refresh_token), 400, 'invalid_grant');
    await asksForToken(await remote.mcp(second.access_token), remote.url);
    await assertRefused(await refresh(second.refresh_token), 400, 'invalid_grant');
  });

  await t.test('no PKCE, a weak one, or the wrong proof', async () => {
    const client = await remote.register();
    for (const changes of [{code_challenge: undefined, code_challenge_method: undefined}, {code_challenge_method: 'plain'}, {code_challenge: 'short'}])
      assert.equal((await remote.openPage(newRequest(remote, client, changes).url)).status, 400);
    const {url} = newRequest(remote, client);
    const code = (await remote.signIn(url)).searchParams.get('code');
    await assertRefused(await redeem(remote, client, code, 'x'.repeat(43)), 400, 'invalid_grant');
  });

  await t.test('a foreign Origin, and the desk under its public name', async () => {
    const {tokens} = await tokensFor(remote);
    const foreign = await remote.mcp(tokens.access_token, undefined, {origin: 'https://evil.example'});
    assert.equal(foreign.status, 403);
    assert.equal((await remote.mcp(tokens.access_token, undefined, {origin: 'null'})).status, 403);
    assert.equal((await remote.mcp(tokens.access_token, undefined, {origin: remote.url})).status, 200);
    const client = await remote.register();
    const opened = await remote.openPage(newRequest(remote, client).url);
    assert.equal((await remote.postPage(opened, {}, {origin: 'https://evil.example'})).status, 403);
    for (const target of ['/', '/tools/list', '/feed', '/metrics', '/healthz', '/sign-in/tokens', '/app.js']) {
      const answer = await remote.fetch(remote.url + target, {headers: {authorization: `Bearer ${tokens.access_token}`}});
      assert.equal(answer.status, 404, target);
    }
    // What only the person may say, by whoever holds a token and calls itself the page.
    for (const what of ['approvals', 'approval_answer', 'kill_switch']) {
      const answer = await remote.fetch(`${remote.url}/person/${what}`, {method: 'POST', body: '{"on":true}',
        headers: {authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json', origin: remote.url}});
      assert.equal(answer.status, 404, what);
    }
  });

  await t.test('strangers who call themselves local', async () => {
    const local = new URL(remote.desk.url).host;
    assert.equal(await statusAs(remote, local), 403);
    assert.equal(await statusAs(remote, 'evil.example'), 403);
    for (const mark of ['X-Forwarded-For: 203.0.113.9', 'CF-Connecting-IP: 203.0.113.9', 'Forwarded: for=203.0.113.9']) {
      const answer = await exchange(remote.desk.url, `GET /tools/list HTTP/1.1\r\nHost: ${local}\r\n${mark}\r\nConnection: close\r\n\r\n`);
      assert.equal(answer.status, 403, mark);
    }
    // An nginx that was told nothing.
    assert.equal((await exchange(remote.desk.url, `GET /tools/list HTTP/1.0\r\nHost: ${local}\r\n\r\n`)).status, 403);
    assert.equal((await remote.desk.fetch('/tools/list')).status, 200);
  });
  await remote.desk.stop();
});

test('the sign-in page', {skip}, async (t) => {
  const remote = await RemoteDesk.start(t);
  const client = await remote.register();

  await t.test('is guarded against other pages', async () => {
    const opened = await remote.openPage(newRequest(remote, client).url);
    assert.match(opened.headers.get('content-security-policy'), /frame-ancestors 'none'/);
    assert.equal(opened.headers.get('x-frame-options'), 'DENY');
    assert.equal(opened.headers.get('cache-control'), 'no-store');
    assert.match(opened.headers.get('set-cookie'), /^__Host-.*; Path=\/; Secure; HttpOnly; SameSite=/);
    assert.match(opened.page, /A test/);
    assert.match(opened.page, /localhost:7777/);
    // Another browser cannot answer this one's page, nor can a made-up one.
    assert.equal((await remote.postPage({...opened, cookie: undefined})).status, 400);
    assert.equal((await remote.postPage({...opened, request: 'made up'})).status, 400);
  });

  await t.test('takes a refusal', async () => {
    const opened = await remote.openPage(newRequest(remote, client).url);
    const answer = await remote.postPage(opened, {answer: 'deny', password: ''});
    assert.equal(answer.status, 303);
    const back = new URL(answer.headers.get('location'));
    assert.equal(back.searchParams.get('error'), 'access_denied');
    assert.equal(back.searchParams.get('state'), 'a state & more');
    assert.equal(back.searchParams.get('iss'), remote.url);
  });

  await t.test('gives less or more than was asked, as the owner ticks', async () => {
    const less = newRequest(remote, client, {scope: 'read write act'});
    const opened = await remote.openPage(less.url);
    assert.equal([...opened.page.matchAll(/name="(?:read|write|act)" value="yes" checked/g)].length, 3);
    const code = new URL((await remote.postPage(opened, {write: 'yes'})).headers.get('location')).searchParams.get('code');
    const tokens = await (await redeem(remote, client, code, less.verifier)).json();
    assert.equal(tokens.scope, 'read write');
    await assertRefused(await remote.postForm('/token', {grant_type: 'refresh_token', client_id: client,
      refresh_token: tokens.refresh_token, scope: 'act'}), 400, 'invalid_scope');
  });

  await t.test('writes what a client says of itself as text', async () => {
    const registered = await remote.fetch(`${remote.url}/register`, {method: 'POST', headers: {'content-type': 'application/json'},
      body: JSON.stringify({client_name: '<script>alert(1)</script>', redirect_uris: [redirect]})});
    const opened = await remote.openPage(newRequest(remote, (await registered.json()).client_id).url);
    assert.ok(!opened.page.includes('<script>'));
    assert.match(opened.page, /&lt;script&gt;/);
  });

  await t.test('locks after five wrong passwords, for the right one too', async () => {
    const opened = await remote.openPage(newRequest(remote, client).url);
    const statuses = [];
    for (let i = 0; i < 6; ++i) statuses.push((await remote.postPage(opened, {password: `wrong password ${i}`})).status);
    assert.deepEqual(statuses, [403, 403, 403, 403, 403, 429]);
    const right = await remote.postPage(opened);
    assert.equal(right.status, 429);
    assert.match(await right.text(), /Try again in \d+ minutes/);
    assert.doesNotMatch(remote.desk.process.said.stderr, new RegExp(`wrong password \\d|${password}`));
  });
  await remote.desk.stop();
});

test('what needs more than was given is refused, and says what is missing', {skip}, async (t) => {
  const remote = await RemoteDesk.start(t);
  const draw = {jsonrpc: '2.0', id: 1, method: 'tools/call', params: {name: 'draw_chart', arguments: {}}};
  const order = {...draw, params: {name: 'cancel_order', arguments: {}}};
  const look = {...draw, params: {name: 'desk_status', arguments: {}}};
  const {tokens: reading} = await tokensFor(remote);
  assert.equal((await remote.mcp(reading.access_token, look)).status, 200);
  const refused = await remote.mcp(reading.access_token, draw);
  await assertRefused(refused, 403, 'insufficient_scope');
  const challenge = refused.headers.get('www-authenticate');
  assert.match(challenge, /^Bearer .*error="insufficient_scope".*scope="read write"/);
  assert.match(challenge, /resource_metadata="https:/);
  const {tokens: writing} = await tokensFor(remote, {write: 'yes'});
  assert.equal((await remote.mcp(writing.access_token, draw)).status, 200);
  const orders = await remote.mcp(writing.access_token, order);
  await assertRefused(orders, 403, 'insufficient_scope');
  assert.match(orders.headers.get('www-authenticate'), /scope="read.* act"/);
  await remote.desk.stop();
});

test('what is under way is cut off when its access ends', {skip}, async (t) => {
  const remote = await RemoteDesk.start(t);
  const {tokens} = await tokensFor(remote);
  const other = await tokensFor(remote);
  // A stream of the older revisions, which stays open for whatever comes.
  const open = async ({access_token: token}) => {
    const begun = await remote.mcp(token, {jsonrpc: '2.0', id: 1, method: 'initialize',
      params: {protocolVersion: '2025-11-25', capabilities: {}, clientInfo: {name: 'x', version: '1'}}});
    const session = begun.headers.get('mcp-session-id');
    await begun.text();
    const answer = await remote.fetch(`${remote.url}/mcp`, {headers: {accept: 'text/event-stream',
      authorization: `Bearer ${token}`, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25'}});
    assert.equal(answer.status, 200);
    const state = {};
    (async () => {
      for await (const _ of answer.body);
    })().catch(() => {}).finally(() => (state.ended = true));
    return state;
  };
  const watched = await open(tokens);
  const kept = await open(other.tokens);
  const {grants} = await (await remote.desk.fetch('/sign-in/tokens')).json();
  const id = tokens.refresh_token.split('.')[0];
  assert.ok(grants.some((grant) => grant.id === id));
  assert.equal((await remote.desk.post('/sign-in/revoke', {id})).status, 200);
  await until(seconds(20), 'the stream is cut off', () => watched.ended);
  assert.equal((await remote.mcp(other.tokens.access_token)).status, 200);
  assert.ok(!kept.ended);
  await remote.desk.post('/sign-in/revoke', {id: 'all'});
  await until(seconds(20), 'the other stream is cut off too', () => kept.ended);
  await remote.desk.stop();
});

test('who asks without end is told to wait', {skip}, async (t) => {
  const remote = await RemoteDesk.start(t);
  const {tokens} = await tokensFor(remote);
  const ask = async (token) => {
    const answer = await remote.mcp(token);
    await answer.text();
    return answer;
  };
  const answers = [];
  while (answers.length < 2000 && !answers.some(({status}) => status === 429))
    answers.push(...await Promise.all(Array.from({length: 50}, () => ask(tokens.access_token))));
  assert.ok(answers.filter(({status}) => status === 200).length >= 300);
  const late = answers.find(({status}) => status === 429);
  assert.ok(Number(late.headers.get('retry-after')) >= 1);
  const strangers = [];
  for (let i = 0; i < 4; ++i) strangers.push(...await Promise.all(Array.from({length: 50}, () => ask('nonsense'))));
  assert.ok(strangers.some(({status}) => status === 429));
  assert.ok(await remote.desk.isAlive());
  await remote.desk.stop();
});

test('a password is typed at a terminal, unseen', {skip: !fs.existsSync('/usr/bin/script') && 'script is missing'}, async (t) => {
  const folder = temporaryFolder(t);
  const data = path.join(folder, 'data');
  // Types each line when it is asked for.
  const type = async (...lines) => {
    const {child, said, ended} = start('/usr/bin/script', ['-qec', `${program} password --data ${data}`, '/dev/null'],
      {env: environment(folder), keyboard: true});
    for (const [i, line] of lines.entries()) {
      await until(seconds(20), 'the prompt', () => said.stdout.split(': ').length > i + 1);
      child.stdin.write(`${line}\n`);
    }
    const end = await within(seconds(30), 'pitwall password', ended);
    for (const line of lines) assert.ok(!end.stdout.includes(line), 'what was typed is shown');
    return end;
  };
  const short = await type('short');
  assert.match(short.stdout, /12 characters or more/);
  const unlike = await type('a long enough password', 'another long password');
  assert.match(unlike.stdout, /not the same/);
  assert.ok(!fs.existsSync(path.join(data, 'password')));
  const typed = await type('a long enough password', 'a long enough password');
  assert.equal(typed.code, 0, typed.stdout);
  assert.match(typed.stdout, /The password is set/);
  assert.match(fs.readFileSync(path.join(data, 'password'), 'utf8'), /^\$argon2id\$/);
  const unattended = await pitwall(folder, ['password', '--data', data], {input: 'a long enough password\n'});
  assert.equal(unattended.code, 1);
  assertSays(unattended.stderr, '--stdin');
});

test('what is signed in outlives a restart, and its file holds no secret', {skip}, async (t) => {
  const remote = await RemoteDesk.start(t);
  const {client, tokens} = await tokensFor(remote);
  const port = new URL(remote.desk.url).port;
  await remote.desk.stop();
  const file = path.join(remote.desk.data, 'access.json');
  const kept = fs.readFileSync(file, 'utf8');
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  assert.equal(fs.statSync(path.join(remote.desk.data, 'password')).mode & 0o777, 0o600);
  assert.match(fs.readFileSync(path.join(remote.desk.data, 'password'), 'utf8'), /^\$argon2id\$/);
  for (const secret of [tokens.access_token, tokens.refresh_token, tokens.refresh_token.split('.')[1]])
    assert.ok(!kept.includes(secret));
  await remote.desk.launch({config: remote.config, args: ['--port', port]});
  // The short token went with the restart; the long one makes a new one.
  await asksForToken(await remote.mcp(tokens.access_token), remote.url);
  const answer = await remote.postForm('/token', {grant_type: 'refresh_token', client_id: client, refresh_token: tokens.refresh_token});
  assert.equal(answer.status, 200);
  const renewed = await answer.json();
  assert.equal((await remote.mcp(renewed.access_token)).status, 200);

  await t.test('the dashboard lists it and ends it', async () => {
    const {grants} = await (await remote.desk.fetch('/sign-in/tokens')).json();
    assert.equal(grants.length, 1);
    assert.equal(grants[0].client_name, 'A test');
    assert.equal(grants[0].scopes, 'read');
    const ended = await remote.desk.post('/sign-in/revoke', {id: grants[0].id});
    assert.deepEqual((await ended.json()).grants, []);
    await asksForToken(await remote.mcp(renewed.access_token), remote.url);
  });

  await t.test('a client signs itself out', async () => {
    const {client: other, tokens: own} = await tokensFor(remote);
    assert.equal((await remote.postForm('/revoke', {token: own.refresh_token, client_id: 'another'})).status, 200);
    assert.equal((await remote.mcp(own.access_token)).status, 200);
    assert.equal((await remote.postForm('/revoke', {token: own.access_token, client_id: other})).status, 200);
    await asksForToken(await remote.mcp(own.access_token), remote.url);
  });
  await remote.desk.stop();
});

// A host whose identifier is the address of a page about itself.
async function serveDocument(t, folder, documentFor) {
  const files = makeCertificate(folder, 'localhost');
  const server = https.createServer({key: fs.readFileSync(files.key), cert: fs.readFileSync(files.certificate)},
    (request, answer) => {
      server.asked += 1;
      const {status = 200, headers = {}, body} = documentFor(request, `https://localhost:${server.address().port}${request.url}`);
      answer.writeHead(status, {'content-type': 'application/json', ...headers});
      answer.end(body);
    });
  server.asked = 0;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return {server, files, url: `https://localhost:${server.address().port}`};
}

test('a client that is known by its own page', {skip}, async (t) => {
  const folder = fs.mkdtempSync(path.join(root, 'build', 'documents-'));
  t.after(() => fs.rmSync(folder, {recursive: true, force: true}));
  const host = await serveDocument(t, folder, (request, address) => {
    if (request.url === '/elsewhere.json') return {status: 302, headers: {location: '/client.json'}};
    if (request.url === '/large.json') return {body: JSON.stringify({client_id: address, filling: 'x'.repeat(20_000)})};
    const id = request.url === '/liar.json' ? 'https://another.example/client.json' : address;
    return {body: JSON.stringify({client_id: id, client_name: 'A host with a page', redirect_uris: [redirect],
      token_endpoint_auth_method: 'none'})};
  });
  const env = {SSL_CERT_FILE: host.files.certificate};
  const remote = await RemoteDesk.start(t, {remote: ['call_private_clients: true'], env});
  const provider = new Provider({clientMetadataUrl: `${host.url}/client.json`});
  const open = () => new StreamableHTTPClientTransport(new URL(`${remote.url}/mcp`),
    {authProvider: provider, fetch: remote.fetch});
  const first = open();
  await assert.rejects(new Client({name: 'official', version: '1'}).connect(first), UnauthorizedError);
  assert.equal(provider.redirects[0].searchParams.get('client_id'), `${host.url}/client.json`);
  const opened = await remote.openPage(provider.redirects[0]);
  assert.match(opened.page, /A host with a page/);
  assert.ok(opened.page.includes(`${host.url}/client.json`));
  const back = await remote.signIn(provider.redirects[0]);
  assert.equal(host.server.asked, 1, 'the page was kept');
  await first.finishAuth(back.searchParams.get('code'));
  assert.ok(provider.saved.access_token);
  for (const page of ['/liar.json', '/elsewhere.json', '/large.json'])
    assert.equal((await remote.openPage(newRequest(remote, host.url + page).url)).status, 400, page);
  await remote.desk.stop();

  // Without the switch for tests nobody can make the desk call its own machine.
  await remote.desk.launch({config: remote.config.replace('call_private_clients: true', 'call_private_clients: false'), env,
    args: ['--port', new URL(remote.desk.url).port]});
  const before = host.server.asked;
  const refused = await remote.openPage(newRequest(remote, `${host.url}/client.json`).url);
  assert.equal(refused.status, 400);
  assert.equal(host.server.asked, before);
  await remote.desk.stop();
});

test('with remote use off there is no door', {skip}, async (t) => {
  const desk = await Desk.start(t);
  for (const target of ['/.well-known/oauth-protected-resource', '/authorize'])
    assert.equal((await desk.fetch(target)).status, 404);
  assert.deepEqual(await (await desk.fetch('/sign-in/tokens')).json(), {enabled: false, grants: []});
  const stranger = await exchange(desk.url, 'GET /mcp HTTP/1.1\r\nHost: desk.test\r\nConnection: close\r\n\r\n');
  assert.equal(stranger.status, 403);
  assert.match((await desk.command('access', 'list')).stdout, /Remote use is off/);
  await desk.stop();
});

const browserProgram = process.env.PITWALL_CHROMIUM ?? '/usr/bin/chromium';
const noBrowser = skip || (!fs.existsSync(browserProgram) && `${browserProgram} is missing`);

test('the owner signs in with a real browser', {skip: noBrowser}, async (t) => {
  const remote = await RemoteDesk.start(t);
  const client = await remote.register(['http://localhost:7777/callback']);
  const {verifier, url} = newRequest(remote, client, {scope: 'read write'});
  const browser = await chromium.launch({executablePath: browserProgram, args: ['--no-sandbox', '--disable-gpu',
    '--host-resolver-rules=MAP desk.test 127.0.0.1', '--disable-background-networking', '--disable-component-update', '--no-first-run']});
  t.after(() => browser.close());
  const page = await browser.newPage({ignoreHTTPSErrors: true, viewport: {width: 900, height: 760}});
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  let arrived;
  const callback = new Promise((resolve) => (arrived = resolve));
  await page.route('http://localhost:7777/**', (route) => {
    arrived(new URL(route.request().url()));
    return route.fulfill({status: 200, contentType: 'text/plain', body: 'signed in'});
  });
  await page.goto(url);
  await page.locator('input[name=write]').waitFor({timeout: seconds(20)});
  assert.equal(await page.locator('input[name=write]').isChecked(), true);
  assert.equal(await page.locator('input[name=act]').isChecked(), false);
  const kept = path.join(root, 'docs/sign_in.png');
  const wanted = process.env.PITWALL_UPDATE_SCREENSHOTS === '1' || !fs.existsSync(kept);
  await page.screenshot({path: wanted ? kept : path.join(root, 'build/sign_in.png')});
  assert.deepEqual(complaints, []);
  await page.fill('input[name=password]', 'not the right one');
  await page.click('button.yes');
  await page.locator('[role=alert]').waitFor({timeout: seconds(20)});
  assert.match(await page.locator('[role=alert]').innerText(), /4 tries left/);
  await page.fill('input[name=password]', password);
  await page.click('button.yes');
  const back = await within(seconds(20), 'the browser is sent back', callback);
  const answer = await redeem(remote, client, back.searchParams.get('code'), verifier);
  assert.equal((await answer.json()).scope, 'read write');

  await t.test('sees it in the dashboard, and ends it there', async () => {
    const dashboard = await browser.newPage({viewport: {width: 1440, height: 900}});
    await dashboard.goto(remote.desk.url);
    const button = dashboard.locator('[data-testid=access-button]');
    await button.waitFor({timeout: seconds(20)});
    assert.equal(await button.innerText(), 'Remote: 1');
    await button.click();
    assert.match(await dashboard.locator('[data-testid=access-row]').innerText(), /A test\s+may see, change what is kept here/);
    await dashboard.screenshot({path: path.join(root, 'build/access.png')});
    await dashboard.locator('[data-testid=access-revoke]').click();
    await until(seconds(20), 'nobody is signed in', async () => (await button.innerText()) === 'Remote: 0');
    assert.equal(await dashboard.locator('[data-testid=access-row]').count(), 0);
  });
  await remote.desk.stop();
});
