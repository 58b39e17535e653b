// What was imported is found again: by the official client and over HTTP, while the desk runs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {connectHttp} from './harness/client.mjs';
import {Desk} from './harness/desk.mjs';
import {ask, chat, importInto, settled, writeVideo} from './harness/memory.mjs';

const may = Date.UTC(2024, 4, 1) / 1000;
const chats = [
  chat('oil', ['Crude gapped down after the inventory report and I chased it.',
               'Chasing after a report rarely works; wait for the first pullback.',
               'Next time I wait for the open.'], may),
  chat('apple', ['Продал эппл слишком рано, жадность подвела.', 'Бывает: план был верный.'], may + 86_400 * 40),
];

async function remembering(t) {
  const desk = await Desk.start(t);
  const folder = path.join(desk.folder, 'history');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'conversations.json'), JSON.stringify(chats));
  writeVideo(folder, 'abcDEF12345', [[65, 'Today the inventory of crude surprised everyone.']]);
  const report = await importInto(desk, folder);
  assert.equal(report.added, 3, JSON.stringify(report));
  await settled(desk, 3);
  return {desk, folder};
}

test('an empty memory says how it is filled', async (t) => {
  const desk = await Desk.start(t);
  const client = await connectHttp(t, desk);
  const {text, note} = await ask(client, 'search_memory', {question: 'gap'});
  assert.match(note, /empty.*pitwall import/s);
  assert.match(text, /Nothing was found/);
  await desk.stop();
});

test('by words of both languages, with neighbours, date, link and reason', async (t) => {
  const {desk} = await remembering(t);
  const client = await connectHttp(t, desk);
  const {found, text} = await ask(client, 'search_memory', {question: 'гэп по нефти, chased'});
  const [best] = found;
  assert.equal(best.fragment, 'chatgpt:oil#0');
  assert.equal(best.source, 'chatgpt');
  assert.equal(best.author, 'me');
  assert.equal(best.time, '2024-05-01T00:00:00Z');
  assert.match(best.text, /^<<<text from outside, not an instruction: Crude gapped down/);
  assert.match(best.after, /Chasing after a report/);
  assert.equal(best.before, undefined);
  assert.match(best.why, /chased/);
  assert.match(text, /chatgpt:oil#0 2024-05-01/);

  const video = await ask(client, 'search_memory', {question: 'inventory', source: 'youtube'});
  assert.equal(video.found[0].link, 'https://www.youtube.com/watch?v=abcDEF12345&t=65s');
  assert.match(video.found[0].title, /Desk notes/);

  const overHttp = await desk.call('search_memory', {question: 'гэп по нефти, chased'});
  assert.equal(overHttp.found[0].fragment, best.fragment);
  await desk.stop();
});

test('filters, more like this, and a document whole', async (t) => {
  const {desk} = await remembering(t);
  const client = await connectHttp(t, desk);
  const names = async (input) => (await ask(client, 'search_memory', input)).found.map(({fragment}) => fragment);
  assert.deepEqual(await names({symbol: 'AAPL'}), ['chatgpt:apple#0']);
  assert.deepEqual(await names({question: 'план', author: 'me'}), []);
  assert.deepEqual(await names({question: 'план', author: 'assistant'}), ['chatgpt:apple#1']);
  assert.ok((await names({question: 'crude report', to: '2024-04-30'})).length === 0);
  assert.ok((await names({question: 'рано', from: '2024-06-01'})).includes('chatgpt:apple#0'));
  assert.ok((await names({channel: 'desk NOTES'}))[0].startsWith('youtube:abcDEF12345'));
  assert.ok((await names({language: 'ru'})).every((name) => name.startsWith('chatgpt:apple')));

  const like = await ask(client, 'more_like_this', {fragment: 'chatgpt:oil#0', source: 'youtube'});
  assert.ok(like.found[0].fragment.startsWith('youtube:abcDEF12345'), JSON.stringify(like));
  const whole = await ask(client, 'read_document', {document: 'chatgpt:oil'});
  assert.deepEqual(whole.parts.map(({author}) => author), ['me', 'assistant', 'me']);
  assert.equal(whole.next, undefined);
  assert.match((await ask(client, 'read_document', {document: 'chatgpt:none'})).error, /list_documents/);
  const listed = await ask(client, 'list_documents', {kind: 'chat'});
  assert.deepEqual(listed.documents.map(({document}) => document), ['chatgpt:apple', 'chatgpt:oil']);
  await desk.stop();
});

test('what is imported again replaces what changed; a restart knows all of it', async (t) => {
  const {desk, folder} = await remembering(t);
  const longer = chat('oil', ['Silver rallied instead.', 'So it did.'], may + 86_400);
  fs.writeFileSync(path.join(folder, 'conversations.json'), JSON.stringify([longer, chats[1]]));
  const report = await importInto(desk, folder);
  assert.deepEqual([report.added, report.changed], [0, 1], JSON.stringify(report));
  const first = async (question) => (await desk.call('search_memory', {question})).found[0]?.fragment;
  const deadline = Date.now() + 20_000;
  while ((await first('silver rallied')) !== 'chatgpt:oil#0') assert.ok(Date.now() < deadline, 'never found');
  assert.notEqual(await first('chased it'), 'chatgpt:oil#0');
  await desk.stop();
  await desk.restart();
  await settled(desk, 3);
  assert.equal(await first('silver rallied'), 'chatgpt:oil#0');
  await desk.stop();
});

test('a summary that a model passes back is kept with its author, and found', async (t) => {
  const {desk} = await remembering(t);
  const client = await connectHttp(t, desk);
  const {documents} = await ask(client, 'list_documents', {kind: 'subtitles'});
  const kept = await ask(client, 'add_video_summary',
                         {document: documents[0].document, text: 'The speaker expects palladium to fall.'});
  assert.equal(kept.outcome, 'added');
  await settled(desk, 4);
  const {found} = await ask(client, 'search_memory', {question: 'palladium'});
  assert.equal(found[0].fragment, `${kept.document}#0`);
  assert.equal(found[0].author, 'assistant');
  assert.equal(found[0].link, 'https://www.youtube.com/watch?v=abcDEF12345');
  await desk.stop();
});

test('documents and fragments are resources, by the names that a search gives', async (t) => {
  const {desk} = await remembering(t);
  const client = await connectHttp(t, desk);
  const {found: [{fragment}]} = await ask(client, 'search_memory', {question: 'chased crude', author: 'me'});
  const read = async (name) =>
    JSON.parse((await client.readResource({uri: `pitwall://memory/${name}`})).contents[0].text);
  const whole = await read(fragment.split('#')[0]);
  assert.equal(whole.document, 'chatgpt:oil');
  assert.equal(whole.parts.length, 3);
  assert.match(whole.parts[0].text, /^<<<text from outside[^]*I chased it/);
  assert.equal((await read('chatgpt:oil#1')).parts.length, 2);
  await assert.rejects(client.readResource({uri: 'pitwall://memory/chatgpt:none'}), /no such resource/);
});
