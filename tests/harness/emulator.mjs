// One running pitwall-emulator: the broker's doors, and its control.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {environment, readyDeadline, root, start, temporaryFolder} from './desk.mjs';
import {seconds, until} from './deadline.mjs';

export const emulatorProgram = process.env.PITWALL_EMULATOR ?? path.join(root, 'build/release/emulator/pitwall-emulator');
export const missing = fs.existsSync(emulatorProgram) ? false : `${emulatorProgram} is not built`;

// Whether this build has the option.
export const has = (option) =>
  !missing && execFileSync(emulatorProgram, ['--help'], {encoding: 'utf8', timeout: seconds(20)}).includes(option);

export class Emulator {
  static async start(t, args = []) {
    const emulator = new Emulator();
    const ports = ['--client-portal-port', '0', '--control-port', '0', '--tls'];
    if (has('--tws-port')) ports.push('--tws-port', '0');
    emulator.process = start(emulatorProgram, [...ports, ...args], {env: environment(temporaryFolder(t))});
    t.after(() => emulator.process.child.kill('SIGKILL'));
    const {said, ended} = emulator.process;
    const failed = ended.then(({code, stderr}) => {
      throw new Error(`the emulator ended before it was up (${code}):\n${stderr}`);
    });
    failed.catch(() => {});
    const up = until(readyDeadline, 'the emulator is up', () => said.stdout.match(/Control: +(http:\/\/\S+)/));
    emulator.control = (await Promise.race([up, failed]))[1];
    emulator.portal = said.stdout.match(/Client Portal: +(https:\/\/127\.0\.0\.1:\d+)/)?.[1];
    emulator.fingerprint = said.stdout.match(/SHA-256 ([0-9a-f]{64})/)?.[1];
    emulator.tws = said.stdout.match(/TWS: +127\.0\.0\.1:(\d+)/)?.[1];
    // Its accounts buy what they begin with at the first prices of each.
    await until(seconds(30), 'the first prices', async () => (await emulator.state()).ticks_played > 150);
    return emulator;
  }

  async state() {
    const response = await fetch(`${this.control}/state`, {signal: AbortSignal.timeout(seconds(10))});
    assert.equal(response.status, 200);
    return response.json();
  }

  async happen(what) {
    const response = await fetch(`${this.control}/happen`, {
      method: 'POST', body: JSON.stringify({what}), signal: AbortSignal.timeout(seconds(10)),
    });
    assert.equal(response.status, 200, `${what}: ${await response.text()}`);
  }
}
