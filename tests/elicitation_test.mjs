// A chat that can open an address for its user is led to the page where an order is answered, by the
// official clients of both eras; and what such a client answers approves nothing.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Client as NewerClient, StreamableHTTPClientTransport as NewerHttp} from '@modelcontextprotocol/client';
import {StdioClientTransport as NewerStdio} from '@modelcontextprotocol/client/stdio';
import {Client as OlderClient} from '@modelcontextprotocol/sdk/client/index.js';
import {StdioClientTransport as OlderStdio} from '@modelcontextprotocol/sdk/client/stdio.js';
import {StreamableHTTPClientTransport as OlderHttp} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {ElicitRequestSchema, ElicitationCompleteNotificationSchema} from '@modelcontextprotocol/sdk/types.js';
import {seconds, until, within} from './harness/deadline.mjs';
import {Desk, environment, program} from './harness/desk.mjs';
import {day, events, fills, limits, order, phase, pin, priced, setPin} from './harness/order.mjs';

const soon = seconds(30);
const identity = {name: 'pitwall-tests', version: '1.0.0'};
const command = (desk) => ({
  command: program, args: ['mcp', '--data', desk.data], env: environment(desk.folder), stderr: 'pipe',
});

async function older(t, transport, elicitation, answer, completed) {
  const client = new OlderClient(identity, {capabilities: {elicitation}});
  client.setRequestHandler(ElicitRequestSchema, ({params}) => answer(params));
  client.setNotificationHandler(ElicitationCompleteNotificationSchema, ({params}) => completed?.push(params.elicitationId));
  await client.connect(transport);
  t.after(() => client.close());
  return (name, input) => client.callTool({name, arguments: input});
}

async function newer(t, transport, elicitation, answer) {
  const client = new NewerClient(identity, {capabilities: {elicitation}, versionNegotiation: {mode: 'auto'}});
  client.setRequestHandler('elicitation/create', ({params}) => answer(params));
  await client.connect(transport);
  assert.equal(client.getNegotiatedProtocolVersion(), '2026-07-28');
  t.after(() => client.close());
  return (name, input) => client.callTool({name, arguments: input});
}

const speakers = {
  'the older client over HTTP': (t, desk, ...rest) => older(t, new OlderHttp(new URL('/mcp', desk.url)), ...rest),
  'the older client over stdio': (t, desk, ...rest) => older(t, new OlderStdio(command(desk)), ...rest),
  'the newer client over HTTP': (t, desk, ...rest) => newer(t, new NewerHttp(new URL('/mcp', desk.url)), ...rest),
  'the newer client over stdio': (t, desk, ...rest) => newer(t, new NewerStdio(command(desk)), ...rest),
};

// As the page does it.
const answerOnPage = (desk, approval, yes) => desk.fetch('/person/approval_answer', {
  method: 'POST', headers: {'content-type': 'application/json', origin: new URL(desk.url).origin},
  body: JSON.stringify({approval, yes, ...(yes && {pin})}),
});

async function ready(t) {
  const desk = await Desk.start(t, {args: day, config: limits});
  await setPin(desk);
  await priced(desk);
  return desk;
}
const proposals = async (desk) => (await events(desk)).filter(({type}) => type === 'action_proposed').length;

