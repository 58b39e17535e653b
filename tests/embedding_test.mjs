// Embedding endpoints: the stand-in for them, held to the clients that their makers wrote; and the
// daemon's own client, held to the stand-in, when all is well and when it is not.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import test from 'node:test';
import {Ollama} from 'ollama';
import OpenAI from 'openai';
import {seconds, within} from './harness/deadline.mjs';
import {root} from './harness/desk.mjs';
import {EmbeddingFake, body, cosine, cut, dimension, hang, status, tooMany, vectorOf, vectors} from './harness/embedding_fake.mjs';
import {archive} from './harness/embedding_archive.mjs';

const program = process.env.PITWALL_EMBED_TEXTS ?? path.join(root, 'build/release/tests/embed_texts');
const searcher = process.env.PITWALL_SEARCH_BY_MEANING ?? path.join(root, 'build/release/tests/search_by_meaning');
const skip = ![program, searcher].every((each) => fs.existsSync(each)) && `${program} or ${searcher} is not built`;
const soon = seconds(30);
const near = (a, b) => Math.abs(a - b) < 1e-6;
const same = (a, b) => a.length === b.length && a.every((x, i) => near(x, b[i]));

async function run(asked) {
  const child = spawn(program, {stdio: ['pipe', 'pipe', 'inherit']});
  try {
    child.stdin.end(JSON.stringify(asked));
    let text = '';
    const read = async () => {
      for await (const piece of child.stdout.setEncoding('utf8')) text += piece;
    };
    await within(soon, 'embed_texts', read());
    return JSON.parse(text);
  } finally {
    child.kill('SIGKILL');
  }
}
const apis = ['ollama', 'openai', 'tei'];
const ask = (fake, api, calls, more = {}) =>
  run({api, address: fake.url, model: 'concepts', calls: calls.map((texts) => ({texts, purpose: 'query'})), ...more});

// ---- The stand-in ---------------------------------------------------------------------------------

test("Ollama's client", async (t) => {
  const fake = await EmbeddingFake.start(t);
  const client = new Ollama({host: fake.url});
  const answer = await within(soon, 'vectors', client.embed({model: 'concepts', input: ['стоп-лосс', 'protective stop', 'flour']}));
  assert.equal(answer.model, 'concepts');
  assert.equal(answer.embeddings.length, 3);
  assert.ok(cosine(answer.embeddings[0], answer.embeddings[1]) > 0.6, 'they mean the same');
  assert.ok(cosine(answer.embeddings[0], answer.embeddings[2]) < 0.4);
  const one = await within(soon, 'one', client.embed({model: 'concepts', input: 'crude', dimensions: 5}));
  assert.equal(one.embeddings[0].length, 5);
  assert.deepEqual((await within(soon, 'list', client.list())).models.map(({name}) => name), ['concepts']);
  await assert.rejects(client.embed({model: 'none', input: 'a'}), /model "none" not found, try pulling it first/);
  fake.next(status(500, {error: 'out of memory'}));
  await assert.rejects(client.embed({model: 'concepts', input: 'a'}), /out of memory/);
  assert.deepEqual(fake.faults, []);
});

test("OpenAI's client", async (t) => {
  const fake = await EmbeddingFake.start(t, {key: 'sk-1'});
  const client = new OpenAI({baseURL: `${fake.url}/v1`, apiKey: 'sk-1', maxRetries: 0, timeout: soon});
  const input = ['маржин-колл', 'a margin call', 'нефть'];
  for (const format of [undefined, 'float', 'base64']) {
    const answer = await client.embeddings.create({model: 'concepts', input, encoding_format: format});
    const byIndex = [...answer.data].sort((a, b) => a.index - b.index).map(({embedding}) => embedding);
    assert.equal(byIndex.length, 3);
    if (format === 'base64') continue;  // left to the caller to decode
    input.forEach((text, i) => assert.ok(same(byIndex[i], vectorOf(text)), text));
  }
  assert.equal(fake.requests[0].body.encoding_format, 'base64', 'which it asks for of itself');
  const refusal = (work) => work.then(() => assert.fail('refused'), (error) => error);
  assert.equal((await refusal(client.embeddings.create({model: 'none', input}))).code, 'model_not_found');
  assert.equal((await refusal(client.embeddings.create({model: 'concepts', input: ''}))).status, 400);
  const stranger = new OpenAI({baseURL: `${fake.url}/v1`, apiKey: 'sk-2', maxRetries: 0, timeout: soon});
  assert.ok(await refusal(stranger.embeddings.create({model: 'concepts', input})) instanceof OpenAI.AuthenticationError);
  fake.next(tooMany(1));
  assert.ok(await refusal(client.embeddings.create({model: 'concepts', input})) instanceof OpenAI.RateLimitError);
  // By its own rule it asks again after what the header says.
  fake.next(tooMany(0), status(503));
  const patient = new OpenAI({baseURL: `${fake.url}/v1`, apiKey: 'sk-1', maxRetries: 2, timeout: soon});
  assert.equal((await patient.embeddings.create({model: 'concepts', input})).data.length, 3);
  assert.deepEqual(fake.faults, []);
});

