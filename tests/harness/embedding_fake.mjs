// A strict stand-in for embedding endpoints on 127.0.0.1: Ollama's /api/embed, OpenAI's /v1/embeddings
// and text-embeddings-inference's /embed and /rerank, over one geometry that is known: texts lie near each
// other that name the same concepts, in Russian or in English and whichever words they use for them; and a
// little nearer where they share words.
//
// Where a genuine server is lenient, as with fields that it does not know, the fake answers alike and
// writes the fault into `faults` for the test to look at.
import http from 'node:http';

const concepts = [
  /stop[- ]?loss|protective stop|стоп[- ]?лосс|защитн\S* стоп/,
  /margin call|маржин[- ]?колл|довнесени/,
  /\bgaps?\b|гэп|разрыв\S* цен/,
  /\boil\b|crude|brent|нефт|баррел/,
  /interest rate|\bfed\b|ставк|фрс/,
  /greed|жадност/,
  /inflation|инфляци/,
  /recipe|flour|\beggs?\b|рецепт|мук[аиу]/,
];
const wordAxes = 64;
const wordsWeigh = 0.6;  // beside the 1 of the concepts
export const dimension = concepts.length + wordAxes;
const largestTeiBatch = 32;
const largestOpenaiBatch = 2048;

function hash(text) {
  let sum = 2166136261;
  for (const byte of Buffer.from(text)) sum = Math.imul(sum ^ byte, 16777619) >>> 0;
  return sum;
}
function scaled(vector, length) {
  const own = Math.hypot(...vector);
  return own > 0 ? vector.map((x) => (x / own) * length) : vector;
}

// Of length 1.
export function vectorOf(text) {
  const lower = text.toLowerCase();
  const named = concepts.map((words) => (words.test(lower) ? 1 : 0));
  const shared = new Array(wordAxes).fill(0);
  for (const word of lower.match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const code = hash(word);
    shared[(code >>> 1) % wordAxes] += code % 2 ? 1 : -1;
  }
  if (!shared.some((x) => x !== 0)) shared[0] = 1;
  return scaled([...scaled(named, 1), ...scaled(shared, wordsWeigh)], 1);
}

export const cosine = (a, b) =>
  a.reduce((sum, x, i) => sum + x * b[i], 0) / (Math.hypot(...a) * Math.hypot(...b));

class Refusal extends Error {
  constructor(status, body, headers = {}) {
    super(body);
    Object.assign(this, {status, body, headers});
  }
}
const json = (status, body, headers) => new Refusal(status, JSON.stringify(body), headers);
const openaiError = (status, message, code = null) =>
  json(status, {error: {message, type: 'invalid_request_error', param: null, code}});
const teiError = (status, message, type) => json(status, {error: message, error_type: type});

// Faults for `next` and `always`: what is done to a right answer, or in its place.
export const hang = {hang: true};
export const cut = {cut: true};  // the connection breaks in the middle of the body
export const status = (code, body = {error: 'made to fail'}, headers = {}) => ({refusal: json(code, body, headers)});
export const tooMany = (seconds) => status(429, {error: 'rate limited'}, {'retry-after': String(seconds)});
export const body = (text) => ({text});
export const vectors = (edit) => ({edit});  // edit: list of vectors to list of vectors

const string = (value) => typeof value === 'string';
const whole = (value) => Number.isInteger(value) && value > 0;
const boolean = (value) => typeof value === 'boolean';
const strings = (value) => Array.isArray(value) && value.every(string);
const texts = (value) => string(value) || strings(value);

const fields = {
  '/api/embed': {
    model: string, input: texts, truncate: boolean, dimensions: whole, keep_alive: (v) => string(v) || Number.isFinite(v),
    options: (v) => typeof v === 'object',
  },
  '/v1/embeddings': {
    model: string, input: texts, encoding_format: (v) => v === 'float' || v === 'base64', dimensions: whole, user: string,
  },
  '/embed': {
    inputs: texts, truncate: boolean, normalize: boolean, prompt_name: string, truncation_direction: string,
  },
  '/rerank': {
    query: string, texts: strings, truncate: boolean, raw_scores: boolean, return_text: boolean,
    truncation_direction: string,
  },
};
const required = {'/api/embed': ['model', 'input'], '/v1/embeddings': ['model', 'input'], '/embed': ['inputs'], '/rerank': ['query', 'texts']};

