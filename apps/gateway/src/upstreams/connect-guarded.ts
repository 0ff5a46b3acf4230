import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import type { CallToolResult, Tool, ToolCaller } from '@patchbay/contract'
import * as z from 'zod'
import type { Guard } from './guard.ts'
import { guardedFetch } from './guarded-fetch.ts'
import { isOldServer } from './http-status.ts'

/** Results pass as they came: the typed schemas would drop members that they do not know. */
const anyObject = z.looseObject({})

/** How long a tool of a server that a session brought may take, in ms. */
const CALL_TIMEOUT_MS = 60_000

export type GuardedConnection = Pick<ToolCaller, 'listTools' | 'callTool'> & AsyncDisposable

/**
 * Connects to an MCP server that somebody named: by Streamable HTTP, else by the older HTTP+SSE.
 *
 * @param guard - What it lets through: nothing else is reached, whatever the server redirects to.
 * @throws Where the server cannot be reached, or must not be.
 */
export async function connectGuarded(
  guard: Guard,
  { url, headers }: { url: string; headers: Record<string, string> },
): Promise<GuardedConnection> {
  const fetch = guardedFetch(guard)
  const requestInit = { headers }
  const open = async (transport: StreamableHTTPClientTransport | SSEClientTransport) => {
    const client = new Client({ name: 'patchbay', version: '0.1.0' })
    await client.connect(transport)
    return client
  }
  const client = await open(new StreamableHTTPClientTransport(new URL(url), { requestInit, fetch })).catch(
    async (error: unknown) => {
      // What only an older server answers so; of any other failure the first is the one to tell.
      if (!isOldServer(error)) throw error
      return open(new SSEClientTransport(new URL(url), { requestInit, fetch }))
    },
  )
  return {
    async listTools(signal) {
      const { tools } = await client.request({ method: 'tools/list', params: {} }, anyObject, signal ? { signal } : {})
      // Looked at where it is used: the engine and the brain take what they know of a tool.
      return (Array.isArray(tools) ? tools : []) as Tool[]
    },
    async callTool(name, args, { signal } = {}) {
      const result = await client.request({ method: 'tools/call', params: { name, arguments: args } }, anyObject, {
        timeout: CALL_TIMEOUT_MS,
        ...(signal ? { signal } : {}),
      })
      if (!Array.isArray(result.content)) return { ...result, content: [] }
      return result as unknown as CallToolResult // As far as we use it, checked.
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}
