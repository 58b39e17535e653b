// A strict stand-in for Telegram's Bot API server on 127.0.0.1, with the people who write to the bot.
//
// What a request may carry and what an answer looks like is held against telegram_api.json; what the
// server does beyond that (texts of refusals, how updates are held, confirmed and forgotten) is as in
// its source, github.com/tdlib/telegram-bot-api. Where the genuine server is lenient, as with fields
// it does not know, the fake answers alike and writes the fault into `faults` for the test to look at.
//
// Time can be put forward (`pass`), so that nobody waits 150 seconds for a tap to be forgotten.
import {randomBytes, randomInt} from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const api = JSON.parse(fs.readFileSync(path.join(here, 'telegram_api.json'), 'utf8'));

const longestPoll = 50;          // seconds: the server holds a request for updates no longer
const soon = 3;                  // seconds: the same offset again within them is made to wait
const tapsAreKept = 150;         // seconds
const textsAreKept = 24 * 3600;  // seconds
const longestText = 4096;        // characters
const longestToast = 200;        // characters
const longestData = 64;          // bytes
const editable = 48 * 3600;      // seconds: what a bot may still edit in other people's view

const scalars = ['Integer', 'String', 'Boolean', 'True', 'MaybeInaccessibleMessage'];

class Refusal extends Error {
  constructor(code, description, parameters) {
    super(description);
    Object.assign(this, {code, description, parameters});
  }
}
const badRequest = (words) => new Refusal(400, `Bad Request: ${words}`);
export const tooMany = (seconds) =>
  new Refusal(429, `Too Many Requests: retry after ${seconds}`, {retry_after: seconds});
export const otherReader = () => new Refusal(409,
  'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running');

// What is wrong with a value of one of the API's types; nothing where all is well.
export function faultsOf(value, types, where) {
  // Of several types those count that such a bot meets: the others would let anything pass.
  const met = types.filter((type) => scalars.includes(type) || type.startsWith('Array of ') || type in api.types);
  const all = (met.length ? met : types).map((type) => faultsOfOne(value, type, where));
  return all.find((found) => found.length === 0) ?? all[0];
}

function faultsOfOne(value, type, where) {
  const wrong = (yes) => (yes ? [] : [`${where} is ${JSON.stringify(value)?.slice(0, 60)}, which is no ${type}`]);
  const inner = type.match(/^Array of (.+)$/)?.[1];
  if (inner) {
    if (!Array.isArray(value)) return wrong(false);
    return value.flatMap((item, index) => faultsOf(item, [inner], `${where}[${index}]`));
  }
  if (type === 'Integer') return wrong(Number.isSafeInteger(value));
  if (type === 'String') return wrong(typeof value === 'string');
  if (type === 'Boolean') return wrong(typeof value === 'boolean');
  if (type === 'True') return wrong(value === true);
  if (type === 'MaybeInaccessibleMessage') return faultsOf(value, ['Message', 'InaccessibleMessage'], where);
  const fields = api.types[type];
  if (!fields) return [];  // a type that a bot of texts and buttons does not meet
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(false);
  const missing = Object.entries(fields)
    .filter(([name, field]) => field.required && !(name in value))
    .map(([name]) => `${where}.${name} is missing`);
  const present = Object.entries(value).flatMap(([name, item]) => fields[name]
    ? faultsOf(item, fields[name].types, `${where}.${name}`)
    : [`${where}.${name} is no field of ${type}`]);
  return [...missing, ...present];
}

export class TelegramFake {
  static async start(t, options = {}) {
    const fake = new TelegramFake(options);
    await fake.listen(options.port ?? 0);
    t.after(() => fake.close());
    return fake;
  }

