import { INTERNAL_ERROR, INVALID_PARAMS, ProtocolError, Server, type ServerContext } from '@modelcontextprotocol/server'
import { META, type Principal } from '@patchbay/contract'
import type { Hub, ToolCallRequest } from '../hub/hub.ts'
import type { PassedOn, PassThrough } from '../hub/pass-through.ts'
import { asksForInput } from '../hub/tool-call.ts'
import { answerInput } from './answer-input.ts'
import { requireAnswerable } from './client-capabilities.ts'
import type { Mount } from './mounts.ts'

/** Entries on one page of a list. */
const PAGE = 100

/** Who speaks on a connection, and in which call. */
export interface Speaker {
  principal: Principal
  /** From `X-Call-Id`; a request's own `_meta` comes first. */
  callId: string | undefined
}

export type ToolsetServerFactory = (mount: Mount, speaker: Speaker) => Server

export interface ToolsetServerOptions {
  hub: Hub
  passThrough: PassThrough
  version: string
  onError: (error: unknown) => void
}

/** Makes the MCP server that one connection, or one request, speaks with: a toolset's tools, run by the hub, and what else its servers have. */
export function createToolsetServerFactory(options: ToolsetServerOptions): ToolsetServerFactory {
  const { hub, passThrough, version, onError } = options
  return ({ name, toolset, instructions }, speaker) => {
    const server = new Server(
      { name, version },
      {
        capabilities: {
          tools: { listChanged: true },
          resources: { listChanged: true, subscribe: true },
          prompts: { listChanged: true },
          completions: {},
          logging: {},
        },
        ...(instructions ? { instructions } : {}),
      },
    )

    /** What every request passes on: in whose name, and how its client hears and is asked meanwhile. */
    function passedOn(context: ServerContext): PassedOn {
      const { principal } = speakerOf(context) ?? speaker
      return {
        ...clientSideOf(server, context),
        principal,
        servers: hub.serversOf(principal, toolset),
        signal: context.mcpReq.signal,
      }
    }

    server.setRequestHandler('tools/list', (request, context) => {
      const { principal } = speakerOf(context) ?? speaker
      const { page, nextCursor } = pageOf(hub.listTools(principal, toolset), request.params?.cursor)
      // Passed on as their server wrote them; the SDK checks them on the way out.
      return { tools: page as never[], ...nextCursor }
    })

    server.setRequestHandler('tools/call', async ({ params }, context) => {
      const { principal, callId } = speakerOf(context) ?? speaker
      const { _meta: meta, signal, inputResponses } = context.mcpReq
      const request: ToolCallRequest = {
        ...clientSideOf(server, context),
        principal,
        toolset,
        name: params.name,
        arguments: params.arguments ?? {},
        callId: readText(meta, META.callId) ?? callId,
        idempotencyKey: readText(meta, META.idempotencyKey),
        signal,
        ...(inputResponses && { inputResponses }),
        requestState: context.mcpReq.requestState(),
      }
      try {
        const result = await hub.callTool(request)
        // A client of the older revisions is asked by a request, one of the newer by the answer itself.
        const asksByRequest = asksForInput(result) && !isModern(context)
        // Passed on as it came.
        return (asksByRequest ? await answerInput(hub, request, result) : result) as never
      } catch (error) {
        if (error instanceof ProtocolError || signal.aborted) throw error
        onError(error)
        throw new ProtocolError(INTERNAL_ERROR, 'Something went wrong here. Try again.')
      }
    })

    for (const [method, kind] of lists) {
      server.setRequestHandler(method, async (request, context) => {
        const { page, nextCursor } = pageOf(await passThrough.list(kind, passedOn(context)), request.params?.cursor)
        return { [kind]: page, ...nextCursor } as never
      })
    }
    server.setRequestHandler(
      'resources/read',
      async ({ params }, context) =>
        passThrough.readResource(withInput(params, context), passedOn(context)) as Promise<never>,
    )
    server.setRequestHandler(
      'prompts/get',
      async ({ params }, context) =>
        passThrough.getPrompt(withInput(params, context), passedOn(context)) as Promise<never>,
    )
    server.setRequestHandler(
      'completion/complete',
      async ({ params }, context) => passThrough.complete(params, passedOn(context)) as Promise<never>,
    )

    const subscriptions = new Map<string, Promise<() => Promise<void>>>()
    server.setRequestHandler('resources/subscribe', async ({ params: { uri } }, context) => {
      const updated = () => void server.sendResourceUpdated({ uri }).catch(() => {})
      const subscribed = subscriptions.get(uri) ?? passThrough.subscribe(uri, passedOn(context), updated)
      subscriptions.set(uri, subscribed)
      await subscribed.catch((error: unknown) => {
        subscriptions.delete(uri)
        throw error
      })
      return {}
    })
    const unsubscribe = async (uri: string) => {
      const subscribed = subscriptions.get(uri)
      subscriptions.delete(uri)
      // What could not be subscribed was said to whoever asked.
      const stop = await subscribed?.catch(() => {})
      await stop?.()
    }
    server.setRequestHandler('resources/unsubscribe', async ({ params: { uri } }) => {
      await unsubscribe(uri)
      return {}
    })
    server.onclose = () => {
      for (const uri of subscriptions.keys()) unsubscribe(uri).catch(onError)
    }
    return server
  }
}