test('plain requests to text-embeddings-inference, and wrong ones', async (t) => {
  const fake = await EmbeddingFake.start(t);
  const post = async (where, asked, type = 'application/json') => {
    const response = await fetch(fake.url + where, {
      method: 'POST', headers: {'content-type': type}, body: typeof asked === 'string' ? asked : JSON.stringify(asked),
      signal: AbortSignal.timeout(soon),
    });
    return {status: response.status, body: await response.json().catch(() => null)};
  };
  const both = await post('/embed', {inputs: ['гэп', 'a gap'], truncate: true});
  assert.ok(cosine(...both.body) > 0.6);
  const ranked = (await post('/rerank', {query: 'нефть', texts: ['flour', 'crude oil']})).body;
  assert.deepEqual(ranked.map(({index}) => index), [1, 0]);
  assert.equal((await post('/embed', {inputs: new Array(33).fill('a')})).status, 422);
  assert.equal((await post('/embed', {inputs: ''})).status, 400);
  assert.equal((await post('/embed', {})).status, 400);
  assert.equal((await post('/embed', {inputs: [1]})).status, 400);
  assert.equal((await post('/embed', '{"inputs":')).status, 400);
  assert.equal((await post('/embed', {inputs: 'a'}, 'text/plain')).status, 415);
  assert.equal((await post('/nothing', {})).status, 404);
  assert.equal((await post('/embed', {inputs: 'a', input: 'b'})).status, 200);
  assert.deepEqual(fake.faults, ['/embed does not know input']);
});

// ---- The daemon's client --------------------------------------------------------------------------

for (const api of apis) {
  test(`${api}: texts become vectors, in any number, with the key and their prefix`, {skip}, async (t) => {
    const prefixes = ['query: ', 'passage: '];
    const fake = await EmbeddingFake.start(t, {key: 'k', prefixes});
    const many = Array.from({length: 70}, (_, i) => `note ${i}${i % 7 ? '' : ' of crude "oil"\n\u2028'}`);
    const calls = [{texts: ['стоп-лосс', 'protective stop'], purpose: 'query'}, {texts: many, purpose: 'passage'}];
    const answers = await ask(fake, api, [], {calls, key: 'k', query_prefix: prefixes[0], passage_prefix: prefixes[1]});
    assert.deepEqual(answers.map(({error}) => error), [undefined, undefined]);
    assert.ok(cosine(...answers[0].vectors) > 0.6);
    assert.equal(answers[0].vectors[0].length, dimension);
    many.forEach((text, i) => assert.ok(same(answers[1].vectors[i], vectorOf(text)), text));
    assert.deepEqual(fake.faults, []);
    const sizes = fake.requests.map(({body: sent}) => (sent.input ?? sent.inputs).length);
    assert.deepEqual(sizes, [2, 32, 32, 6]);
  });

  test(`${api}: what is broken is told as what it is`, {skip}, async (t) => {
    const fake = await EmbeddingFake.start(t);
    const message = async (fault, texts = ['crude', 'gap']) => {
      fake.next(fault);
      const [answer] = await ask(fake, api, [texts]);
      assert.ok(answer.error, `${JSON.stringify(fault)} is refused`);
      return `${answer.error.code}: ${answer.error.message}`;
    };
    assert.match(await message(vectors((list) => list.slice(1))), /^corrupt: .*1 vectors for 2 texts/);
    assert.match(await message(vectors(([a, b]) => [a, b.slice(1)])), /^corrupt: .*not of one dimension/);
    assert.match(await message(vectors(([a, b]) => [a, b.map(() => 0)])), /^corrupt: .*all zeros/);
    assert.match(await message(vectors(([a, b]) => [a, b.map(() => NaN)])), /^corrupt: .*not a number/);
    assert.match(await message(vectors(([a]) => [a, null])), /^corrupt/);
    assert.match(await message(body('<html>Bad Gateway</html>')), /^corrupt: .*not JSON/);
    assert.match(await message(body('{"answer":42}')), /^corrupt: .*no list of vectors/);
    assert.match(await message(cut), /^unavailable: /);
    assert.match(await message(status(500, {error: 'out of memory'})), /^unavailable: .*HTTP 500: "out of memory"/);
    assert.match(await message(status(400, {error: {message: 'too many tokens'}})), /^invalid_argument: .*too many tokens/);
    assert.match(await message(tooMany(7)), /^unavailable: .*asked too often/);
    assert.deepEqual(fake.faults, []);
  });

  test(`${api}: after three failures it is left alone, and nobody waits for it`, {skip}, async (t) => {
    const fake = await EmbeddingFake.start(t);
    fake.always(status(500));
    const answers = await ask(fake, api, new Array(6).fill(['crude']));
    assert.equal(fake.requests.length, 3);
    assert.deepEqual(answers.map(({usable}) => usable), [true, true, false, false, false, false]);
    assert.match(answers[5].error.message, /left alone for another 15 s/);
  });
}

