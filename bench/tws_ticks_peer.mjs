// The peer of tws_ticks.cc: the same messages through the decoder of @stoqey/ib, from the text of a
// message to its event, as its socket does with each. Prints one line of JSON.
//
//   node tws_ticks_peer.mjs SECONDS < MESSAGES
//
// MESSAGES is what `bench_tws_ticks --messages` prints: one to a line, fields parted by commas.
import fs from 'node:fs';
import {createRequire} from 'node:module';

const {Decoder} = createRequire(import.meta.url)('@stoqey/ib/dist/core/io/decoder.js');

const seconds = Number(process.argv[2] ?? 3);
const messages = fs.readFileSync(0, 'utf8').trimEnd().split('\n')
  .map((line) => `${line.replaceAll(',', '\0')}\0`);
const SERVER_VERSION = 193;
let events = 0;
const decoder = new Decoder({
  serverVersion: SERVER_VERSION,
  emitEvent: () => { events += 1; },
  emitError: (text) => { throw new Error(text); },
});

let ticks = 0;
const begin = performance.now();
let now = begin;
while (now - begin < seconds * 1000) {
  for (let round = 0; round < 1000; round += 1) {
    for (const message of messages) {
      decoder.enqueueMessage(message.split('\0').slice(0, -1));
      decoder.process();
    }
  }
  ticks += 1000 * messages.length;
  now = performance.now();
}
if (events < ticks) throw new Error(`${events} events for ${ticks} messages`);
console.log(JSON.stringify({ticks, events, nanoseconds_each: (now - begin) * 1e6 / ticks}));
