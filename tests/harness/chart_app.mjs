// The chart in a chat: its code bundled from ui/, and the official SDK's own side of it.
import {Client} from '@modelcontextprotocol/client';
import {StreamableHTTPClientTransport} from '@modelcontextprotocol/client';
import {build} from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {root, temporaryFolder} from './desk.mjs';

// ui/src/app/chart_app.ts needs no page: here it runs in Node, as it runs in the frame.
export async function loadChartApp(t) {
  const outfile = path.join(temporaryFolder(t), 'chart_app.mjs');
  await build({
    entryPoints: [path.join(root, 'ui/src/app/chart_app.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node18',
    outfile,
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile));
}

// A page's script that speaks with the official bridge.
export async function bundleForPage(source) {
  const {outputFiles} = await build({
    stdin: {contents: source, resolveDir: path.join(root, 'tests')},
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'chrome108',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

// The client that a host of MCP Apps uses.
export async function connectHost(t, desk) {
  const client = new Client(
    {name: 'pitwall-host', version: '1.0.0'},
    {capabilities: {extensions: {'io.modelcontextprotocol/ui': {mimeTypes: ['text/html;profile=mcp-app']}}}},
  );
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', desk.url)));
  t.after(() => client.close());
  return client;
}

// The answer of a tool, or what it said instead.
export async function callTool(client, name, input) {
  const result = await client.callTool({name, arguments: input});
  if (result.isError) throw new Error(`${name}: ${JSON.stringify(result.content)}`);
  return result;
}

// Where a picture of the page belongs: into docs/ when that is asked for.
export function pictureFile(name) {
  const kept = path.join(root, 'docs', name);
  const wanted = process.env.PITWALL_UPDATE_SCREENSHOTS === '1' || !fs.existsSync(kept);
  return wanted ? kept : path.join(root, 'build', name);
}