export class EmbeddingFake {
  static async start(t, options = {}) {
    const fake = new EmbeddingFake(options);
    await new Promise((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    t.after(() => fake.close());
    return fake;
  }

  constructor({models = ['concepts'], key = '', prefixes = []} = {}) {
    this.models = models;
    this.key = key;
    this.prefixes = prefixes;  // taken off a text before it is placed; one of them is then expected
    this.faults = [];          // what a client did that the API does not know
    this.requests = [];        // {path, body}
    this.refuses = () => false;  // texts that it does not take, and all that come with them
    this.scripted = [];
    this.standing = null;
    this.server = http.createServer((request, response) => this.serve(request, response));
  }
  get url() {
    return `http://127.0.0.1:${this.server.address().port}`;
  }
  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
  // What the next requests meet; and all, until it is lifted with null.
  next(...faults) {
    this.scripted.push(...faults);
  }
  always(fault) {
    this.standing = fault;
  }

  async serve(request, response) {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    const path = new URL(request.url, this.url).pathname;
    let fault = null;
    try {
      if (request.method === 'GET') return this.reply(response, this.look(path));
      const body = this.read(request, path, text);
      this.requests.push({path, body});
      fault = this.scripted.shift() ?? this.standing;
      if (fault?.hang) return;
      if (fault?.refusal) throw fault.refusal;
      const answer = this.answer(path, body, fault?.edit ?? ((list) => list));
      this.reply(response, fault?.text ?? JSON.stringify(answer), fault?.cut);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response.writeHead(error.status, {'content-type': 'application/json', ...error.headers});
      response.end(error.body);
    }
  }
  reply(response, text, isCut = false) {
    response.writeHead(200, {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)});
    if (!isCut) return response.end(text);
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  }

  look(path) {
    if (path === '/api/version') return JSON.stringify({version: '0.12.6'});
    if (path === '/api/tags') return JSON.stringify({models: this.models.map((name) => ({name, model: name}))});
    if (path === '/info') return JSON.stringify({model_id: this.models[0], max_client_batch_size: largestTeiBatch});
    if (path === '/health') return '';
    throw new Refusal(404, '404 page not found');
  }

  read(request, path, text) {
    if (request.method !== 'POST') throw new Refusal(405, '');
    if (!fields[path]) throw new Refusal(404, '404 page not found');
    if (this.key && request.headers.authorization !== `Bearer ${this.key}`)
      throw openaiError(401, 'Incorrect API key provided', 'invalid_api_key');
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
      throw teiError(415, 'Expected request with `Content-Type: application/json`', 'Validation');
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      throw openaiError(400, 'We could not parse the JSON body of your request.');
    }
    for (const name of required[path])
      if (!(name in body)) throw openaiError(400, `missing field ${name}`);
    for (const [name, value] of Object.entries(body)) {
      if (!fields[path][name]) this.faults.push(`${path} does not know ${name}`);
      else if (!fields[path][name](value)) throw openaiError(400, `${name} is ${JSON.stringify(value)?.slice(0, 60)}`);
    }
    return body;
  }

  place(text) {
    const prefix = this.prefixes.find((each) => text.startsWith(each));
    if (this.prefixes.length > 0 && prefix === undefined) this.faults.push(`no prefix before ${JSON.stringify(text)}`);
    return vectorOf(text.slice(prefix?.length ?? 0));
  }
  places(list, dimensions = dimension) {
    return list.map((text) => this.place(text).slice(0, dimensions));
  }

  answer(path, body, edit) {
    const list = [body.input ?? body.inputs ?? body.texts].flat();
    if (list.some((text) => this.refuses(text))) throw json(400, {error: 'the input length exceeds the context length'});
    if (path === '/api/embed') return this.ollama(body, list, edit);
    if (path === '/v1/embeddings') return this.openai(body, list, edit);
    return path === '/embed' ? this.tei(list, edit) : this.rerank(body, list, edit);
  }
  ollama({model, dimensions}, list, edit) {
    if (!this.models.includes(model)) throw json(404, {error: `model "${model}" not found, try pulling it first`});
    const embeddings = edit(this.places(list.filter((text) => text !== ''), dimensions));
    return {model, embeddings, total_duration: 14143917, load_duration: 1019500, prompt_eval_count: 8};
  }
  openai({model, dimensions, encoding_format: format}, list, edit) {
    if (!this.models.includes(model)) throw openaiError(404, `The model \`${model}\` does not exist.`, 'model_not_found');
    if (list.length === 0 || list.length > largestOpenaiBatch || list.includes(''))
      throw openaiError(400, "'$.input' is invalid. Please check the API reference.");
    const shown = (vector) => (format === 'base64' && vector
      ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector);
    const data = edit(this.places(list, dimensions))
      .map((vector, index) => ({object: 'embedding', index, embedding: shown(vector)}));
    // The index counts, not the place: some services answer in another order.
    return {object: 'list', data: data.reverse(), model, usage: {prompt_tokens: 8, total_tokens: 8}};
  }
  tei(list, edit) {
    this.checkTei(list);
    return edit(this.places(list));
  }
  rerank({query}, list, edit) {
    this.checkTei(list);
    const asked = this.place(query);
    const scores = edit(list.map((text) => cosine(asked, this.place(text))));
    return scores.map((score, index) => ({index, score})).sort((a, b) => b.score - a.score);
  }
  checkTei(list) {
    if (list.length === 0 || list.includes('')) throw teiError(400, '`inputs` cannot be empty', 'Empty');
    if (list.length > largestTeiBatch)
      throw teiError(422, `batch size ${list.length} > maximum allowed batch size ${largestTeiBatch}`, 'Validation');
  }
}
