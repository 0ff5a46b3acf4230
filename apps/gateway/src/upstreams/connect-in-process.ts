import { AsyncLocalStorage } from 'node:async_hooks'
import {
  Client,
  InMemoryTransport,
  ProtocolError as ClientProtocolError,
  type JSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/client'
import { ProtocolError, type McpServer, type Server } from '@modelcontextprotocol/server'
import type { CallToolResult, Principal } from '@patchbay/contract'
import * as z from 'zod'
import { readEveryPage, readTools } from './read-lists.ts'
import { deliverInOrder } from './ordered-delivery.ts'
import type { ChangedList, ClientSide, LogMessage, Upstream } from './upstream.ts'

/** A call may be as long as its caller waits: `deadline` and the caller's signal end it, not the client. */
const NO_TIMEOUT_MS = 2 ** 31 - 1

/** Results pass as they came: the typed schemas would drop members that they do not know. */
const anyObject = z.looseObject({})

/** What is asked in whose name. */
interface Asking extends ClientSide {
  principal: Principal
  signal: AbortSignal
}

/**
 * Connects to an MCP server in this process. It learns who is calling from the transport's standard `authInfo`,
 * as it would behind HTTP.
 */
export async function connectInProcess(server: McpServer | Server): Promise<Upstream & AsyncDisposable> {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair()
  const calling = new AsyncLocalStorage<{ asking: Asking; id?: string | number }>()
  const logListeners = new Map<string | number, (message: LogMessage) => void>()
  const changeListeners = new Set<(list: ChangedList) => void>()
  const updateListeners = new Set<(uri: string) => void>()

  // A request leaves in the context of its call, which is how it gets its principal.
  const sendRequest = clientSide.send.bind(clientSide)
  clientSide.send = (message) => {
    const sent = calling.getStore()
    if (sent?.asking.onLog && 'id' in message && 'method' in message && message.id !== undefined) {
      sent.id = message.id
      logListeners.set(message.id, sent.asking.onLog)
    }
    return sendRequest(message, sent ? { authInfo: authInfoOf(sent.asking.principal) } : {})
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

  const changed = (list: ChangedList) => ({
    autoRefresh: false,
    onChanged: () => changeListeners.forEach((listener) => listener(list)),
  })
  const client = new Client(
    { name: 'patchbay', version: '0.1.0' },
    { listChanged: { tools: changed('tools'), resources: changed('resources'), prompts: changed('prompts') } },
  )
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    for (const listener of updateListeners) listener(params.uri)
  })
  await server.connect(serverSide)
  await client.connect(deliverInOrder(clientSide))

  async function ask(method: string, params: Record<string, unknown>, asking: Asking) {
    const { onProgress, signal } = asking
    const sent: { asking: Asking; id?: string | number } = { asking }
    try {
      return await calling.run(sent, () =>
        client.request({ method, params }, anyObject, {
          signal,
          timeout: NO_TIMEOUT_MS,
          ...(onProgress ? { onprogress: onProgress } : {}),
        }),
      )
    } catch (error) {
      // The server's own error, in the class that our side throws too: the SDK's two halves have one each.
      throw error instanceof ClientProtocolError ? new ProtocolError(error.code, error.message, error.data) : error
    } finally {
      if (sent.id !== undefined) logListeners.delete(sent.id)
    }
  }

  return {
    listTools: async () =>
      readTools(await readEveryPage('tools', (params) => client.request({ method: 'tools/list', params }, anyObject))),
    async callTool({ name, arguments: args, meta, ...call }) {
      const result = await ask('tools/call', { name, arguments: args, _meta: meta }, call)
      // Checked as far as we use it; the rest is passed through.
      return (Array.isArray(result.content) ? result : { ...result, content: [] }) as unknown as CallToolResult
    },
    request: (method, params, options) => ask(method, params, options),
    capabilities: () => client.getServerCapabilities(),
    onListChanged(listener) {
      changeListeners.add(listener)
      return () => changeListeners.delete(listener)
    },
    onResourceUpdated(listener) {
      updateListeners.add(listener)
      return () => updateListeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await server.close()
    },
  }
}

function authInfoOf(principal: Principal) {
  return { token: '', clientId: principal.credentialId, scopes: [...principal.scopes], extra: { principal } }
}
