// `pitwall connect ibkr` from the command line: what it asks, finds, writes and leaves alone. The doors
// it knocks at are stand-ins on this machine.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import test from 'node:test';
import {pitwall, temporaryFolder} from './harness/desk.mjs';
import {makeCertificate} from './harness/remote.mjs';

const openssl = '/usr/bin/openssl';

const listen = (t, server) => new Promise((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  t.after(() => server.close());
});

const frame = (fields) => {
  const payload = Buffer.from(fields.map((field) => `${field}\0`).join(''));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(payload.length);
  return Buffer.concat([size, payload]);
};

// A TWS that lets one in, names its account and sends delayed prices.
function fakeTws(t, account) {
  const answers = [
    [frame(['178', '20261123 10:00:00 EST'])],
    [frame(['15', '1', account]), frame(['9', '1', '1'])],
    [frame(['53', '1']), frame(['58', '1', '1', '3'])],
  ];
  return listen(t, net.createServer((socket) => {
    let next = 0;
    socket.on('error', () => {});
    socket.on('data', () => socket.write(Buffer.concat(answers[next++] ?? [])));
  }));
}

async function fakeGateway(t, answer) {
  const {key, certificate} = makeCertificate(temporaryFolder(t), 'gateway');
  const print = execFileSync(openssl, ['x509', '-in', certificate, '-noout', '-fingerprint', '-sha256'], {encoding: 'utf8'});
  const server = https.createServer({key: fs.readFileSync(key), cert: fs.readFileSync(certificate)}, answer);
  const port = await listen(t, server);
  return {port, fingerprint: print.split('=')[1].trim().replaceAll(':', '').toLowerCase()};
}

function setUp(t, before) {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'pitwall.yaml');
  if (before !== undefined) fs.writeFileSync(file, before);
  const connect = (args, input) => pitwall(folder, ['connect', 'ibkr', '--config', file, ...args], {input});
  return {folder, file, connect, text: () => fs.readFileSync(file, 'utf8')};
}

test('connect ibkr over TWS writes its block, and leaves the rest of the file alone', async (t) => {
  const port = await fakeTws(t, 'DU1234567');
  const {folder, file, connect, text} = setUp(t, '# mine\nlisten:\n  port: 9000 # not 8000\n');
  const {code, stdout, stderr} = await connect(['--tws', `127.0.0.1:${port}`, '--region', 'EU', '--yes']);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /Account DU1234567, paper\./);
  assert.match(stdout, /delayed by 15 to 20 minutes/);
  assert.match(stdout, /Next: pitwall serve --config \S+\nThen ask your assistant: "Show me my portfolio\."/);
  assert.equal(text(), '# mine\nlisten:\n  port: 9000 # not 8000\n\nbroker:\n  kind: tws\ntws:\n' +
    `  host: '127.0.0.1'\n  port: ${port}\n  region: EU\n`);
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  assert.equal((await pitwall(folder, ['config', file])).code, 0);
});

test('it asks, and changes nothing without a yes', async (t) => {
  const port = await fakeTws(t, 'DU1234567');
  const {file, connect, text} = setUp(t);
  const no = await connect([], `1\n${port}\nn\n`);
  assert.equal(no.code, 1);
  assert.match(no.stdout, /How do you log in/);
  assert.match(no.stderr, /Nothing was changed/);
  assert.equal(fs.existsSync(file), false);
  const yes = await connect([], `1\n${port}\ny\n`);
  assert.equal(yes.code, 0, yes.stderr);
  assert.match(text(), new RegExp(`port: ${port}`));
});

test('it writes nothing where the door is not there, is another account, or was only to be looked at', async (t) => {
  const {file, connect} = setUp(t);
  const closed = net.createServer((socket) => socket.destroy());
  const nobody = await connect(['--tws', `127.0.0.1:${await listen(t, closed)}`, '--yes']);
  assert.equal(nobody.code, 1);
  assert.match(nobody.stdout, /STOP {2}The connection to 127\.0\.0\.1:\d+ is closed at once/);
  const port = await fakeTws(t, 'DU1234567');
  const look = await connect(['--tws', String(port), '--check', '--account', 'DU7']);
  assert.equal(look.code, 1);
  assert.match(look.stdout, /The login has no account DU7; it has DU1234567\./);
  for (const wrong of [['--tws', 'gateway.example:7497'], ['--client-portal', 'http://127.0.0.1:5000'],
    ['--tws', '7497', '--client-portal', 'https://127.0.0.1:5000'], ['--tws', 'here']]) {
    const {code, stderr} = await connect(wrong);
    assert.equal(code, 1, wrong.join(' '));
    assert.match(stderr, /^pitwall: .+\n$/);
  }
  assert.equal((await connect(['--region', 'US'])).code, 2);
  assert.equal(fs.existsSync(file), false);
});

test('a gateway that nobody has logged in to: its certificate is pinned, and the login is left to do',
  {skip: !fs.existsSync(openssl) && 'openssl is not installed'}, async (t) => {
    const {port, fingerprint} = await fakeGateway(t, (request, response) => {
      response.writeHead(401);
      response.end();
    });
    const {connect, text} = setUp(t);
    const address = `https://127.0.0.1:${port}`;
    const first = await connect(['--client-portal', address], 'y\ny\n');
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout.replace(/\s+/g, ' '), new RegExp(`Open https://localhost:${port} in a browser`));
    assert.match(first.stdout, /still yours to do/);
    assert.match(text(), new RegExp(`address: '${address}'\n  fingerprint: '${fingerprint}'`));
    // Another program on that port has another certificate.
    const other = await fakeGateway(t, (request, response) => response.end('hello'));
    const second = await connect(['--client-portal', `https://127.0.0.1:${other.port}`, '--check']);
    assert.equal(second.code, 1);
    assert.match(second.stdout.replace(/\s+/g, ' '), /another one than the one you pinned/);
  });

test('what belongs to the paper market is refused where the desk runs on a broker', async (t) => {
  const {folder, file} = setUp(t, 'broker:\n  kind: tws\n');
  const {code, stderr} = await pitwall(folder, ['serve', '--config', file, '--tape', 'replay']);
  assert.equal(code, 1);
  assert.match(stderr, /The desk runs on tws; .+ add --broker paper\./);
});
