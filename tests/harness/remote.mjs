// A desk as it is reached from outside: nginx with TLS in front, and the browser of its owner.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {Agent, fetch as fetchOver} from 'undici';
import {seconds, until} from './deadline.mjs';
import {Desk, pitwall, root, start, temporaryFolder} from './desk.mjs';

export const password = 'correct horse battery staple';
const nginxProgram = process.env.PITWALL_NGINX ?? '/usr/sbin/nginx';
const publicName = 'desk.test';

export const missing = [nginxProgram, '/usr/bin/openssl'].find((file) => !fs.existsSync(file));

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// A certificate that signs itself, for `name`.
export function makeCertificate(folder, name) {
  const files = {key: path.join(folder, `${name}.key`), certificate: path.join(folder, `${name}.pem`)};
  execFileSync('/usr/bin/openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
    'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-addext',
    `subjectAltName=DNS:${name}`, '-keyout', files.key, '-out', files.certificate],
  {stdio: 'ignore', timeout: seconds(20)});
  return files;
}

// fetch for names of this test: they are on 127.0.0.1, and the certificate is trusted.
export function fetchFor(t, certificate) {
  const dispatcher = new Agent({
    connections: 16,
    connect: {
      ca: fs.readFileSync(certificate),
      lookup: (_, options, found) => options.all
        ? found(null, [{address: '127.0.0.1', family: 4}]) : found(null, '127.0.0.1', 4),
    },
  });
  t.after(() => dispatcher.close());
  return (url, options = {}) => fetchOver(url, {
    signal: AbortSignal.timeout(seconds(30)), ...options, dispatcher,
  });
}

// deploy/nginx.conf as it stands, with this test's names in it.
function siteFor({port, plainPort, deskPort, files}) {
  const replaced = new Map([
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['listen 80;', `listen 127.0.0.1:${plainPort};`],
    ['desk.example.com;', `${publicName};`],
    ['/etc/letsencrypt/live/desk.example.com/fullchain.pem', files.certificate],
    ['/etc/letsencrypt/live/desk.example.com/privkey.pem', files.key],
    ['http://127.0.0.1:8000;', `http://127.0.0.1:${deskPort};`],
  ]);
  let site = fs.readFileSync(path.join(root, 'deploy/nginx.conf'), 'utf8');
  for (const [from, to] of replaced) {
    assert.ok(site.includes(from), `deploy/nginx.conf has no ${from}`);
    site = site.replaceAll(from, to);
  }
  return site;
}

async function startNginx(t, folder, site) {
  const file = path.join(folder, 'nginx.conf');
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n');
  fs.writeFileSync(file, `daemon off; worker_processes 1; pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 512; }
http { access_log off; ${scratch}
${site}
}
`);
  const {child, said} = start(nginxProgram, ['-e', `${folder}/error.log`, '-p', folder, '-c', file],
    {env: {PATH: process.env.PATH}});
  const ended = new Promise((resolve) => child.on('close', resolve));
  t.after(async () => {
    // The master takes its worker along.
    child.kill('SIGTERM');
    await ended;
  });
  child.on('exit', (code) => {
    if (code) console.error(said.stderr);
  });
}

export class RemoteDesk {
  // `remote`: further lines of the configuration's remote section.
  static async start(t, {remote = [], env = {}} = {}) {
    const self = new RemoteDesk();
    self.t = t;
    self.folder = temporaryFolder(t);
    self.files = makeCertificate(self.folder, publicName);
    self.fetch = fetchFor(t, self.files.certificate);
    const port = await freePort();
    const plainPort = await freePort();
    self.url = `https://${publicName}:${port}`;
    const set = await pitwall(self.folder, ['password', '--stdin', '--data', path.join(self.folder, 'data')],
      {input: `${password}\n`});
    assert.equal(set.code, 0, set.stderr);
    self.config = ['remote:', '  enabled: true', `  public_url: ${self.url}`, ...remote.map((line) => `  ${line}`)].join('\n');
    self.desk = await Desk.start(t, {folder: self.folder, config: self.config, env});
    await startNginx(t, self.folder, siteFor({
      port, plainPort, deskPort: new URL(self.desk.url).port, files: self.files,
    }));
    await until(seconds(20), 'nginx answers', () =>
      self.fetch(`${self.url}/.well-known/oauth-protected-resource`).then((answer) => answer.ok, () => false));
    return self;
  }

  // The owner's browser: opens the page, fills it in, and says where it was sent.
  async openPage(url) {
    const answer = await this.fetch(url, {redirect: 'manual'});
    const page = await answer.text();
    return {
      status: answer.status,
      page,
      headers: answer.headers,
      request: page.match(/name="request" value="([^"]+)"/)?.[1],
      cookie: answer.headers.get('set-cookie')?.split(';')[0],
    };
  }

  postPage({request, cookie}, fields = {}, headers = {}) {
    return this.fetch(`${this.url}/authorize`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: this.url,
        ...(cookie ? {cookie} : {}),
        ...headers,
      },
      body: new URLSearchParams({request, answer: 'allow', password, ...fields}).toString(),
    });
  }

  // Where the browser ends up after the owner has agreed, as a URL.
  async signIn(url, fields) {
    const opened = await this.openPage(url);
    assert.equal(opened.status, 200, opened.page);
    const answer = await this.postPage(opened, fields);
    assert.equal(answer.status, 303, await answer.text());
    return new URL(answer.headers.get('location'));
  }

  postForm(target, fields, headers = {}) {
    return this.fetch(this.url + target, {
      method: 'POST',
      headers: {'content-type': 'application/x-www-form-urlencoded', ...headers},
      body: new URLSearchParams(fields).toString(),
    });
  }

  async register(redirects = ['http://localhost:7777/callback']) {
    const answer = await this.fetch(`${this.url}/register`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({client_name: 'A test', redirect_uris: redirects}),
    });
    assert.equal(answer.status, 201);
    return (await answer.json()).client_id;
  }

  // A message to /mcp, with a token or without.
  mcp(token, message = {jsonrpc: '2.0', id: 1, method: 'ping'}, headers = {}) {
    return this.fetch(`${this.url}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(token ? {authorization: `Bearer ${token}`} : {}),
        ...headers,
      },
      body: JSON.stringify(message),
    });
  }
}