test('a hang ends with the deadline', {skip}, async (t) => {
  const fake = await EmbeddingFake.start(t);
  fake.always(hang);
  const answers = await ask(fake, 'ollama', new Array(5).fill(['crude']), {deadline_ms: 100});
  assert.deepEqual(answers.map(({error}) => error.code),
    ['deadline_exceeded', 'deadline_exceeded', 'deadline_exceeded', 'unavailable', 'unavailable']);
  assert.equal(fake.requests.length, 3);
});

test('a model that is not there, a key that is refused, a dimension that changes', {skip}, async (t) => {
  const fake = await EmbeddingFake.start(t, {key: 'k'});
  const message = async (api, more, calls = [['crude']]) =>
    (await ask(fake, api, calls, {key: 'k', ...more})).at(-1).error?.message;
  assert.equal(await message('ollama', {model: 'bge-m3'}), 'Ollama does not have the model bge-m3: run `ollama pull bge-m3`.');
  assert.match(await message('openai', {model: 'bge-m3'}), /The model `bge-m3` does not exist/);
  assert.match(await message('openai', {key: 'other'}), /refuses the key/);
  assert.equal(await message('openai', {dimension: 8}), undefined);
  assert.match(await message('tei', {dimension: 8}), /gives vectors of 72 numbers, and the configuration says 8/);
  fake.next(vectors((list) => list), vectors((list) => list.map((vector) => vector.slice(2))));
  assert.match(await message('ollama', {}, [['crude'], ['gap']]), /of 72 numbers and now gives 70/);
});

test('numbers as base64 are the same numbers', {skip}, async (t) => {
  const fake = await EmbeddingFake.start(t);
  const [answer] = await ask(fake, 'openai', [['нефть и гэп', 'inflation']], {base64: true});
  assert.equal(fake.requests[0].body.encoding_format, 'base64');
  assert.ok(same(answer.vectors[0], vectorOf('нефть и гэп')));
  assert.ok(same(answer.vectors[1], vectorOf('inflation')));
});

test('text-embeddings-inference reranks, in the order of the texts', {skip}, async (t) => {
  const fake = await EmbeddingFake.start(t);
  const texts = Array.from({length: 40}, (_, i) => (i === 33 ? 'crude oil fell' : i === 4 ? 'oil and greed' : `note ${i}`));
  const [{scores}] = await ask(fake, 'tei', [], {calls: [{rerank: 'нефть', texts}]});
  assert.equal(scores.length, 40);
  assert.ok(scores[33] > scores[4] && scores[4] > scores[0]);
  const [refused] = await ask(fake, 'ollama', [], {calls: [{rerank: 'нефть', texts}]});
  assert.equal(refused.error.code, 'unsupported');
});

