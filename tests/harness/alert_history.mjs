// Histories of alerts drawn from a seed, in the words of both: our policy and events, Alertmanager's
// configuration and posts. Times are whole seconds from the beginning of a run; everything happens at
// even ones, and every group is looked at at odd ones, so that neither ever depends on which comes first.

// SplitMix64.
export class Dice {
  constructor(seed) {
    this.state = BigInt(seed);
  }
  below(limit) {
    const mask = 0xffffffffffffffffn;
    this.state = (this.state + 0x9e3779b97f4a7c15n) & mask;
    let z = this.state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return Number((z ^ (z >> 31n)) % BigInt(limit));
  }
  one(list) {
    return list[this.below(list.length)];
  }
  chance(oneIn) {
    return this.below(oneIn) === 0;
  }
}

// A matcher as [label, sign, pattern]: * is any run of characters, | stands between alternatives.
const ours = ([label, sign, pattern]) => `${label} ${sign} ${pattern}`;
const theirs = ([label, sign, pattern]) =>
  `${label}${sign}"${sign.endsWith('~') ? pattern.replaceAll('*', '.*') : pattern}"`;
export function matches([label, sign, pattern], labels) {
  const value = labels[label] ?? '';
  const alike = sign.endsWith('~') ? new RegExp(`^(?:${pattern.replaceAll('*', '.*')})$`).test(value) : value === pattern;
  return alike !== sign.startsWith('!');
}
const all = (matchers, labels) => matchers.every((matcher) => matches(matcher, labels));

// Seconds. A repeat_interval is no multiple of the group_interval: at the very same instant Alertmanager
// says no yet, and we say yes.
export const routes = [
  {name: 'split', match: [['split', '=', 'yes']], goesOn: true, groupBy: ['history', 'x'], wait: 3, interval: 6, repeat: 15},
  {name: 'fast', match: [['speed', '=', 'fast']], groupBy: ['history'], wait: 1, interval: 4, repeat: 10},
  {name: 'slow', match: [['speed', '=~', 'slow*|later'], ['x', '!=', '20']], groupBy: ['history', 'x'], wait: 5, interval: 6, repeat: 15},
  {name: 'default', match: [], groupBy: ['history', 'alert'], wait: 3, interval: 4, repeat: 10},
];

export const inhibitions = [
  {source: [['alert', '=', 'down']], target: [['alert', '=~', 'stale_*']], equal: ['history', 'x']},
  {source: [['alert', '=~', 'down|loss']], target: [['alert', '=~', 'loss|late']], equal: ['history']},
  {source: [['severity', '=', 'critical'], ['alert', '=~', '*_book']], target: [['severity', '=', 'warning'], ['alert', '=~', '*_book']],
   equal: ['history', 'speed']},
];

export const policy = {
  routes: routes.slice(0, -1).map((route) => ourRoute(route)),
  otherwise: ourRoute(routes.at(-1)),
  inhibit: inhibitions.map(({source, target, equal}) => ({source: source.map(ours), target: target.map(ours), equal})),
};

function ourRoute({name, match, goesOn = false, groupBy, wait, interval, repeat}) {
  return {name, match: match.map(ours), continue: goesOn, group_by: groupBy, group_wait: `${wait}s`,
          group_interval: `${interval}s`, repeat_interval: `${repeat}s`};
}

// JSON is YAML.
export function alertmanagerConfiguration(url) {
  const route = ({name, match, goesOn = false, groupBy, wait, interval, repeat}) => ({
    receiver: name, ...(match.length ? {matchers: match.map(theirs), continue: goesOn} : {}), group_by: groupBy,
    group_wait: `${wait}s`, group_interval: `${interval}s`, repeat_interval: `${repeat}s`,
  });
  return JSON.stringify({
    route: {...route(routes.at(-1)), routes: routes.slice(0, -1).map(route)},
    receivers: routes.map(({name}) => ({name, webhook_configs: [{url, send_resolved: true}]})),
    inhibit_rules: inhibitions.map(({source, target, equal}) => (
      {source_matchers: source.map(theirs), target_matchers: target.map(theirs), equal})),
  });
}

