// What `pitwall import` makes of exports, subtitles, notes and archives, and that the same again adds
// nothing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {pitwall, root, temporaryFolder} from './harness/desk.mjs';
import {atTerminal, pin, setPin} from './harness/order.mjs';
import {chat} from './harness/memory.mjs';
import {zipOf} from './harness/zip.mjs';

const shared = path.join(root, '../shared/data');

class Memory {
  constructor(t) {
    this.folder = temporaryFolder(t);
    this.data = path.join(this.folder, 'data');
  }
  write(name, content) {
    const file = path.join(this.folder, name);
    fs.mkdirSync(path.dirname(file), {recursive: true});
    fs.writeFileSync(file, content);
    return file;
  }
  run(...args) {
    return pitwall(this.folder, ['import', ...args, '--data', this.data]);
  }
  async report(...args) {
    const {code, stdout, stderr} = await this.run(...args, '--json');
    assert.ok(stdout, stderr);
    return {code, ...JSON.parse(stdout)};
  }
}

const captions = 'WEBVTT\n\n00:01.000 --> 00:03.000\nThe market opened lower.\n';
const description = JSON.stringify({id: 'abcDEF12345', title: 'Oil below zero', channel: 'Desk notes',
                                    webpage_url: 'https://www.youtube.com/watch?v=abcDEF12345'});

// ---- What others' programs export ---------------------------------------------------------------

const skippedLine = (t) => {
  if (fs.existsSync(shared)) return false;
  console.log(`skipped: the fixtures are not at ${shared}`);
  t.skip('no fixtures');
  return true;
};

test('every fixture of exports: documents, or what is wrong', async (t) => {
  if (skippedLine(t)) return;
  const memory = new Memory(t);
  const folder = path.join(shared, 'exports');
  for (const file of fs.readdirSync(folder)) {
    const {code, stdout} = await memory.run('history', path.join(folder, file));
    if (file.includes('manifest')) {
      assert.equal(code, 1, file);
      assert.match(stdout, /holds no conversation and no subtitles/);
    } else {
      assert.equal(code, 0, `${file}: ${stdout}`);
    }
  }
  const again = await memory.report(folder);
  assert.equal(again.added + again.changed, 0);
  assert.ok(again.kept_documents >= 6, `${again.kept_documents} documents`);
});