// ---- Search by meaning ----------------------------------------------------------------------------

async function search(t, fake) {
  const child = spawn(searcher, {stdio: ['pipe', 'pipe', 'inherit']});
  t.after(() => child.kill('SIGKILL'));
  const lines = readline.createInterface({input: child.stdout})[Symbol.asyncIterator]();
  const tell = async (command) => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    return JSON.parse((await within(soon, JSON.stringify(command).slice(0, 60), lines.next())).value);
  };
  await tell({begin: fake.url, put: archive});
  return tell;
}

test('by meaning a text is found that shares no word with the question', {skip}, async (t) => {
  const fake = await EmbeddingFake.start(t);
  const tell = await search(t, fake);
  const before = await tell({ask: 'margin call'});
  assert.ok(!before.found.includes(archive[1]), 'by words alone it is not');
  const made = await tell({embed: true});
  assert.equal(made.vectors, archive.length);
  assert.equal(made.job, 'All texts have their vectors.');
  assert.equal((await tell({ask: 'margin call'})).found.includes(archive[1]), false, 'untried, the model has no say');
  const tried = await tell({try: true});
  assert.ok(tried.trust > 0.5, tried.trial);
  assert.equal((await tell({ask: 'margin call'})).found[0], archive[1]);
  assert.equal((await tell({ask: 'стоп-лосс'})).found[0], archive[0]);
});

test('when the endpoint fails, hangs or recovers, search answers by words and says so', {skip}, async (t) => {
  const fake = await EmbeddingFake.start(t);
  const tell = await search(t, fake);
  await tell({embed: true});
  await tell({try: true});
  for (const fault of [status(500), hang, body('{'), status(500)]) {
    fake.always(fault);
    const answer = await tell({ask: 'protective stop'});
    assert.equal(answer.found[0], archive[0], 'by its words');
    assert.notEqual(answer.by_words_because, '');
  }
  const asked = fake.requests.length;
  const alone = await tell({ask: 'protective stop'});
  assert.equal(fake.requests.length, asked, 'it is left alone by now');
  assert.match(alone.by_words_because, /left alone/);
  assert.equal(alone.usable, false);
});

test('what fails while vectors are made is made up for, and a text that is refused holds up no other', {skip}, async (t) => {
  const fake = await EmbeddingFake.start(t);
  const tell = await search(t, fake);
  fake.always(status(500));
  const failed = await tell({embed: true});
  assert.equal(failed.vectors, 0);
  assert.match(failed.job, /^Making vectors waits: /);
  fake.always(null);
  const refused = await EmbeddingFake.start(t);
  const again = await search(t, refused);
  const poison = 'a text that no model takes, whatever else it says about it all';
  refused.refuses = (text) => text === poison;
  await again({put: [poison]});
  const made = await again({embed: true});
  assert.equal(made.vectors, archive.length);
  assert.match(made.job, /^All texts have their vectors. 1 texts were refused/);
});

test('vectors that mean nothing change nothing', {skip}, async (t) => {
  const questions = ['protective stop', 'margin call', 'the old car', 'плечо ночью', 'mushrooms and rain'];
  const faults = {
    random: (list) => list.map((vector) => vector.map(() => Math.random() - 0.5)),
    constant: (list) => list.map((vector) => vector.map((_, i) => i + 1)),
    shuffled: (list) => [...list.slice(1), list[0]],
  };
  for (const [name, edit] of Object.entries(faults)) {
    const fake = await EmbeddingFake.start(t);
    const tell = await search(t, fake);
    const lexical = [];
    for (const question of questions) lexical.push((await tell({ask: question})).found);
    fake.always(vectors(edit));
    assert.equal((await tell({embed: true})).vectors, archive.length);
    const tried = await tell({try: true});
    assert.equal(tried.trust, 0, `${name}: ${tried.trial}`);
    assert.match(tried.trial, /no say in search/);
    for (const [i, question] of questions.entries())
      assert.deepEqual((await tell({ask: question})).found, lexical[i], `${name}: ${question}`);
  }
});