for (const [name, speak] of Object.entries(speakers)) {
  test(name, async (t) => {
    const desk = await ready(t);
    const asked = [];
    const completed = [];
    let reply = async () => ({action: 'cancel'});
    const call = await speak(t, desk, {url: {}}, (params) => {
      asked.push(params);
      return reply(params);
    }, completed);

    await t.test('is led to the page, and hears what came of it', async () => {
      reply = async ({url}) => {
        const [, approval] = url.match(/#approval=(\w{26})$/);
        const answered = await answerOnPage(desk, approval, true);
        assert.equal(answered.status, 200, await answered.text());
        return {action: 'accept'};
      };
      const result = await within(soon, 'the answer', call('place_order', order));
      assert.ok(!result.isError, JSON.stringify(result));
      const [params] = asked;
      assert.equal(params.mode, 'url');
      assert.ok(params.url.startsWith(`http://127.0.0.1:${new URL(desk.url).port}/#approval=`));
      assert.match(params.message, /asks for your PIN: BUY 0\.01 BTCUSD/);
      assert.equal('elicitationId' in params, name.includes('older'));
      const {order: id} = result.structuredContent;
      assert.match(result.content[0].text, /The person approved it \(dashboard\)/);
      await until(soon, 'it is filled', async () => (await phase(desk, id)) === 'filled');
      assert.equal(await fills(desk, id), 1);
      assert.equal(await proposals(desk), 1, 'asked for once, however often it was called');
      if (name.includes('older'))
        await until(soon, 'it is told that this is over', () => completed.includes(params.elicitationId));
    });

    await t.test('an answer of the client approves nothing', async () => {
      for (const action of ['decline', 'cancel']) {
        reply = async () => ({action});
        const {structuredContent: placed} = await within(soon, action, call('place_order', order));
        assert.equal(placed.phase, 'waiting', action);
        assert.ok(placed.approval);
        await desk.call('cancel_order', {order: placed.order});
      }
      // Accepted, and whatever a client may make up besides.
      let approval;
      reply = async ({url}) => {
        [, approval] = url.match(/#approval=(\w{26})$/);
        return {action: 'accept', content: {approve: true, yes: true, pin, approval}};
      };
      const waits = call('place_order', order);
      await until(soon, 'it was asked', () => approval);
      const {approvals} = await (await desk.fetch('/person/approvals', {method: 'POST', body: '{}',
        headers: {'content-type': 'application/json', origin: new URL(desk.url).origin}})).json();
      assert.deepEqual(approvals.map(({id}) => id), [approval], 'it still waits');
      assert.equal((await answerOnPage(desk, approval, false)).status, 200);
      const {structuredContent: denied, content} = await within(soon, 'the answer', waits);
      assert.equal(denied.phase, 'rejected');
      assert.match(content[0].text, /Nothing went out\. Denied \(dashboard\)/);
      assert.equal(await fills(desk, denied.order), 0);
      const answers = (await events(desk)).filter(({type}) => type === 'approval_answered');
      assert.ok(answers.every((event) => /"channel":"dashboard"/.test(JSON.stringify(event))));
    });
    await desk.stop();
  });
}

test('a client that opens no addresses is not asked to', async (t) => {
  const desk = await ready(t);
  for (const elicitation of [{form: {}}, {}]) {
    for (const speak of [speakers['the older client over HTTP'], speakers['the newer client over HTTP']]) {
      const call = await speak(t, desk, elicitation, () => assert.fail('it was asked'));
      const {structuredContent: placed} = await within(soon, 'the answer', call('place_order', order));
      assert.equal(placed.phase, 'waiting');
      await desk.call('cancel_order', {order: placed.order});
    }
  }
  await desk.stop();
});

test('the sealed state is for one use, of one call, and nobody can make one', async (t) => {
  const desk = await ready(t);
  const mcp = async (input, more = {}) => {
    const response = await desk.fetch('/mcp', {
      method: 'POST',
      headers: {'content-type': 'application/json', accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'place_order'},
      body: JSON.stringify({jsonrpc: '2.0', id: 1, method: 'tools/call', params: {
        name: 'place_order', arguments: input, ...more,
        _meta: {'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {elicitation: {url: {}}}}}}),
    });
    return response.json();
  };
  const {result: first} = await mcp(order);
  assert.equal(first.resultType, 'input_required');
  const [, approval] = first.inputRequests.approval.params.url.match(/#approval=(\w+)$/);
  const declined = {inputResponses: {approval: {action: 'decline'}}};
  const accepted = {inputResponses: {approval: {action: 'accept'}, 'pitwall/state': {approval}}};
  // With another order, changed, or made up.
  for (const state of [first.requestState.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), 'x', approval])
    assert.ok((await mcp(order, {...accepted, requestState: state})).error, state);
  assert.ok((await mcp({...order, quantity: 5}, {...accepted, requestState: first.requestState})).error);
  const {result: second} = await mcp(order, {...declined, requestState: first.requestState});
  assert.equal(second.structuredContent.approval, approval);
  assert.equal(second.structuredContent.phase, 'waiting');
  assert.ok((await mcp(order, {...accepted, requestState: first.requestState})).error, 'used once');
  assert.equal(await proposals(desk), 1);
  // Without the state it is another call, and another order that waits.
  const {result: other} = await mcp(order, accepted);
  assert.equal(other.resultType, 'input_required');
  assert.equal(await proposals(desk), 2);
  assert.equal(await phase(desk, second.structuredContent.order), 'waiting');
  assert.ok(!(await events(desk)).some(({type}) => type === 'approval_answered'));
  await desk.stop();
});