test('every fixture of subtitles: captions, or what is wrong and where', async (t) => {
  if (skippedLine(t)) return;
  const memory = new Memory(t);
  const folder = path.join(shared, 'subtitles');
  const refused = [];
  for (const file of fs.readdirSync(folder)) {
    const {code, stdout, stderr} = await memory.run(path.join(folder, file), '--all-flaws');
    assert.ok(code === 0 || code === 1, `${file}: ${stderr}`);
    if (code === 1) {
      assert.match(stdout, /1 file passed over:\n {2}\S+: [A-Z][^\n]+[.:"]/, `${file}: ${stdout}`);
      refused.push(file);
    }
  }
  for (const file of ['yta-youtube_request_blocked.innertube.json.static', 'webvtt-py-empty.vtt',
                      'yta-youtube_too_many_requests.html.static'])
    assert.ok(refused.includes(file), `${file} is refused`);
  for (const file of ['webvtt-py-sample.vtt', 'webvtt-py-sample.srt', 'webvtt-py-sample.sbv',
                      'webvtt-py-youtube_dl.vtt', 'yta-transcript.xml.static'])
    assert.ok(!refused.includes(file), `${file} is read`);
  const again = await memory.report(folder);
  assert.equal(again.added + again.changed, 0);
});

// ---- The same again, more of it, and less -------------------------------------------------------

test('the same import again adds nothing; a grown export changes what grew', async (t) => {
  const memory = new Memory(t);
  const chats = [chat('one', ['Why did oil fall?', 'Storage was full.']), chat('two', ['Gold?', 'Higher.'])];
  const file = memory.write('conversations.json', JSON.stringify(chats));
  const first = await memory.report(file);
  assert.deepEqual([first.added, first.changed, first.unchanged, first.fragments], [2, 0, 0, 4]);
  const again = await memory.report('history', file);
  assert.deepEqual([again.added, again.changed, again.unchanged, again.kept_documents], [0, 0, 2, 2]);
  chats[0] = chat('one', ['Why did oil fall?', 'Storage was full.', 'And now?'], 1_700_000_500);
  chats.push(chat('three', ['New.', 'Yes.']));
  const grown = await memory.report(memory.write('conversations.json', JSON.stringify(chats)));
  assert.deepEqual([grown.added, grown.changed, grown.unchanged], [1, 1, 1]);
  // An older export of the same chats takes nothing back, in whichever order they come.
  const old = memory.write('old/conversations.json', JSON.stringify([chat('one', ['Why did oil fall?', 'No idea.'], 1_600_000_000)]));
  const older = await memory.report(old, file);
  assert.deepEqual([older.added, older.changed, older.unchanged, older.older], [0, 0, 3, 1]);
});

test('a dry run writes nothing and says what would be', async (t) => {
  const memory = new Memory(t);
  const file = memory.write('conversations.json', JSON.stringify([chat('one', ['Gold?', 'Higher.'])]));
  const dry = await memory.report(file, '--dry-run');
  assert.deepEqual([dry.added, dry.fragments, dry.kept_documents, dry.dry_run], [1, 2, 0, true]);
  const {stdout} = await memory.run(file, '--dry-run');
  assert.match(stdout, /2 fragments would be kept/);
  assert.match(stdout, /Nothing was written: this was a dry run\./);
  assert.equal((await memory.report(file)).added, 1);
});

// ---- Archives and folders -----------------------------------------------------------------------

test('zip archives: chats, subtitles with their description, and what is passed over', async (t) => {
  const memory = new Memory(t);
  const inner = zipOf({'conversations.json': '[]'});
  const zip = memory.write('export.zip', zipOf({
    'conversations.json': JSON.stringify([chat('one', ['Gold?', 'Higher.'])]),
    'chat.html': '<html><head><title>ChatGPT Data Export</title></head></html>',
    'user.json': '{"id":"u"}',
    'inner.zip': inner,
    'video/Oil [abcDEF12345].en-orig.vtt': captions,
    'video/Oil [abcDEF12345].ru.vtt': captions.replace('The market opened lower.', 'Рынок открылся ниже.'),
    'video/Oil [abcDEF12345].info.json': description,
    '__MACOSX/._conversations.json': 'rubbish',
  }));
  const report = await memory.report(zip);
  assert.equal(report.code, 0);
  assert.deepEqual([report.added, report.files, report.skipped_count], [3, 3, 3]);
  const reasons = Object.fromEntries(report.skipped.map(({file, reason}) => [path.basename(file), reason]));
  assert.match(reasons['chat.html'], /conversations\.json/);
  assert.match(reasons['user.json'], /holds no conversation/);
  assert.match(reasons['inner.zip'], /archive within the archive: unpack it/);
  // The same from the unpacked folder is the same again.
  memory.write('unpacked/Oil [abcDEF12345].ru.vtt', captions.replace('The market opened lower.', 'Рынок открылся ниже.'));
  memory.write('unpacked/Oil [abcDEF12345].info.json', description);
  memory.write('unpacked/.hidden.md', 'not for the memory');
  const folder = await memory.report(path.join(memory.folder, 'unpacked'));
  assert.deepEqual([folder.added, folder.unchanged, folder.skipped_count], [0, 1, 0]);
});

test('office documents, pictures and PDFs say what to do', async (t) => {
  const memory = new Memory(t);
  const office = memory.write('plan.docx', zipOf({'[Content_Types].xml': '<x/>', 'word/document.xml': '<x/>'}));
  const picture = memory.write('chart.png', Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1'));
  const pdf = memory.write('plan.pdf', '%PDF-1.4\nbroken');
  const report = await memory.report(office, picture, pdf, memory.write('plan.zip', zipOf({'plan.pdf': '%PDF-1.4\nbroken'})));
  assert.equal(report.code, 1);
  const [first, second, third, fourth] = report.skipped.map(({reason}) => reason);
  assert.match(first, /an Office document: save it as text or as a PDF/);
  assert.match(second, /a picture/);
  assert.match(third, /poppler-utils|cannot read this PDF/);
  assert.equal(fourth, third);
});

// One page with this text; a PDF's readers find its objects without a table of them.
const pdfOf = (text) => {
  const said = `BT /F1 12 Tf 20 100 Td (${text}) Tj ET`;
  return ['%PDF-1.4', '1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj', '2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj',
    '3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> endobj',
    `4 0 obj <</Length ${said.length}>> stream\n${said}\nendstream endobj`,
    '5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj', 'trailer <</Root 1 0 R>>', '%%EOF', ''].join('\n');
};

test('a PDF is what it says, in an archive too', async (t) => {
  const memory = new Memory(t);
  const pdf = pdfOf('Sell gold when the real rate rises.');
  const file = memory.write('plan.pdf', pdf);
  const report = await memory.report(file, memory.write('plan.zip', zipOf({'plan.pdf': pdf})));
  if (report.skipped.some(({reason}) => reason.includes('poppler-utils'))) {
    console.log('skipped: pdftotext is not installed');
    return t.skip('no pdftotext');
  }
  assert.deepEqual([report.added, report.unchanged, report.fragments, report.skipped_count], [1, 1, 1, 0]);
  assert.ok(fs.readFileSync(path.join(memory.data, 'memory.db')).includes('Sell gold when the real rate rises.'));
  const empty = await memory.report(memory.write('scan.pdf', pdfOf('')));
  assert.match(empty.skipped[0].reason, /pictures of pages, and no text/);
});

test('what nobody sees is taken out and counted, and a name cannot lead a terminal astray', async (t) => {
  const memory = new Memory(t);
  const file = memory.write('a\x1b[31mb.md', `Plan\u{E0041}\u{E0042} \u202Efor gold`);
  const {code, stdout} = await memory.run(file);
  assert.equal(code, 0);
  assert.match(stdout, /3 characters taken out that nobody sees/);
  const bad = memory.write('c\x1b[31md.md', Buffer.from([0x61, 0xff, 0x0a]));
  const refused = await memory.run(bad);
  assert.equal(refused.code, 1);
  assert.ok(!refused.stdout.includes('\x1b'));
});

// ---- What is kept, and forgetting it -------------------------------------------------------------

test('what the memory holds, and forgetting it at a terminal', async (t) => {
  const memory = new Memory(t);
  const file = memory.write('conversations.json', JSON.stringify([
    chat('one', ['Gold?', 'The unforgettable answer.']), chat('two', ['Oil?', 'Lower.'])]));
  await memory.report(file);
  const command = (...words) => pitwall(memory.folder, ['memory', ...words, '--data', memory.data]);
  const totals = await command();
  assert.match(totals.stdout, /^2 documents, 4 fragments/);
  assert.match(totals.stdout, /chatgpt +2 {2}2023-11-14 to 2023-11-14/);
  const {stdout} = await command('list', 'CHAT ONE');
  assert.equal(stdout, '2023-11-14  chatgpt:one  Chat one\n');
  assert.equal((await command('list')).stdout.split('\n').length, 3);

  const refused = await command('forget', 'chatgpt:one');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /by a person at a terminal/);
  const desk = {folder: memory.folder, data: memory.data};
  const unsure = await atTerminal(desk, ['memory', 'forget', 'chatgpt:one'], [['Type forget: ', 'no']]);
  assert.equal(unsure.code, 1, unsure.said);
  await setPin(desk);
  const wrong = await atTerminal(desk, ['memory', 'forget', 'chatgpt:one'], [['Your PIN forgets it: ', 'wrong-one']]);
  assert.equal(wrong.code, 1, wrong.said);
  assert.match((await command()).stdout, /^2 documents/);
  const done = await atTerminal(desk, ['memory', 'forget', 'chatgpt:one'], [['Your PIN forgets it: ', pin]]);
  assert.equal(done.code, 0, done.said);
  for (const name of fs.readdirSync(memory.data))
    if (name.startsWith('memory.db'))
      assert.ok(!fs.readFileSync(path.join(memory.data, name)).includes('unforgettable'), name);
  const again = await memory.report(file);
  assert.deepEqual([again.added, again.unchanged, again.forgotten, again.kept_documents], [0, 1, 1, 1]);
  const gone = await command('forget', 'chatgpt:one');
  assert.match(gone.stderr, /There is no document chatgpt:one/);
});

// ---- Questions that make no sense ---------------------------------------------------------------

test('nothing to import, nothing there, nowhere to write', async (t) => {
  const memory = new Memory(t);
  const nothing = await memory.run();
  assert.equal(nothing.code, 2);
  assert.match(nothing.stderr, /pitwall import export\.zip/);
  const missing = await memory.run(path.join(memory.folder, 'missing.zip'));
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /There is no file or folder .*missing\.zip/);
  const note = memory.write('note.md', 'Plan');
  fs.mkdirSync(memory.data, {recursive: true});
  fs.writeFileSync(path.join(memory.data, 'memory.db'), 'x'.repeat(8192));
  const damaged = await memory.run(note);
  assert.equal(damaged.code, 1);
  assert.match(damaged.stderr, /is damaged/);
});
