// Histories for the memory's tests, and the memory asked as an assistant asks it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {seconds, until} from './deadline.mjs';

// One conversation as ChatGPT exports it: the user's messages and the answers in turn.
export function chat(id, messages, time = 1_700_000_000) {
  const mapping = {};
  messages.forEach((text, i) => {
    mapping[`n${i}`] = {
      id: `n${i}`, parent: i ? `n${i - 1}` : null, children: i + 1 < messages.length ? [`n${i + 1}`] : [],
      message: {id: `m${i}`, author: {role: i % 2 ? 'assistant' : 'user'}, create_time: time,
                content: {content_type: 'text', parts: [text]}, weight: 1},
    };
  });
  return {id, conversation_id: id, title: `Chat ${id}`, create_time: time, update_time: time, mapping,
          current_node: `n${messages.length - 1}`};
}

// Subtitles beside their description, as yt-dlp leaves them. `captions` are [second, text].
export function writeVideo(folder, id, captions, {language = 'en', title = `Video ${id}`, text} = {}) {
  fs.mkdirSync(folder, {recursive: true});
  const stamp = (at) => new Date(at * 1000).toISOString().slice(11, 23);
  const vtt = captions.map(([at, said]) => `${stamp(at)} --> ${stamp(at + 2)}\n${said}\n`).join('\n');
  fs.writeFileSync(path.join(folder, `${id}.${language}.vtt`), text ?? `WEBVTT\n\n${vtt}`);
  fs.writeFileSync(path.join(folder, `${id}.info.json`), JSON.stringify({
    id, title, channel: 'Desk notes', upload_date: '20240501', webpage_url: `https://www.youtube.com/watch?v=${id}`}));
}

// Runs `pitwall import` against the desk's data, and gives its report.
export async function importInto(desk, ...paths) {
  const {code, stdout, stderr} = await desk.command('import', ...paths, '--json');
  assert.equal(code, 0, stderr + stdout);
  return JSON.parse(stdout);
}

// A tool of the memory, by the official client, whether it is in the list or behind it.
export async function ask(client, tool, input = {}) {
  const direct = (await client.listTools()).tools.some(({name}) => name === tool);
  const runner = tool === 'add_video_summary' ? 'act_more' : 'call_more';
  const answer = await client.callTool(direct ? {name: tool, arguments: input}
    : {name: runner, arguments: {tool, arguments: input}});
  const text = answer.content[0].text;
  if (answer.isError) return {error: text};
  return {text, ...(direct ? answer.structuredContent : answer.structuredContent.answer)};
}

// Until the desk has read as many documents as were imported.
export async function settled(desk, documents) {
  await until(seconds(60), `${documents} documents are read`, async () => {
    const {total} = await desk.call('list_documents', {limit: 1});
    const {note} = await desk.call('search_memory', {question: 'anything'});
    return Number(total) === documents && !note;
  });
}
