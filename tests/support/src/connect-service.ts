import { Client, InMemoryTransport, type Transport } from '@modelcontextprotocol/client'
import type { McpServer } from '@modelcontextprotocol/server'
import { META, type Principal } from '@patchbay/contract'

/** A tool's answer, in the parts that tests ask for. */
export interface ServiceAnswer {
  isError: boolean
  /** Its text blocks, joined. */
  text: string
  structured: Record<string, unknown> | undefined
  meta: Record<string, unknown> | undefined
}

export type ServiceClient = AsyncDisposable & {
  client: Client
  call(name: string, args?: Record<string, unknown>, idempotencyKey?: string): Promise<ServiceAnswer>
}

/**
 * Connects a real MCP client to a service, as the gateway does: in memory, with the principal in `authInfo`.
 *
 * @param phone the caller's number in E.164; without it the principal is an API key that names no caller.
 */
export async function connectService(server: McpServer, phone?: string): Promise<ServiceClient> {
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  const transport: Transport = ours
  const send = ours.send.bind(ours)
  const authInfo = { token: '', clientId: 'test', scopes: [], extra: { principal: principalOf(phone) } }
  ours.send = (message, options) => send(message, { ...options, authInfo })
  const client = new Client({ name: 'test', version: '1.0.0' })
  await Promise.all([server.connect(theirs), client.connect(transport)])
  // The client holds results against the output schemas of the tools that it has listed.
  await client.listTools()
  return {
    client,
    async call(name, args = {}, idempotencyKey) {
      const result = await client.callTool({
        name,
        arguments: args,
        ...(idempotencyKey === undefined ? {} : { _meta: { [META.idempotencyKey]: idempotencyKey } }),
      })
      return {
        isError: result.isError === true,
        text: result.content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n'),
        // Tools answer objects: MCP's type allows any JSON here.
        structured: result.structuredContent as Record<string, unknown> | undefined,
        meta: result._meta,
      }
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await server.close()
    },
  }
}

function principalOf(phone: string | undefined): Principal {
  return {
    kind: phone === undefined ? 'agent' : 'caller',
    userId: 1,
    name: phone ?? 'a key',
    scopes: ['tools:call'],
    proof: phone === undefined ? 'api_key' : 'caller_session',
    credentialId: 'test:1',
    ...(phone === undefined ? {} : { caller: { phone } }),
  }
}
