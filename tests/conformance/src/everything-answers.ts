import { CLIENT_CAPABILITIES_META_KEY, type ServerContext } from '@modelcontextprotocol/server'

export type Result = Record<string, unknown>

export interface EverythingTool {
  description: string
  inputSchema?: Record<string, unknown>
  run(args: Record<string, unknown>, context: ServerContext): Result | Promise<Result>
}

export const text = (words: string): Result => ({ content: [{ type: 'text', text: words }] })
export const object = (properties: Record<string, unknown>, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
})

export const sample = (question: string, maxTokens: number) => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: question } }], maxTokens },
})
/** What the client says in its request that it can do. */
export function declaredBy({ mcpReq }: ServerContext): Result | undefined {
  // The envelope's members have the names that they have on the wire.
  const envelope = mcpReq.envelope as Result | undefined
  return envelope?.[CLIENT_CAPABILITIES_META_KEY] as Result | undefined
}