const keyOf = (labels) => JSON.stringify(Object.entries(labels).sort());

// {steps: [{at, kind: raise|end|silence|unsilence, ...}], alerts: [{labels, spans: [[from, until]]}], silences: [...]}
export function drawHistory(seed, name, {length, tail}) {
  const dice = new Dice(seed);
  const begin = 2 * dice.below(8);
  const alerts = [];
  const speed = dice.one(['fast', 'slow', 'slower', 'none']);
  const split = dice.one(['yes', 'no']);
  for (let i = 0; i < 3 + dice.below(4); ++i) {
    const labels = {alert: dice.one(['down', 'loss', 'late', 'stale_quotes', 'thin_book', 'stale_book', 'margin', 'disk']), history: name,
                    speed: dice.chance(6) ? 'later' : speed, split};
    if (!dice.chance(3)) labels.x = dice.one(['1', '2', '20']);
    if (alerts.some((other) => keyOf(other.labels) === keyOf(labels))) continue;
    const timeout = dice.chance(4) ? 2 * (2 + dice.below(6)) : undefined;
    alerts.push({labels, severity: dice.one(['info', 'warning', 'critical']), timeout, spans: []});
  }
  const steps = [];
  const silences = [];
  const firing = (alert, at) => alert.spans.length > 0 && at < alert.spans.at(-1)[1];
  const end = (alert, at) => {
    alert.spans.at(-1)[1] = at;
    steps.push({at, kind: 'end', alert, starts: alert.spans.at(-1)[0]});
  };
  const act = (at) => {
    const alert = dice.one(alerts);
    if (dice.chance(8)) {
      const matchers = [['history', '=', name]];
      if (!dice.chance(3)) matchers.push(dice.one([['alert', '=', alert.labels.alert], ['x', '=~', '2*'], ['alert', '!~', 'stale_*|down']]));
      const planned = at + 4 + 2 * dice.below(6);  // `until` may come before it, by hand
      const silence = {at, kind: 'silence', matchers, planned, until: planned, number: silences.length};
      silences.push(silence);
      steps.push(silence);
    } else if (firing(alert, at) && !dice.chance(3)) {
      end(alert, at);
    } else {
      if (!firing(alert, at)) alert.spans.push([at, Infinity]);
      if (alert.timeout) alert.spans.at(-1)[1] = at + alert.timeout;
      steps.push({at, kind: 'raise', alert, starts: alert.spans.at(-1)[0]});
    }
    const open = silences.find((silence) => silence.until > at && silence.at < at && !silence.ended);
    if (open && dice.chance(6)) {
      open.until = at;
      open.ended = true;
      steps.push({at, kind: 'unsilence', number: open.number});
    }
  };
  for (let at = begin; at < begin + length; at += 2 + 2 * dice.below(3)) {
    act(at);
    if (dice.chance(3)) act(at);
  }
  const over = begin + length;
  for (const silence of silences) {
    if (silence.until <= over) continue;
    silence.until = over;
    steps.push({at: over, kind: 'unsilence', number: silence.number});
  }
  // Long enough after the last silence for all that still fires to be told.
  for (const alert of alerts) if (firing(alert, over + tail)) end(alert, over + tail);
  return {name, alerts, silences, steps};
}

// ---- What differs on purpose ----------------------------------------------------------------------

