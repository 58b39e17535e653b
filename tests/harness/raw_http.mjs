// A request byte by byte, for what fetch refuses to send: foreign Host headers and the like.
import net from 'node:net';
import {seconds, within} from './deadline.mjs';

// {status, headers, body} of the answer to `text`, sent as it is.
export async function exchange(url, text) {
  const {hostname, port} = new URL(url);
  const socket = net.connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('utf8');
  socket.on('data', (part) => (received += part));
  const closed = new Promise((resolve, reject) => {
    socket.on('close', resolve);
    socket.on('error', reject);
  });
  socket.write(text);
  try {
    await within(seconds(30), 'the answer', closed);
  } finally {
    socket.destroy();
  }
  const [head, ...rest] = received.split('\r\n\r\n');
  const [first, ...fields] = head.split('\r\n');
  return {
    status: Number(first.split(' ')[1]),
    headers: new Map(fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    })),
    body: rest.join('\r\n\r\n'),
  };
}

// A POST whose every header is ours to choose; the connection closes after it.
export function post(url, target, body, headers = {}) {
  const fields = {
    Host: new URL(url).host,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return exchange(url, `POST ${target} HTTP/1.1\r\n${lines}\r\n${body}`);
}
