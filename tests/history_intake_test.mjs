// What the memory takes in by itself: watched folders, and the subtitles of a channel by a yt-dlp that
// is strict about its arguments, refuses as YouTube does, or hangs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk, temporaryFolder} from './harness/desk.mjs';

const soon = seconds(30);

// How many the memory holds.
async function documents(desk) {
  const probe = path.join(desk.folder, 'probe.md');
  fs.writeFileSync(probe, 'probe');
  const done = await desk.command('import', '--dry-run', '--json', probe);
  return JSON.parse(done.stdout).kept_documents;
}

const summaries = async (desk) =>
  (await desk.call('list_alerts', {limit: 200})).alerts.map(({summary, detail}) => `${summary}: ${detail}`);

test('files in a watched folder are imported, and told where they cannot be', async (t) => {
  const folder = temporaryFolder(t);
  const drop = path.join(folder, 'drop');
  fs.mkdirSync(drop);
  fs.writeFileSync(path.join(drop, 'plan.md'), '# Plan\nBuy gold when the real rate falls.');
  const desk = await Desk.start(t, {folder, config: `memory:\n  folders: ["${drop}"]\n  look_every: 200ms\n  still: 300ms\n`});
  await until(soon, 'the note is in', async () => await documents(desk) === 1);
  const broken = path.join(drop, 'broken.md');
  fs.writeFileSync(broken, Buffer.from([0x61, 0xff]));
  await until(soon, 'the broken file is told', async () =>
    (await summaries(desk)).some((text) => /Files in .*drop are not imported: .*broken\.md: Line 1: this is not UTF-8/.test(text)));
  fs.writeFileSync(broken, 'mended, and in UTF-8');
  await until(soon, 'the mended file is in', async () => await documents(desk) === 2);
  await until(soon, 'the alert ends', async () => (await summaries(desk)).length === 0);
  // A restart finds nothing to do, and a file that came meanwhile is imported.
  await desk.stop();
  fs.writeFileSync(path.join(drop, 'third.md'), 'A third one.');
  await desk.restart();
  await until(soon, 'the third is in', async () => await documents(desk) === 3);
  await desk.stop();
});

// ---- Channels -----------------------------------------------------------------------------------

const address = 'https://www.youtube.com/@oiltalk/videos';

const expected = [
  '--skip-download', '--write-subs', '--write-auto-subs', '--sub-langs', 'en.*,ru.*', '--sub-format', 'json3/vtt',
  '--write-info-json', '--no-write-playlist-metafiles', '--download-archive', '.seen', '--force-write-archive',
  '--abort-on-error', '--max-downloads', '30', '--sleep-requests', '1', '--no-progress', '--color', 'never',
  '--output', '%(title).100B [%(id)s].%(ext)s', '--', address,
];

// Does what `mode` beside it says.
const program = (folder) => `#!${process.execPath}
const fs = require('node:fs');
const expected = ${JSON.stringify(expected)};
const mode = fs.readFileSync(${JSON.stringify(path.join(folder, 'mode'))}, 'utf8');
const given = process.argv.slice(2);
if (JSON.stringify(given) !== JSON.stringify(expected)) {
  console.error('ERROR: arguments: ' + given.join(' '));
  process.exit(2);
}
const refuse = (text) => { console.error('ERROR: [youtube] abcDEF12345: ' + text); process.exit(1); };
if (mode === 'bot') refuse('Sign in to confirm you\\u2019re not a bot. Use --cookies');
if (mode === 'many') refuse("Unable to download video subtitles for 'ru': HTTP Error 429: Too Many Requests");
if (mode === 'token') refuse('subtitles require a PO Token which was not provided');
if (mode === 'hang') setTimeout(() => {}, 60000);
if (mode === 'good') {
  const name = 'Oil below zero [abcDEF12345]';
  fs.writeFileSync(name + '.ru.json3', JSON.stringify({wireMagic: 'pb3', events: [
    {tStartMs: 1000, dDurationMs: 3000, segs: [{utf8: 'Нефть ниже нуля.'}]}]}));
  fs.writeFileSync(name + '.info.json', JSON.stringify({id: 'abcDEF12345', title: 'Oil below zero',
    channel: 'Oil talk', webpage_url: 'https://www.youtube.com/watch?v=abcDEF12345', language: 'en'}));
  fs.appendFileSync('.seen', 'youtube abcDEF12345\\n');
  process.exit(101);
}
`;

test('subtitles of a channel: each refusal says what to do, and a good round brings them in', async (t) => {
  const folder = temporaryFolder(t);
  const command = path.join(folder, 'fake-yt-dlp');
  const mode = (name) => fs.writeFileSync(path.join(folder, 'mode'), name);
  fs.writeFileSync(command, program(folder), {mode: 0o755});
  const config = (which) => `memory:
  look_every: 200ms
  still: 300ms
  channels:
    - name: oil_talk
      address: ${address}
      command: ${which}
      deadline: 3s
`;
  mode('bot');
  const desk = await Desk.start(t, {folder, config: config(command)});
  const told = (words) => until(soon, `"${words}" is told`, async () =>
    (await summaries(desk)).some((text) => text.startsWith('No new subtitles of oil_talk: ') && text.includes(words)));
  await told('--cookies-from-browser');
  for (const [name, words] of [['many', 'too many requests'], ['token', 'PO Token Guide'], ['hang', 'did not end within 3s']]) {
    await desk.stop();
    mode(name);
    await desk.restart();
    await told(words);
  }
  await desk.stop();
  await desk.restart({config: config(path.join(folder, 'nowhere'))});
  await told('There is no program');
  await desk.stop();
  mode('good');
  await desk.restart({config: config(command)});
  await until(soon, 'the video is in', async () => await documents(desk) === 1);
  await until(soon, 'the alert ends', async () => (await summaries(desk)).length === 0);
  await desk.stop();
});
