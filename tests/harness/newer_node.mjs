// Programs of tests/conformance, which want a newer Node than Debian's: that Node is a package too.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {root, start} from './desk.mjs';
import {within} from './deadline.mjs';

const wanted = [22, 19];
const packages = path.join(root, 'tests/conformance/node_modules');

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
}

function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  const packaged = path.join(packages, `node-linux-${process.arch}/bin/node`);
  if (!fs.existsSync(packaged)) return undefined;
  const {stdout} = spawnSync(packaged, ['--version'], {encoding: 'utf8', timeout: 20_000});
  return isNewEnough(stdout ?? '') ? packaged : undefined;
}

const node = findNode();

// Why these programs cannot run here, or nothing.
export function missing() {
  if (!node)
    return `no Node ${wanted.join('.')} or newer, and no package node-linux-${process.arch} of it:` +
      ' install one and run this again';
  if (!fs.existsSync(packages)) return 'no packages: npm ci --ignore-scripts in tests/conformance';
  return undefined;
}

// Runs PACKAGE's program NAME to its end: {code, stdout, stderr}.
export async function run(name, args, {env, deadline}) {
  const {child, ended} = start(node, [path.join(packages, '.bin', name), ...args], {
    env: {PATH: `${path.dirname(node)}:${process.env.PATH}`, TZ: 'UTC', NO_COLOR: '1', ...env},
  });
  try {
    return await within(deadline, `${name} ${args.join(' ')}`, ended);
  } finally {
    child.kill('SIGKILL');
  }
}
