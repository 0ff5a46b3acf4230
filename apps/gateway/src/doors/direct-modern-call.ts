import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  CLIENT_CAPABILITIES_META_KEY,
  INTERNAL_ERROR,
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  SERVER_INFO_META_KEY,
} from '@modelcontextprotocol/server'
import { META, type CallToolResult } from '@patchbay/contract'
import type { Hub } from '../hub/hub.ts'
import { isMembers, missingCapabilities } from './client-capabilities.ts'
import { readToolsCall, type ToolsCall } from './direct-call.ts'
import { createLateStream, errorOf, progressTo } from './late-stream.ts'
import { isHeard, isLevel, LOG_LEVEL } from './log-level.ts'
import type { Mount } from './mounts.ts'
import type { Message } from './read-message.ts'
import { readText, type Speaker } from './toolset-server.ts'

const MISSING_CAPABILITY: number = ProtocolErrorCode.MissingRequiredClientCapability

/** A `tools/call` of the revision 2026-07-28, which carries everything that it needs. */
interface ModernCall extends ToolsCall {
  meta: Record<string, unknown>
  inputResponses: Record<string, unknown> | undefined
  requestState: string | undefined
}

/**
 * @param body - What `classifyInboundRequest` has found to be of the revision, with an envelope that is whole.
 * @returns The call, where every header is plainly what the revision wants; anything else is the SDK's to answer.
 */
export function readModernCall({ headers }: IncomingMessage, body: Message): ModernCall | undefined {
  const call = readToolsCall(body)
  if (!call?.meta) return undefined
  const { accept = '' } = headers
  if (!accept.includes('application/json') || !accept.includes('text/event-stream')) return undefined
  if (headers['mcp-protocol-version'] !== '2026-07-28' || headers['mcp-method'] !== 'tools/call') return undefined
  // One that no header can carry goes in Base64: the SDK reads it.
  if (headers['mcp-name'] !== call.name || call.name.startsWith('=?')) return undefined
  const { inputResponses, requestState } = body.params as Message
  if (inputResponses !== undefined && !isMembers(inputResponses)) return undefined
  if (requestState !== undefined && typeof requestState !== 'string') return undefined
  return { ...call, meta: call.meta, inputResponses, requestState }
}

interface ModernCallOptions {
  hub: Hub
  mount: Mount
  speaker: Speaker
  call: ModernCall
  res: ServerResponse
  version: string
  onError: (error: unknown) => void
}

/** Answers such a call: read once, written once. A client that goes away has cancelled it. */
export async function callModernDirect(options: ModernCallOptions): Promise<void> {
  const { hub, mount, speaker, call, res, version, onError } = options
  const { id, name, args, meta, inputResponses, requestState } = call
  const left = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) left.abort(new Error('The client went away'))
  })
  const stream = createLateStream(res)
  // `classifyInboundRequest` has looked at it.
  const capabilities = meta[CLIENT_CAPABILITIES_META_KEY] as Record<string, unknown>
  const { progressToken, [LOG_LEVEL]: logLevel } = meta
  try {
    const result = await hub.callTool({
      principal: speaker.principal,
      toolset: mount.toolset,
      name,
      arguments: args,
      callId: readText(meta, META.callId) ?? speaker.callId,
      idempotencyKey: readText(meta, META.idempotencyKey),
      signal: left.signal,
      capabilities,
      inputResponses,
      requestState,
      onLog: isLevel(logLevel)
        ? (params) => {
            if (isHeard(params.level, logLevel))
              stream.send({ jsonrpc: '2.0', method: 'notifications/message', params })
          }
        : undefined,
      onProgress: progressTo(stream, progressToken),
    })
    requireAnswerableInput(result, capabilities)
    stream.end({ jsonrpc: '2.0', id, result: complete(result, mount.name, version) })
  } catch (error) {
    if (left.signal.aborted) return
    const known = errorOf(error, onError)
    // The server's error or ours: the revision wants this one to be seen in the status too.
    stream.end({ jsonrpc: '2.0', id, error: known }, known.code === MISSING_CAPABILITY ? 400 : 200)
  }
}

/** What the revision wants to be in every result. */
function complete(result: CallToolResult, name: string, version: string): Record<string, unknown> {
  return {
    ...result,
    resultType: result.resultType ?? 'complete',
    _meta: { ...result._meta, [SERVER_INFO_META_KEY]: { name, version } },
  }
}

/** @throws Where a server asks what the client has not said that it can answer. */
function requireAnswerableInput(
  { resultType, inputRequests }: CallToolResult,
  capabilities: Record<string, unknown>,
): void {
  if (resultType !== 'input_required' || !isMembers(inputRequests)) return
  for (const question of Object.values(inputRequests)) {
    if (!isMembers(question) || typeof question.method !== 'string') {
      throw new ProtocolError(INTERNAL_ERROR, 'The server asks what is no question')
    }
    const params = isMembers(question.params) ? question.params : undefined
    const requiredCapabilities = missingCapabilities({ method: question.method, params }, capabilities)
    if (requiredCapabilities) throw new MissingRequiredClientCapabilityError({ requiredCapabilities })
  }
}
