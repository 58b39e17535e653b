// A PDF that a browser printed, in English and Russian, comes into the memory as its text, alone and
// from within an archive.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {chromium} from 'playwright-core';
import {seconds, until} from './harness/deadline.mjs';
import {Desk} from './harness/desk.mjs';
import {zipOf} from './harness/zip.mjs';

const browserProgram = process.env.PITWALL_CHROMIUM ?? '/usr/bin/chromium';

async function printed(t, html) {
  const browser = await chromium.launch({executablePath: browserProgram, args: ['--no-sandbox']});
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setContent(html);
  return page.pdf();
}

test('a printed page is imported as its text, once', async (t) => {
  const desk = await Desk.start(t);
  const file = path.join(desk.folder, 'plan.pdf');
  const pdf = await printed(t, `<h1>The plan for crude</h1><p>Sell the rallies above 81.40.</p>
      <p>Стоп-лосс выше вчерашнего максимума.</p>`);
  fs.writeFileSync(file, pdf);
  const archive = path.join(desk.folder, 'papers.zip');
  fs.writeFileSync(archive, zipOf({'old/plan.pdf': pdf}));

  const report = async (path) => {
    const {stdout, stderr} = await desk.command('import', path, '--json');
    assert.ok(stdout, stderr);
    return JSON.parse(stdout);
  };
  const first = await report(file);
  assert.deepEqual([first.added, first.skipped_count], [1, 0], JSON.stringify(first));
  const second = await report(archive);
  assert.deepEqual([second.added, second.unchanged], [0, 1], JSON.stringify(second));

  const [found] = await until(seconds(20), 'the desk has read it', async () => {
    const answer = await desk.call('search_memory', {question: 'стоп-лосс crude'});
    return answer.found.length > 0 && answer.found;
  });
  assert.match(found.text, /The plan for crude[^]*Sell the rallies above 81\.40\.[^]*Стоп-лосс выше вчерашнего/);
});
