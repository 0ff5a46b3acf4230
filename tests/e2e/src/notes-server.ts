import { createServer } from 'node:http'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'

// An MCP server of its own process, to be added, killed and started again: node notes-server.ts PORT DESCRIPTION

const [, , port = '0', description = 'Reads a note'] = process.argv
const text = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] } as const
const tools = [
  { name: 'get_note', description, inputSchema: text, annotations: { readOnlyHint: true } },
  {
    name: 'write_note',
    description: 'Writes a note',
    inputSchema: text,
    annotations: { readOnlyHint: false, destructiveHint: false },
  },
]

function createNotes(): Server {
  const server = new Server({ name: 'notes', version: '1.0.0' }, { capabilities: { tools: {} } })
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => ({
    content: [{ type: 'text', text: `${params.name}: ${String(params.arguments?.['text'])}` }],
  }))
  return server
}

createServer((req, res) => {
  // Without sessions: each request has a server of its own.
  const transport = new StreamableHTTPServerTransport({})
  res.on('close', () => void transport.close())
  void createNotes()
    // The SDK's own transport, by stricter rules than it was written under.
    .connect(transport as never)
    .then(() => transport.handleRequest(req, res))
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'))
