// The official client, over either transport.
import {Client} from '@modelcontextprotocol/sdk/client/index.js';
import {StdioClientTransport} from '@modelcontextprotocol/sdk/client/stdio.js';
import {StreamableHTTPClientTransport} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {environment, program} from './desk.mjs';

async function connect(t, transport) {
  const client = new Client({name: 'pitwall-tests', version: '1.0.0'});
  await client.connect(transport);
  t.after(() => client.close());
  return client;
}

export function connectHttp(t, desk) {
  return connect(t, new StreamableHTTPClientTransport(new URL('/mcp', desk.url)));
}

// `pitwall mcp` as a host would start it.
export async function connectStdio(t, folder, args) {
  const transport = new StdioClientTransport({
    command: program,
    args: ['mcp', ...args],
    env: environment(folder),
    stderr: 'pipe',
  });
  const client = await connect(t, transport);
  return {client, transport};
}
