// Calls the server at an address with a key, as an assistant would, and prints what it was told: a JSON object.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [, , address, key] = process.argv;
const client = new Client({ name: 'comity-tests', version: '1.0.0' });
await client.connect(new StreamableHTTPClientTransport(new URL(address), { requestInit: { headers: { Authorization: `Bearer ${key}` } } }));

// The client checks each structured answer against the schema of its tool, once it has listed the tools.
const { tools } = await client.listTools();
const call = async (name, given) => (await client.callTool({ name, arguments: given })).structuredContent;
const decided = await call('decide', { on: '2025-02-01', facts: { requestedAction: 'arrest', enforcementPurpose: 'civil', judicialProcess: 'none' } });
const asked = await call('ask', { on: '2025-02-01', facts: {} });
const compared = await call('compare', { from: '2025-01-27', to: '2025-01-28' });
const mistaken = await client.callTool({ name: 'decide', arguments: { facts: { plase: 'school' } } });
const { resources } = await client.listResources();
const read = await client.readResource({ uri: resources[0].uri });
const missing = await client.readResource({ uri: 'comity://nothing' }).then(() => null, (error) => error.code);
await client.close();
console.log(JSON.stringify({
  server: client.getServerVersion().name,
  instructions: client.getInstructions(),
  tools: tools.map((tool) => tool.name),
  outcome: decided.outcome,
  next: asked.next.fact,
  identical: compared.identical,
  mistake: mistaken.isError && mistaken.content[0].text,
  resources: resources.map((resource) => resource.uri),
  read: read.contents[0].text.length,
  missing,
}));
