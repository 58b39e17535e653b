// The peer: the same two answers from the official TypeScript SDK (v1), without any work behind
// them and without checking them against a schema, so that it is as fast as it can be.
//
//   node typescript_server.mjs stateful|stateless|stdio HISTORY_FILE
//
// HISTORY_FILE holds Pitwall's own result of the history call. `stateful` keeps one session and its
// transport, `stateless` makes server and transport anew for each request, as the SDK demands.
import {randomUUID} from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import {Server} from '@modelcontextprotocol/sdk/server/index.js';
import {StdioServerTransport} from '@modelcontextprotocol/sdk/server/stdio.js';
import {StreamableHTTPServerTransport} from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {CallToolRequestSchema} from '@modelcontextprotocol/sdk/types.js';

const [, , mode, historyFile] = process.argv;
const history = JSON.parse(fs.readFileSync(historyFile, 'utf8'));

function makeServer() {
  const server = new Server({name: 'peer', version: '1.0.0'}, {capabilities: {tools: {}}});
  server.setRequestHandler(CallToolRequestSchema, ({params}) => {
    if (params.name !== 'echo') return history;
    const {text} = params.arguments;
    return {content: [{type: 'text', text}], structuredContent: {text}, isError: false};
  });
  return server;
}

async function makeTransport(sessionIdGenerator) {
  const transport = new StreamableHTTPServerTransport({sessionIdGenerator, enableJsonResponse: true});
  await makeServer().connect(transport);
  return transport;
}

if (mode === 'stdio') {
  await makeServer().connect(new StdioServerTransport());
} else {
  const kept = mode === 'stateful' ? await makeTransport(randomUUID) : undefined;
  const server = http.createServer(async (request, response) => {
    const transport = kept ?? (await makeTransport(undefined));
    await transport.handleRequest(request, response);
  });
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
}
