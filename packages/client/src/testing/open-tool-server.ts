import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer, type EventStore, type JSONRPCMessage } from '@modelcontextprotocol/server'
import * as z from 'zod'

export interface ToolServer extends AsyncDisposable {
  url: URL
  port: number
  /** The names of the tools that ran, in order, with what came beside their arguments. */
  ran: { name: string; meta: unknown }[]
  /** The `Last-Event-ID` of every stream that was taken up again. */
  resumed: string[]
  /** Tools that wait; each is let go by its function. */
  held: (() => void)[]
  /** Breaks every connection, as a network does. */
  cut(): void
  /** Forgets every session, as a restart does. */
  forget(): void
  tellToolsChanged(): void
}

export interface ToolServerOptions {
  /** `modern` stands for the revision without sessions. */
  era: 'modern' | 'sessions' | 'resumable'
  port?: number
  /** Looks at a request first. @returns Whether it has answered. */
  before?: (req: IncomingMessage, res: ServerResponse) => Promise<boolean> | boolean
}

/** A real MCP server on the official SDK, on a free port. */
export async function openToolServer({ era, port = 0, before }: ToolServerOptions): Promise<ToolServer> {
  const state: Pick<ToolServer, 'ran' | 'resumed' | 'held'> = { ran: [], resumed: [], held: [] }
  const sessions = new Map<string, { transport: NodeStreamableHTTPServerTransport; server: McpServer }>()
  const modern = createMcpHandler(() => createTools(state), { legacy: 'reject' })
  const modernNode = toNodeHandler(modern)

  async function openSession(): Promise<NodeStreamableHTTPServerTransport> {
    const server = createTools(state)
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, { transport, server }),
      ...(era === 'resumable' && { eventStore: createEventStore(), retryInterval: 10 }),
    })
    await server.connect(transport)
    return transport
  }

  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    if (before && (await before(req, res))) return
    if (era === 'modern') return void modernNode(req as never, res)
    const last = req.headers['last-event-id']
    if (typeof last === 'string') state.resumed.push(last)
    const id = req.headers['mcp-session-id']
    if (typeof id !== 'string') return (await openSession()).handleRequest(req, res)
    const session = sessions.get(id)
    if (!session) return void res.writeHead(404, { 'content-type': 'application/json' }).end('{}')
    return session.transport.handleRequest(req, res)
  }
  const http = createServer((req, res) => void answer(req, res))
  await new Promise<void>((resolve) => void http.listen(port, '127.0.0.1', resolve))
  const address = http.address()
  const used = typeof address === 'object' && address ? address.port : 0
  return {
    ...state,
    port: used,
    url: new URL(`http://127.0.0.1:${used}/mcp`),
    cut: () => http.closeAllConnections(),
    forget: () => sessions.clear(),
    tellToolsChanged() {
      modern.notify.toolsChanged()
      for (const { server } of sessions.values()) server.sendToolListChanged()
    },
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

function createTools({ ran, held }: Pick<ToolServer, 'ran' | 'held'>): McpServer {
  const server = new McpServer({ name: 'tools', version: '1.0.0' }, { capabilities: { tools: { listChanged: true } } })
  const add = (name: string, readOnlyHint: boolean, waits: boolean) =>
    server.registerTool(
      name,
      { inputSchema: z.object({ text: z.string().optional() }), annotations: { readOnlyHint } },
      async ({ text = name }, { mcpReq }) => {
        ran.push({ name, meta: mcpReq._meta })
        // Only the first is held: a second try of it goes through.
        if (waits && ran.length === 1) await new Promise<void>((resolve) => held.push(resolve))
        return { content: [{ type: 'text', text }] }
      },
    )
  add('read', true, false)
  add('read_slowly', true, true)
  add('write', false, false)
  add('write_slowly', false, true)
  return server
}

function createEventStore(): EventStore {
  const events: { streamId: string; message: JSONRPCMessage }[] = []
  return {
    async storeEvent(streamId, message) {
      events.push({ streamId, message })
      return String(events.length)
    },
    async replayEventsAfter(last, { send }) {
      const streamId = events[Number(last) - 1]?.streamId ?? ''
      for (const [at, event] of events.entries())
        if (at >= Number(last) && event.streamId === streamId) await send(String(at + 1), event.message)
      return streamId
    },
  }
}
