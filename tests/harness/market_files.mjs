// Real series as files, read here by nobody's code but ours, so that two readers must agree.
import fs from 'node:fs';
import path from 'node:path';
import {fromScaled, shortest, toScaled} from './exact.mjs';
import {root} from './desk.mjs';

export const folder = process.env.PITWALL_MARKET_DATA ?? path.join(root, '../shared/data/market');

// Skips the test where the series are not there: they are no part of this repository.
export function seriesOrSkip(t) {
  if (fs.existsSync(folder)) return true;
  console.log(`skipped: the market series are not at ${folder}`);
  t.skip(`no market series at ${folder}`);
  return false;
}

const wallTime = /^(\d+)[-/](\d+)[-/](\d+)(?: (\d+):(\d+))?$/;

// The instant that a clock in `zone` shows `text`: 2020-12-15 09:30, or 1/2/1990 for that midnight.
function instant(text, zone) {
  const match = wallTime.exec(text);
  if (!match) throw new Error(`"${text}" is no time`);
  const [a, b, c, hour = 0, minute = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const utc = a > 31 ? Date.UTC(a, b - 1, c, hour, minute) : Date.UTC(c, a - 1, b, hour, minute);
  return utc - offsetOf(zone, utc);
}

function offsetOf(zone, near) {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
    hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(near);
  const at = Object.fromEntries(parts.map(({type, value}) => [type, Number(value)]));
  return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - near;
}

export const utcText = (milliseconds) => new Date(milliseconds).toISOString().replace('.000Z', 'Z');

// Bars with `time` in milliseconds, `day` as in the file, and figures in their shortest text.
export function readBars(name, zone) {
  const lines = fs.readFileSync(path.join(folder, name), 'utf8').trim().split(/\r?\n/);
  const columns = lines[0].split(',');
  return lines.slice(1).map((line) => {
    const cells = line.split(',');
    const row = Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
    const [open, high, low, close, volume] = [row.open, row.high, row.low, row.close, row.volume]
      .map(shortest);
    return {time: instant(row.date, zone), open, high, low, close, volume};
  });
}

const highest = (a, b) => (toScaled(a) > toScaled(b) ? a : b);
const lowest = (a, b) => (toScaled(a) < toScaled(b) ? a : b);

// Bars of `length` milliseconds made of shorter ones, counted from midnight UTC.
export function aggregate(bars, length) {
  const made = [];
  for (const bar of bars) {
    const time = bar.time - (bar.time % length);
    const last = made.at(-1);
    if (last?.time !== time) {
      made.push({...bar, time});
      continue;
    }
    last.high = highest(last.high, bar.high);
    last.low = lowest(last.low, bar.low);
    last.close = bar.close;
    last.volume = fromScaled(toScaled(last.volume) + toScaled(bar.volume));
  }
  return made;
}

// As the tools write them.
export function asAnswered(bars) {
  return bars.map(({time, ...figures}) => ({time: utcText(time), ...figures}));
}