  constructor({token = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw', username = 'pitwall_test_bot'} = {}) {
    this.token = token;
    this.bot = {id: Number(token.split(':')[0]), is_bot: true, first_name: 'Pitwall', username};
    this.faults = [];    // what a client did that the API does not know
    this.requests = [];  // {method, body, at}
    this.people = new Map();
    this.messages = [];  // all that stand in some chat, as the API shows them
    this.updates = [];   // {id, kind, at, update}, oldest first
    this.taps = new Map();  // by id of the callback query
    this.nextUpdate = randomInt(100_000_000, 900_000_000);
    this.nextMessage = 1;
    this.webhook = '';
    this.allowed = ['message', 'edited_message', 'callback_query'];
    this.poll = null;  // the one that is held
    this.lastPoll = {offset: undefined, at: -Infinity};
    this.scripted = new Map();  // by method: what the next requests meet instead
    this.down = false;
    this.ahead = 0;  // seconds put forward
    this.sockets = new Set();
  }

  // ---- Its time, and its faults --------------------------------------------------------------

  seconds() {
    return Date.now() / 1000 + this.ahead;
  }
  date() {
    return Math.floor(this.seconds());
  }
  pass(seconds) {
    this.ahead += seconds;
    this.forget();
  }
  // The next request of this method meets a Refusal, or {status, body} as a proxy would answer, or
  // 'hang up'. Several are met one after the other.
  next(method, ...what) {
    this.scripted.set(method, [...(this.scripted.get(method) ?? []), ...what]);
  }
  // Nobody answers: connections are cut, and new ones at once.
  outage(on) {
    this.down = on;
    if (on) for (const socket of this.sockets) socket.destroy();
  }

  // ---- The server ----------------------------------------------------------------------------

  async listen(port) {
    this.server = http.createServer((request, response) => this.take(request, response));
    this.server.on('connection', (socket) => {
      if (this.down) return socket.destroy();
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  async close() {
    this.release([]);
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async take(request, response) {
    let text = '';
    request.setEncoding('utf8');
    try {
      for await (const piece of request) text += piece;
    } catch {
      return;  // the client went away
    }
    try {
      const result = await this.answer(request, response, text);
      if (result !== undefined) this.reply(response, 200, {ok: true, result});
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      const {code, description, parameters} = refusal;
      this.reply(response, code, {ok: false, error_code: code, description, ...(parameters && {parameters})});
    }
  }

  reply(response, status, body) {
    if (response.destroyed || response.writableEnded) return;
    const retry = body.parameters?.retry_after;
    response.writeHead(status, {'content-type': 'application/json', ...(retry && {'retry-after': String(retry)})});
    response.end(JSON.stringify(body));
  }

  async answer(request, response, text) {
    const url = new URL(request.url, this.url);
    const [, token, name] = url.pathname.match(/^\/bot([^/]+)\/([^/]+)$/) ?? [];
    if (!token) throw new Refusal(404, 'Not Found');
    if (token !== this.token) throw new Refusal(401, 'Unauthorized');
    const method = Object.keys(api.methods).find((known) => known.toLowerCase() === name.toLowerCase());
    const body = this.parameters(request, url, text);
    this.requests.push({method: method ?? name, body, at: this.seconds()});
    const planned = this.scripted.get(method)?.shift();
    if (planned instanceof Refusal) throw planned;
    if (planned === 'hang up') return void request.socket.destroy();
    if (planned) return void response.writeHead(planned.status, planned.headers).end(planned.body);
    if (!method) throw new Refusal(404, 'Not Found: method not found');
    this.inspect(method, body);
    return this[method](body, response);
  }

  // From the query and from a body of JSON or of a form; the genuine server takes all of them.
  parameters(request, url, text) {
    const found = Object.fromEntries(url.searchParams);
    const type = request.headers['content-type'] ?? '';
    if (!text) return found;
    if (type.startsWith('application/json')) {
      try {
        return {...found, ...JSON.parse(text)};
      } catch {
        throw badRequest("can't parse JSON object");
      }
    }
    if (type.startsWith('application/x-www-form-urlencoded'))
      return {...found, ...Object.fromEntries(new URLSearchParams(text))};
    this.faults.push(`a body of type "${type}"`);
    return found;
  }

  inspect(method, body) {
    const {fields} = api.methods[method];
    for (const [name, value] of Object.entries(body)) {
      if (!fields[name]) this.faults.push(`${method}: ${name} is no parameter of it`);
      else this.faults.push(...faultsOf(value, fields[name].types, `${method}.${name}`));
    }
    for (const [name, field] of Object.entries(fields))
      if (field.required && !(name in body)) this.faults.push(`${method}: ${name} is missing`);
  }

  // ---- Methods -------------------------------------------------------------------------------

  getMe() {
    return {...this.bot};
  }

  setWebhook({url}) {
    this.webhook = url;
    return true;
  }

  deleteWebhook({drop_pending_updates: drop}) {
    this.webhook = '';
    if (drop) this.updates = [];
    return true;
  }

  getUpdates({offset = 0, limit = 100, timeout = 0, allowed_updates: allowed}, response) {
    if (this.webhook)
      throw new Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
    if (allowed?.length) this.allowed = allowed;
    let most = limit >= 1 && limit <= 100 ? limit : 100;
    let longest = Math.min(Math.max(timeout, 0), longestPoll);
    const now = this.seconds();
    if (offset === this.lastPoll.offset && now - this.lastPoll.at < soon) {
      longest = soon;
      most = 1;
    }
    this.lastPoll = {offset, at: now};
    this.poll?.refuse(otherReader());
    this.forget();
    if (offset > 0) this.updates = this.updates.filter(({id}) => id >= offset);
    if (offset < 0) this.updates = this.updates.slice(offset);
    return this.hold(most, longest, response);
  }

  // Until there is something, or the time is over, or somebody else asks.
  hold(most, longest, response) {
    return new Promise((resolve, reject) => {
      const end = (settle) => (value) => {
        clearTimeout(timer);
        this.poll = null;
        settle(value);
      };
      const timer = setTimeout(() => this.release([]), longest * 1000);
      this.poll = {most, give: end(resolve), refuse: end(reject)};
      response.on('close', () => {
        if (this.poll?.response === response) this.poll.give(undefined);
      });
      this.poll.response = response;
      if (this.updates.length || longest === 0) this.release(this.updates);
    });
  }

  release(updates) {
    const given = updates.slice(0, this.poll?.most ?? 0).map(({update}) => update);
    for (const update of given) this.check(update, 'Update');
    this.poll?.give(given);
  }

  // Taps are kept for 150 seconds, texts for a day, read or not.
  forget() {
    const now = this.seconds();
    this.updates = this.updates.filter(({kind, at}) =>
      now - at < (kind === 'callback_query' ? tapsAreKept : textsAreKept));
  }

  sendMessage({chat_id: id, text, reply_markup: markup}) {
    const person = this.reachable(id);
    const message = {
      message_id: this.nextMessage++, from: this.bot, chat: chatOf(person), date: this.date(),
      text: checkedText(text), ...this.checkedMarkup(markup),
    };
    this.messages.push(message);
    return this.check({...message}, 'Message');
  }

  editMessageText({chat_id: id, message_id: number, text, reply_markup: markup}) {
    const person = this.reachable(id);
    const message = this.messages.find((one) => one.chat.id === person.id && one.message_id === number);
    if (!message) throw badRequest('message to edit not found');
    if (message.from.id !== this.bot.id || this.seconds() - message.date > editable)
      throw badRequest("message can't be edited");
    const changed = {text: checkedText(text), ...this.checkedMarkup(markup)};
    if (changed.text === message.text && JSON.stringify(changed.reply_markup) === JSON.stringify(message.reply_markup))
      throw badRequest('message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message');
    delete message.reply_markup;
    Object.assign(message, changed, {edit_date: this.date()});
    return this.check({...message}, 'Message');
  }

  answerCallbackQuery({callback_query_id: id, text = ''}) {
    const tap = this.taps.get(id);
    if (!tap || tap.answered || this.seconds() - tap.at > tapsAreKept)
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    if ([...text].length > longestToast) throw badRequest('MESSAGE_TOO_LONG');
    tap.answered = true;
    tap.show(text);
    return true;
  }

  // ---- What it holds to ----------------------------------------------------------------------

  reachable(id) {
    if (id === undefined || id === '') throw badRequest('chat_id is empty');
    const person = this.people.get(Number(id));
    if (!person?.started) throw badRequest('chat not found');
    if (person.blocked) throw new Refusal(403, 'Forbidden: bot was blocked by the user');
    return person;
  }

  checkedMarkup(markup) {
    if (markup === undefined) return {};
    const rows = (typeof markup === 'string' ? JSON.parse(markup) : markup).inline_keyboard;
    for (const {text, callback_data: data} of rows.flat()) {
      if (!text) throw badRequest("can't parse inline keyboard button: Text buttons must have a text");
      const size = Buffer.byteLength(data ?? '');
      if (data === undefined || size < 1 || size > longestData) throw badRequest('BUTTON_DATA_INVALID');
    }
    const known = rows.map((row) => row.map((button) => Object.fromEntries(
      Object.entries(button).filter(([name]) => api.types.InlineKeyboardButton[name]))));
    return rows.flat().length ? {reply_markup: {inline_keyboard: known}} : {};
  }

  // Our own answers are held to the same description.
  check(value, type) {
    const found = faultsOf(value, [type], type);
    if (found.length) throw new Error(`the fake itself is wrong: ${found.join('; ')}`);
    return value;
  }

  happened(kind, content) {
    if (!this.allowed.includes(kind)) return;
    const id = this.nextUpdate++;
    this.updates.push({id, kind, at: this.seconds(), update: {update_id: id, [kind]: content}});
    if (this.poll) this.release(this.updates);
    return id;
  }

  // ---- People --------------------------------------------------------------------------------

  // Somebody with a phone; `started` is whether they have opened the bot.
  person({id, first_name = 'Anna', started = true, ...rest}) {
    const person = new Person(this, {id, first_name, ...rest}, started);
    this.people.set(id, person);
    return person;
  }
}

function chatOf({id, user}) {
  return {id, type: 'private', first_name: user.first_name};
}

function checkedText(text) {
  if (typeof text !== 'string' || text.trim() === '') throw badRequest('message text is empty');
  if ([...text].length > longestText) throw badRequest('message is too long');
  return text.trim();
}

class Person {
  constructor(fake, user, started) {
    this.fake = fake;
    this.id = user.id;
    this.user = {is_bot: false, ...user};
    this.started = started;
    this.blocked = false;
    this.toasts = [];
  }

  writes(text, {chat = chatOf(this)} = {}) {
    this.started = true;
    const {fake} = this;
    const [command] = text.match(/^\/\w+(@\w+)?/) ?? [];
    const entities = command && [{type: 'bot_command', offset: 0, length: command.length}];
    return fake.happened('message', {
      message_id: fake.nextMessage++, from: this.user, chat, date: fake.date(), text,
      ...(entities && {entities}),
    });
  }

  // What stands in the chat, oldest first, as the person sees it.
  sees() {
    return this.fake.messages.filter(({chat}) => chat.id === this.id);
  }
  buttons(message) {
    return (message.reply_markup?.inline_keyboard ?? []).flat();
  }

  // A tap on the button with this label. `toast` resolves to what the bot answers, and never where it
  // does not.
  taps(message, label) {
    const button = this.buttons(message).find(({text}) => text === label);
    if (!button) throw new Error(`no button "${label}" under "${message.text}"`);
    return this.forges(message, button.callback_data);
  }

  // The same with any data: what another client program can send.
  forges(message, data, {chat = message.chat} = {}) {
    const {fake} = this;
    const id = randomBytes(8).readBigUInt64BE().toString();
    const toast = new Promise((resolve) => {
      fake.taps.set(id, {at: fake.seconds(), answered: false, show: (text) => {
        this.toasts.push(text);
        resolve(text);
      }});
    });
    const shown = {...message, chat};
    const update = fake.happened('callback_query', {
      id, from: this.user, message: shown, chat_instance: '1', data,
    });
    return {id, update, toast};
  }
}
