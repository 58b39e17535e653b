// The peer of the newer wire (2026-07-28): the same two answers from version 2 of the official
// TypeScript SDK, without any work behind them and without a schema, so that it is as fast as it
// can be; and a quote that changes whenever the tool `tick` is called, for bench_subscribers.
//
//   node typescript_2_server.mjs http|stdio [HISTORY_FILE]
//
// HISTORY_FILE holds Pitwall's own result of the history call. Over HTTP the SDK makes a server for
// each request; that is its only way to serve this wire.
import fs from 'node:fs';
import http from 'node:http';
import {toNodeHandler} from '@modelcontextprotocol/node';
import {Server, createMcpHandler} from '@modelcontextprotocol/server';
import {serveStdio} from '@modelcontextprotocol/server/stdio';

const [, , mode, historyFile] = process.argv;
const history = historyFile && JSON.parse(fs.readFileSync(historyFile, 'utf8'));
let change = 0;
let handler;

function answer(structuredContent) {
  const text = structuredContent.text ?? JSON.stringify(structuredContent);
  return {content: [{type: 'text', text}], structuredContent, isError: false};
}

const asOf = () => `change ${change}`;

function tick(uri) {
  const begun = process.hrtime.bigint();
  ++change;
  handler.notify.resourceUpdated(uri);
  return answer({as_of: asOf(), changed_at_ns: Number(begun)});
}

function makeServer() {
  const server = new Server(
    {name: 'peer', version: '1.0.0'},
    {capabilities: {tools: {}, resources: {subscribe: true}}},
  );
  server.setRequestHandler('tools/call', ({params}) => {
    if (params.name === 'tick') return tick(params.arguments.uri);
    return params.name === 'echo' ? answer({text: params.arguments.text}) : history;
  });
  server.setRequestHandler('resources/read', ({params: {uri}}) => ({
    contents: [{uri, mimeType: 'application/json', text: JSON.stringify({as_of: asOf()})}],
  }));
  return server;
}

if (mode === 'stdio') {
  serveStdio(makeServer);
} else {
  handler = createMcpHandler(makeServer);
  const server = http.createServer(toNodeHandler(handler));
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
}
