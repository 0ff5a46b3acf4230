import { INTERNAL_ERROR, INVALID_PARAMS, ProtocolError, Server, type ServerContext } from '@modelcontextprotocol/server'
import { META, type Principal } from '@patchbay/contract'
import type { Hub } from '../hub/hub.ts'
import type { Mount } from './mounts.ts'

/** Tools on one page of `tools/list`. */
const PAGE = 100

/** Who speaks on a connection, and in which call. */
export interface Speaker {
  principal: Principal
  /** From `X-Call-Id`; a request's own `_meta` comes first. */
  callId: string | undefined
}

export type ToolsetServerFactory = (mount: Mount, speaker: Speaker) => Server

/** Makes the MCP server that one connection, or one request, speaks with: a toolset's tools, run by the hub. */
export function createToolsetServerFactory(
  hub: Hub,
  version: string,
  onError: (error: unknown) => void,
): ToolsetServerFactory {
  return ({ name, toolset, instructions }, speaker) => {
    const server = new Server(
      { name, version },
      { capabilities: { tools: { listChanged: true }, logging: {} }, ...(instructions ? { instructions } : {}) },
    )

    server.setRequestHandler('tools/list', (request, context) => {
      const { principal } = speakerOf(context) ?? speaker
      const tools = hub.listTools(principal, toolset)
      const from = readCursor(request.params?.cursor)
      const next = from + PAGE
      return {
        tools: tools.slice(from, next) as never[], // Passed on as their server wrote them; the SDK checks them on the way out.
        ...(next < tools.length ? { nextCursor: String(next) } : {}),
      }
    })

    server.setRequestHandler('tools/call', async ({ params }, context) => {
      const { principal, callId } = speakerOf(context) ?? speaker
      const { _meta: meta, notify, log, signal } = context.mcpReq
      const progressToken = meta?.progressToken
      const running = hub.callTool({
        principal,
        toolset,
        name: params.name,
        arguments: params.arguments ?? {},
        callId: readText(meta, META.callId) ?? callId,
        idempotencyKey: readText(meta, META.idempotencyKey),
        signal,
        // A listener who left is no reason to fail the call.
        onLog: (message) => void log(message.level, message.data, message.logger).catch(() => {}),
        ...(progressToken === undefined
          ? {}
          : {
              onProgress: (progress) =>
                void notify({ method: 'notifications/progress', params: { ...progress, progressToken } }).catch(
                  () => {},
                ),
            }),
      })
      // As above.
      return running.catch((error: unknown) => {
        if (error instanceof ProtocolError || signal.aborted) throw error
        onError(error)
        throw new ProtocolError(INTERNAL_ERROR, 'Something went wrong here. Try again.')
      }) as Promise<never>
    })
    return server
  }
}

/** The key under which a door hands a request's speaker on, in the transport's standard `authInfo`. */
export function authInfoOf(speaker: Speaker) {
  const { credentialId, scopes } = speaker.principal
  return { token: '', clientId: credentialId, scopes: [...scopes], extra: { speaker } }
}

function speakerOf(context: ServerContext): Speaker | undefined {
  // Only `authInfoOf` writes it.
  return context.http?.authInfo?.extra?.speaker as Speaker | undefined
}

function readCursor(cursor: string | undefined): number {
  const from = Number(cursor ?? 0)
  if (Number.isSafeInteger(from) && from >= 0) return from
  throw new ProtocolError(INVALID_PARAMS, 'Unknown cursor: begin again without one')
}

/** @throws {ProtocolError} For what is there and no text: dropping a key in silence would let a retry write twice. */
function readText(meta: Record<string, unknown> | undefined, name: string): string | undefined {
  const value = meta?.[name]
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '' && value.length <= 200) return value
  throw new ProtocolError(INVALID_PARAMS, `_meta["${name}"] must be text of 1 to 200 characters`)
}