// The groups of a history: each a route and its alerts.
function groupsOf(history) {
  const groups = new Map();
  for (const alert of history.alerts) {
    if (!alert.spans.length) continue;
    const taken = [];
    for (const route of routes) {
      if (route.name === 'default' && taken.length) break;
      if (!all(route.match, alert.labels)) continue;
      taken.push(route);
      if (!route.goesOn) break;
    }
    for (const route of taken) {
      const key = `${route.name} ${route.groupBy.map((label) => alert.labels[label] ?? '').join(' ')}`;
      const group = groups.get(key) ?? {route, alerts: []};
      group.alerts.push(alert);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

const fires = (alert, at) => alert.spans.some(([from, until]) => from <= at && at < until);

function muted(history, alert, at) {
  const labelsOf = ({labels, severity}) => ({...labels, severity});
  const labels = labelsOf(alert);
  if (history.silences.some((silence) => silence.at <= at && at < silence.until && all(silence.matchers, labels))) return true;
  return inhibitions.some(({source, target, equal}) => all(target, labels) && history.alerts.some((other) =>
    fires(other, at) && all(source, labelsOf(other)) && !(all(source, labels) && all(target, labelsOf(other))) &&
    equal.every((label) => other.labels[label] === alert.labels[label])));
}

// When the group is looked at, on both sides; undefined where they part because it was empty for a while. We
// forget an empty group at its next look, Alertmanager at its next sweep, every half minute.
function looksOf({route, alerts}, sweeps, until) {
  const begins = alerts.flatMap(({spans}) => spans.map(([from]) => from)).sort((a, b) => a - b);
  const looks = [];
  let next = begins[0] + route.wait;
  let emptied;
  for (let at = begins[0] + 1; at <= until; ++at) {
    if (emptied !== undefined && begins.includes(at)) {
      const oursIsNew = at > emptied + route.interval;
      const swept = ([from, to]) => emptied < from && to < at;
      const unsure = ([from, to]) => !(at < from || to < emptied || swept([from, to]));
      if (sweeps.some(unsure) || oursIsNew !== sweeps.some(swept)) return undefined;
      if (oursIsNew) next = at + route.wait;
      emptied = undefined;
    }
    if (at !== next) continue;
    looks.push(at);
    next += route.interval;
    if (emptied === undefined && !alerts.some((alert) => fires(alert, at))) emptied = at;
  }
  return looks;
}

// The name of the difference that this history runs into, as docs/alerts.md lists them; undefined where both
// must agree. `sweeps` are the spans in which Alertmanager forgets empty groups, `until` is the end of the run.
export function differsOnPurpose(history, sweeps, until) {
  for (const group of groupsOf(history)) {
    const looks = looksOf(group, sweeps, until);
    if (!looks) return 'emptied group';
    for (const alert of group.alerts) {
      for (const [, ended] of alert.spans) {
        const before = looks.filter((look) => look < ended && fires(alert, look));
        const told = before.some((look) => !muted(history, alert, look));
        const after = looks.find((look) => look > ended);
        if (!told || after === undefined || fires(alert, after)) continue;
        if (muted(history, alert, before.at(-1)) || muted(history, alert, after)) return 'ended while muted';
      }
    }
  }
  return undefined;
}

// ---- The same in our events -----------------------------------------------------------------------

const epoch = Date.parse('2020-12-15T14:30:00Z');
export const ourTime = (at) => new Date(epoch + 1000 * at).toISOString();
export const secondsOf = (time) => (Date.parse(time) - epoch) / 1000;
// 26 characters of base 32.
const idOf = (number) => String(number + 1).padStart(26, '0');

export function ourSteps(history) {
  return history.steps.map(({at, kind, alert, matchers, planned, number}) => {
    const now = ourTime(at);
    const labels = alert && Object.entries(alert.labels).map(([name, value]) => ({name, value}));
    switch (kind) {
      case 'raise':
        return {raised: {labels, severity: alert.severity, summary: alert.labels.alert, now,
                         ...(alert.timeout ? {timeout: `${alert.timeout}s`} : {})}};
      case 'end':
        return {ended: {labels, now}};
      case 'silence':
        return {silenced: {silence: {id: idOf(number), matchers: matchers.map(ours), from: now, until: ourTime(planned)}, now}};
      default:
        return {unsilenced: {silence: idOf(number), by: 'test', now}};
    }
  });
}
