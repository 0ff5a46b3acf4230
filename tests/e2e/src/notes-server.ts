import { createServer } from 'node:http'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import * as z from 'zod'

// An MCP server of its own process, to be added, killed and started again: node notes-server.ts PORT DESCRIPTION

const [, , port = '0', reading = 'Reads a note'] = process.argv

function createNotes(): McpServer {
  const server = new McpServer({ name: 'notes', version: '1.0.0' })
  const inputSchema = { text: z.string() }
  const say = (name: string, text: string) => ({ content: [{ type: 'text' as const, text: `${name}: ${text}` }] })
  server.registerTool(
    'get_note',
    { description: reading, inputSchema, annotations: { readOnlyHint: true } },
    ({ text }) => say('get_note', text),
  )
  server.registerTool(
    'write_note',
    { description: 'Writes a note', inputSchema, annotations: { readOnlyHint: false, destructiveHint: false } },
    ({ text }) => say('write_note', text),
  )
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
