import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server'
import { createTelling } from './telling.ts'

/** A server of the revision 2026-07-28 that runs elsewhere, and the streams on which it tells of itself. */
export interface TellingServer extends AsyncDisposable {
  url: string
  port: number
  readonly tell: McpHttpHandler['notify']
  /** Adds a tool, and tells of it. */
  addTool(name: string): void
  /** The resources that each stream names, of those that are open. */
  streams(): string[][]
  /** How many streams there ever were. */
  count(): number
  /** Ends every stream and nothing else: by a word of farewell, or by breaking it. */
  endStreams(how: 'kindly' | 'abruptly'): Promise<void>
  /** Lets whoever wants to listen wait from now on. @returns The way to answer them. */
  hold(): () => void
  /** Answers so whoever wants to listen, or breaks the connection, until it is undefined again. */
  refuse(how: Refusal | undefined): void
}

type Refusal = { code: number; message: string } | 'broken'

interface Body {
  id?: unknown
  method?: string
  params?: { notifications?: { resourceSubscriptions?: string[] } }
}

/**
 * @param subscribe - Whether it tells of resources.
 * @param listChanged - Whether it tells of its lists.
 * @param port - 0 for any that is free.
 */
export async function openTellingServer(
  name: string,
  { subscribe = true, listChanged = true, port = 0 } = {},
): Promise<TellingServer> {
  const tools = ['look']
  let count = 0
  let held: Promise<void> | undefined
  let refusal: Refusal | undefined
  const open = new Map<IncomingMessage, string[]>()
  const create = () =>
    createMcpHandler(() => createTelling(name, { subscribe, listChanged, tools }), { legacy: 'reject' })
  let handler = create()

  const http = createServer((req, res) => void answer(req, res))
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of req.setEncoding('utf8')) text += chunk as string
    const body = text === '' ? undefined : (JSON.parse(text) as Body)
    if (body?.method === 'subscriptions/listen') {
      count += 1
      await held
      if (refusal === 'broken') return void req.socket.destroy()
      if (refusal) {
        res.writeHead(200, { 'content-type': 'application/json' })
        return void res.end(JSON.stringify({ jsonrpc: '2.0', id: body.id, error: refusal }))
      }
      open.set(req, body.params?.notifications?.resourceSubscriptions ?? [])
      res.once('close', () => open.delete(req))
    }
    // A request that reached us has a method; Node's type covers responses too.
    await toNodeHandler(handler)(req as never, res, body)
  }
  await new Promise<void>((resolve) => void http.listen(port, '127.0.0.1', resolve))
  const address = http.address()
  const ownPort = typeof address === 'object' && address !== null ? address.port : 0
  return {
    port: ownPort,
    url: `http://127.0.0.1:${ownPort}/mcp`,
    get tell() {
      return handler.notify
    },
    addTool(tool) {
      tools.push(tool)
      handler.notify.toolsChanged()
    },
    streams: () => [...open.values()],
    count: () => count,
    async endStreams(how) {
      if (how === 'abruptly') return [...open.keys()].forEach(({ socket }) => socket.destroy())
      const ending = handler
      handler = create()
      await ending.close()
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    refuse(how) {
      refusal = how
    },
    async [Symbol.asyncDispose]() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}