const lists = [
  ['resources/list', 'resources'],
  ['resources/templates/list', 'resourceTemplates'],
  ['prompts/list', 'prompts'],
] as const

/** How the client behind a request is told of progress and logs, and asked. */
function clientSideOf(
  server: Server,
  context: ServerContext,
): Pick<ToolCallRequest, 'onLog' | 'onProgress' | 'onRequest' | 'capabilities'> {
  const { _meta: meta, notify, log, send } = context.mcpReq
  const progressToken = meta?.progressToken
  const capabilities = capabilitiesOf(server)
  return {
    // A listener who left is no reason to fail the call.
    onLog: (message) => void log(message.level, message.data, message.logger).catch(() => {}),
    ...(progressToken !== undefined && {
      onProgress: (progress) =>
        void notify({ method: 'notifications/progress', params: { ...progress, progressToken } }).catch(() => {}),
    }),
    ...(capabilities && { capabilities }),
    ...(!isModern(context) && {
      // The server's own question; the SDK checks it, and the answer.
      onRequest: async ({ method, params }, signal) => {
        requireAnswerable({ method, params }, capabilities)
        return send({ method, params } as never, { signal })
      },
    }),
  }
}

/** What the client can do, in either revision. */
export function capabilitiesOf(server: Server): Record<string, unknown> | undefined {
  // oxlint-disable-next-line typescript/no-deprecated -- the one accessor that answers for both revisions
  return server.getClientCapabilities()
}

/** A request with the client's answers to what an earlier one was answered with (revision 2026-07-28). */
function withInput<T extends object>(params: T, { mcpReq }: ServerContext): T {
  const { inputResponses } = mcpReq
  const requestState = mcpReq.requestState()
  return { ...params, ...(inputResponses && { inputResponses }), ...(requestState !== undefined && { requestState }) }
}

function isModern(context: ServerContext): boolean {
  return context.mcpReq.envelope !== undefined
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

function pageOf<T>(entries: T[], cursor: string | undefined): { page: T[]; nextCursor: { nextCursor?: string } } {
  const from = Number(cursor ?? 0)
  if (!Number.isSafeInteger(from) || from < 0)
    throw new ProtocolError(INVALID_PARAMS, 'Unknown cursor: begin again without one')
  const next = from + PAGE
  return { page: entries.slice(from, next), nextCursor: next < entries.length ? { nextCursor: String(next) } : {} }
}

/** @throws {ProtocolError} For what is there and no text: dropping a key in silence would let a retry write twice. */
export function readText(meta: Record<string, unknown> | undefined, name: string): string | undefined {
  const value = meta?.[name]
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '' && value.length <= 200) return value
  throw new ProtocolError(INVALID_PARAMS, `_meta["${name}"] must be text of 1 to 200 characters`)
}
