import { AsyncLocalStorage } from 'node:async_hooks'
import {
  Client,
  InMemoryTransport,
  ProtocolError as ClientProtocolError,
  type JSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/client'
import { ProtocolError, type McpServer, type Server } from '@modelcontextprotocol/server'
import type { CallToolResult, Principal, Tool } from '@patchbay/contract'
import * as z from 'zod'
import { deliverInOrder } from './ordered-delivery.ts'
import type { LogMessage, Upstream, UpstreamCall } from './upstream.ts'

/** A call may be as long as its caller waits: `deadline` and the caller's signal end it, not the client. */
const NO_TIMEOUT_MS = 2 ** 31 - 1

/** Pages of one `tools/list` that are followed; a server that never ends is cut off. */
const MAX_PAGES = 100

/** Results pass as they came: the typed schemas would drop members that they do not know. */
const anyObject = z.looseObject({})

/**
 * Connects to an MCP server in this process. It learns who is calling from the transport's standard `authInfo`,
 * as it would behind HTTP.
 *
 * @param name - What its tools are known by where names collide.
 */
export async function connectInProcess(name: string, server: McpServer | Server): Promise<Upstream> {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair()
  const calling = new AsyncLocalStorage<{ call: UpstreamCall; id?: string | number }>()
  const logListeners = new Map<string | number, (message: LogMessage) => void>()
  const changeListeners = new Set<() => void>()

  // A request leaves in the context of its call, which is how it gets its principal.
  const sendRequest = clientSide.send.bind(clientSide)
  clientSide.send = (message) => {
    const sent = calling.getStore()
    if (sent?.call.onLog && 'id' in message && 'method' in message && message.id !== undefined) {
      sent.id = message.id
      logListeners.set(message.id, sent.call.onLog)
    }
    return sendRequest(message, sent ? { authInfo: authInfoOf(sent.call.principal) } : {})
  }
  // The server says which request a log message belongs to; in memory that word would be lost.
  const answer = serverSide.send.bind(serverSide)
  serverSide.send = async (message: JSONRPCMessage, options?: Parameters<Transport['send']>[1]) => {
    const related = options?.relatedRequestId
    if ('method' in message && message.method === 'notifications/message') {
      // The shape is the sender's (the SDK checked it); nobody else hears of it.
      if (related !== undefined) logListeners.get(related)?.(message.params as unknown as LogMessage)
      return
    }
    await answer(message)
  }

  const client = new Client(
    { name: 'patchbay', version: '0.1.0' },
    {
      listChanged: {
        tools: { autoRefresh: false, onChanged: () => changeListeners.forEach((listener) => listener()) },
      },
    },
  )
  await server.connect(serverSide)
  await client.connect(deliverInOrder(clientSide))

  return {
    name,
    async listTools() {
      const tools: Tool[] = []
      let cursor: string | undefined
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const params = cursor === undefined ? {} : { cursor }
        const result = await client.request({ method: 'tools/list', params }, anyObject)
        tools.push(...readTools(result.tools))
        cursor = typeof result.nextCursor === 'string' ? result.nextCursor : undefined
        if (cursor === undefined) break
      }
      return tools
    },
    async callTool(call) {
      const { onProgress, signal, meta } = call
      const params = { name: call.name, arguments: call.arguments, _meta: meta }
      const sent: { call: UpstreamCall; id?: string | number } = { call }
      const result = await calling
        .run(sent, () =>
          client.request({ method: 'tools/call', params }, anyObject, {
            signal,
            timeout: NO_TIMEOUT_MS,
            ...(onProgress ? { onprogress: onProgress } : {}),
          }),
        )
        .catch((error: unknown) => {
          // The server's own error, in the class that our side throws too: the SDK's two halves have one each.
          throw error instanceof ClientProtocolError ? new ProtocolError(error.code, error.message, error.data) : error
        })
        .finally(() => sent.id !== undefined && logListeners.delete(sent.id))
      if (!Array.isArray(result.content)) return { ...result, content: [] }
      // Checked as far as we use it; the rest is passed through.
      return result as unknown as CallToolResult
    },
    onToolsChanged(listener) {
      changeListeners.add(listener)
      return () => changeListeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await server.close()
    },
  }
}

const listedTool = z.looseObject({ name: z.string(), inputSchema: z.looseObject({}) })

/** One invalid tool must not take the good ones with it. */
function readTools(listed: unknown): Tool[] {
  if (!Array.isArray(listed)) return []
  // `listedTool` vouches for what we use of a tool; its other members are passed on.
  return listed.filter((tool) => listedTool.safeParse(tool).success) as Tool[]
}

function authInfoOf(principal: Principal) {
  return {
    token: '',
    clientId: principal.credentialId,
    scopes: [...principal.scopes],
    extra: { principal },
  }
}
