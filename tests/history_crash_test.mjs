// Killed at any moment, an import has lost nothing that it had reported, and the same again completes
// it. Nine kills; PITWALL_KILLS sets another number.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {seconds, within} from './harness/deadline.mjs';
import {environment, pitwall, program, start, temporaryFolder} from './harness/desk.mjs';

const kills = Number(process.env.PITWALL_KILLS ?? 9);
const killsOfOneFolder = 3;
const seed = Number(process.env.PITWALL_SEED ?? 1);
const files = 12;
const chatsOfOne = 60;

function generator(state) {
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function writeExports(folder) {
  fs.mkdirSync(folder);
  for (let file = 0; file < files; ++file) {
    const chats = Array.from({length: chatsOfOne}, (_, chat) => ({
      uuid: `${file}-${chat}`, name: `Chat ${chat}`, created_at: '2025-03-01T12:00:00Z',
      updated_at: '2025-03-01T13:00:00Z', account: {uuid: 'a'},
      chat_messages: Array.from({length: 30}, (_, i) => ({
        uuid: `m${i}`, sender: i % 2 ? 'assistant' : 'human', created_at: '2025-03-01T12:00:00Z',
        text: '', content: [{type: 'text', text: `Сообщение ${i} of ${file}-${chat}. ${'gold и нефть '.repeat(40)}`}],
      })),
    }));
    fs.writeFileSync(path.join(folder, `claude-${file}.json`), JSON.stringify(chats));
  }
}

async function report(folder, data) {
  const done = await pitwall(folder, ['import', path.join(folder, 'exports'), '--json', '--data', data]);
  assert.equal(done.code, 0, done.stderr);
  return JSON.parse(done.stdout);
}

// Starts an import and kills it then; how many documents it had reported kept.
async function killed(folder, data, after) {
  const {child, said, ended} = start(program, ['import', path.join(folder, 'exports'), '--json', '--data', data],
    {env: environment(folder)});
  await pause(after);  // the moment is the test's input, not a wait for something
  child.kill('SIGKILL');
  await within(seconds(20), 'the import to be gone', ended);
  const lines = said.stderr.split('\n').slice(0, -1).map((line) => JSON.parse(line));
  return lines.at(-1)?.documents ?? 0;
}

test(`${kills} kills, seed ${seed}`, async (t) => {
  const random = generator(seed);
  const folder = temporaryFolder(t);
  writeExports(path.join(folder, 'exports'));
  const begun = Date.now();
  const whole = await report(folder, path.join(folder, 'whole'));
  const took = Date.now() - begun;
  assert.equal(whole.added, files * chatsOfOne);
  let interrupted = 0;
  for (let done = 0; done < kills;) {
    const data = path.join(folder, `data-${done}`);
    let reported = 0;
    for (let i = 0; i < killsOfOneFolder && done < kills; ++i, ++done)
      reported = Math.max(reported, await killed(folder, data, random() * took));
    const completed = await report(folder, data);
    assert.ok(completed.unchanged >= reported, `${reported} were reported, ${completed.unchanged} were kept`);
    assert.equal(completed.changed, 0, 'no half document');
    assert.equal(completed.added + completed.unchanged, whole.added);
    assert.deepEqual([completed.kept_documents, completed.kept_fragments], [whole.kept_documents, whole.kept_fragments]);
    const again = await report(folder, data);
    assert.deepEqual([again.added, again.changed, again.unchanged], [0, 0, whole.added]);
    if (completed.added > 0 && completed.unchanged > 0) ++interrupted;
  }
  // Some of the kills must have come between the first batch and the last.
  if (kills >= 9) assert.ok(interrupted > 0, 'no import was killed half way');
});
