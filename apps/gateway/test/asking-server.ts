import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node'
import { Server, type ServerContext } from '@modelcontextprotocol/server'

/** A server of the 2025 revisions that runs elsewhere: it has resources and prompts, and asks the person behind a call. */
export interface AskingServer extends AsyncDisposable {
  url: string
  port: number
  /** What was asked of it, beside tools. */
  heard: string[]
  /** Calls of `hold` that wait until they are cancelled. */
  held: AbortSignal[]
  /** Says that a resource has changed, to everyone who is connected. */
  change(uri: string): Promise<void>
}

const anything = { type: 'object' } as const
const reads = { readOnlyHint: true }
const form = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } as const

/**
 * @param silent - Whether it never answers when it is asked for its resources.
 * @param port - 0 for any that is free.
 */
export async function openAskingServer(name: string, { silent = false, port = 0 } = {}): Promise<AskingServer> {
  const heard: string[] = []
  const held: AbortSignal[] = []
  const servers = new Map<string, { server: Server; transport: NodeStreamableHTTPServerTransport }>()

  const ask = ({ mcpReq }: ServerContext) =>
    mcpReq.send({ method: 'elicitation/create', params: { mode: 'form', message: 'Who?', requestedSchema: form } })

  function create(): Server {
    const capabilities = {
      tools: {},
      resources: { subscribe: true },
      prompts: {},
      logging: {},
    }
    const server = new Server({ name, version: '1.0.0' }, { capabilities })
    const tools = ['get_name', 'get_logs', 'hold'].map((tool) => ({
      name: tool,
      inputSchema: anything,
      annotations: reads,
    }))
    server.setRequestHandler('tools/list', () => ({ tools }))
    server.setRequestHandler('tools/call', async ({ params }, context) => {
      const say = (text: string) => ({ content: [{ type: 'text' as const, text }] })
      if (params.name === 'get_name') return say(JSON.stringify(await ask(context)))
      if (params.name === 'get_logs') {
        for (const level of ['debug', 'warning'] as const) await context.mcpReq.log(level, `${level} of ${name}`)
        return say('logged')
      }
      held.push(context.mcpReq.signal)
      await new Promise((resolve) => context.mcpReq.signal.addEventListener('abort', resolve))
      return say('let go')
    })
    server.setRequestHandler('resources/list', async () => {
      heard.push('resources/list')
      if (silent) await new Promise(() => {})
      return { resources: [name, `asking/${name}`].map((path) => ({ uri: `note://${path}`, name: path })) }
    })
    const resourceTemplates = [{ uriTemplate: `note://${name}/{page}`, name: 'page' }]
    server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates }))
    server.setRequestHandler('resources/read', async ({ params: { uri } }, context) => {
      heard.push(`resources/read ${uri}`)
      const text = uri.startsWith('note://asking/') ? JSON.stringify(await ask(context)) : `${name} wrote this`
      return { contents: [{ uri, text }] }
    })
    for (const method of ['resources/subscribe', 'resources/unsubscribe'] as const) {
      server.setRequestHandler(method, ({ params: { uri } }) => {
        heard.push(`${method} ${uri}`)
        return {}
      })
    }
    const prompts = [{ name: 'greet' }, { name: `greet_${name}` }]
    server.setRequestHandler('prompts/list', () => ({ prompts }))
    server.setRequestHandler('prompts/get', ({ params }) => ({
      messages: [{ role: 'user' as const, content: { type: 'text' as const, text: `${params.name} of ${name}` } }],
    }))
    return server
  }

  const http = createServer((req, res) => {
    const known = servers.get(String(req.headers['mcp-session-id']))
    if (known) return void known.transport.handleRequest(req, res)
    const server = create()
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void servers.set(id, { server, transport }),
    })
    void server.connect(transport).then(() => transport.handleRequest(req, res))
  })
  await new Promise<void>((resolve) => void http.listen(port, '127.0.0.1', resolve))
  const address = http.address()
  const ownPort = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port: ownPort,
    url: `http://127.0.0.1:${ownPort}/mcp`,
    heard,
    held,
    async change(uri) {
      for (const { server } of servers.values()) await server.sendResourceUpdated({ uri })
    },
    async [Symbol.asyncDispose]() {
      for (const { transport } of servers.values()) await transport.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
