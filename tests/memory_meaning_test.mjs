// The running desk with a model of meaning beside it: it gives every fragment a vector, tries the model,
// finds by it what shares no word with the question, and goes on by words alone when it is away.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {seconds, until} from './harness/deadline.mjs';
import {Desk} from './harness/desk.mjs';
import {archive} from './harness/embedding_archive.mjs';
import {EmbeddingFake, hang, status, vectors} from './harness/embedding_fake.mjs';
import {importInto, settled} from './harness/memory.mjs';

const soon = seconds(60);
const apis = ['ollama', 'openai', 'tei'];
const configuration = (fake, {api = 'ollama', model = 'concepts', more = ''} = {}) => `
memory:
  embedding:
    api: ${api}
    address: ${fake.url}
    model: ${model}
    query_prefix: "query: "
    passage_prefix: "passage: "
${more}`;
const prefixes = ['query: ', 'passage: '];

async function fill(desk, texts = archive) {
  const folder = path.join(desk.folder, 'notes');
  fs.mkdirSync(folder, {recursive: true});
  texts.forEach((text, i) => fs.writeFileSync(path.join(folder, `note${i}.md`), text));
  await importInto(desk, folder);
  await settled(desk, texts.length);
}
const tried = (desk, count = 1) => until(soon, 'the model was tried', () =>
  desk.process.said.stderr.split('the model of meaning, tried: ').length > count);
const textsOf = async (desk, question) => {
  const {found, note = ''} = await desk.call('search_memory', {question, limit: 3});
  return {texts: found.map(({text}) => text), whys: found.map(({why}) => why), note};
};
const isFirst = (answer, text) => assert.ok(answer.texts[0]?.includes(text), JSON.stringify(answer));

for (const api of apis) {
  test(`${api}: what means the same is found, whatever words it has`, async (t) => {
    const fake = await EmbeddingFake.start(t, {prefixes});
    const desk = await Desk.start(t, {config: configuration(fake, {api})});
    await fill(desk);
    await tried(desk);
    const answer = await until(soon, 'the meaning counts', async () => {
      const now = await textsOf(desk, 'margin call');
      return now.texts[0]?.includes(archive[1]) && now;
    });
    assert.match(answer.whys[0], /means something like it/);
    assert.equal(answer.note, '');
    isFirst(await textsOf(desk, 'стоп-лосс'), archive[0]);
    assert.deepEqual(fake.faults, []);
  });
}

test('a model that is away, hangs or comes back: search goes on by words, and says so', async (t) => {
  const fake = await EmbeddingFake.start(t, {prefixes});
  const desk = await Desk.start(t, {config: configuration(fake)});
  await fill(desk);
  await tried(desk);
  for (const fault of [status(500), hang]) {
    fake.always(fault);
    const began = Date.now();
    const answer = await textsOf(desk, 'protective stop');
    isFirst(answer, archive[0]);
    assert.match(answer.note, /^Searched by words alone: /);
    assert.ok(Date.now() - began < seconds(5));
  }
  await textsOf(desk, 'protective stop');
  const asked = fake.requests.length;
  assert.match((await textsOf(desk, 'protective stop')).note, /left alone/);
  assert.equal(fake.requests.length, asked);
  fake.always(null);
  await until(soon, 'it is asked again', async () => (await textsOf(desk, 'margin call')).texts[0]?.includes(archive[1]));
});

test('another model makes its own vectors, and a restart makes none again', async (t) => {
  const fake = await EmbeddingFake.start(t, {prefixes, models: ['concepts', 'other']});
  const desk = await Desk.start(t, {config: configuration(fake)});
  await fill(desk);
  await tried(desk);
  const passages = (model) => fake.requests.filter(({body}) => body.model === model)
    .flatMap(({body}) => body.input).filter((text) => text.startsWith('passage: Note')).length;
  assert.equal(passages('concepts'), archive.length - 2);
  await desk.stop();
  await desk.restart();
  await tried(desk);
  isFirst(await textsOf(desk, 'margin call'), archive[1]);
  assert.equal(passages('concepts'), archive.length - 2, 'they were kept');
  await desk.stop();
  await desk.restart({config: configuration(fake, {model: 'other'})});
  await tried(desk);
  assert.equal(passages('other'), archive.length - 2);
  isFirst(await textsOf(desk, 'margin call'), archive[1]);
});

test('vectors that mean nothing have no say', async (t) => {
  const fake = await EmbeddingFake.start(t, {prefixes});
  let turn = 0;
  fake.always(vectors((list) => list.map((vector) => vector.map((_, i) => Math.sin(++turn * (i + 1))))));
  const desk = await Desk.start(t, {config: configuration(fake)});
  const alone = await Desk.start(t);
  await fill(desk);
  await fill(alone);
  await tried(desk);
  for (const question of ['protective stop', 'the old car', 'mushrooms and rain'])
    assert.deepEqual((await textsOf(desk, question)).texts, (await textsOf(alone, question)).texts);
});

test('a model that reranks puts what was found into its order, and is not missed', async (t) => {
  const fake = await EmbeddingFake.start(t);
  const desk = await Desk.start(t, {config: `memory:\n  reranking: {address: "${fake.url}"}\n`});
  const texts = ['crude, crude, crude: that is the word of this note about a picture', 'The stop of crude was protective.',
                 'crude manners'];
  await fill(desk, [...texts, ...archive.slice(2)]);
  const ordered = await textsOf(desk, 'crude stop-loss');
  isFirst(ordered, texts[1]);
  assert.equal(ordered.note, '');
  assert.equal(fake.requests.at(-1).path, '/rerank');
  fake.always(status(500));
  const answer = await textsOf(desk, 'crude');
  assert.ok(answer.texts[0].includes('crude'));
  assert.match(answer.note, /Not put into order by the model/);
});

test('an endpoint that cannot be one is refused at the start', async (t) => {
  const desk = new Desk(fs.mkdtempSync(path.join(process.env.TMPDIR ?? '/tmp', 'pitwall-meaning-')));
  t.after(() => fs.rmSync(desk.folder, {recursive: true, force: true}));
  await assert.rejects(desk.launch({config: 'memory: {embedding: {address: "http://example.com", model: m}}\n'}),
    /https/);
});
