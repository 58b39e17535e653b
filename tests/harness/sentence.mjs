// What an error says to a person.
import assert from 'node:assert/strict';

// A sentence (it may begin with the name of what is wrong, or end with a command to type), no
// internals, and the words that it has to hold.
export function assertSays(text, ...expected) {
  const said = text.trim();
  assert.match(said, /^["A-Za-z][^\n]* [^\n]*([.?]|pitwall [a-z ]+)$/, `not a sentence: ${said}`);
  assert.doesNotMatch(said, /\.(cc|h):\d|std::|boost|0x[0-9a-f]{6}|terminate called/);
  for (const words of expected)
    assert.ok(words instanceof RegExp ? words.test(said) : said.includes(words),
      `"${words}" is not in: ${said}`);
}
