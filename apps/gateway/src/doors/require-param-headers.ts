import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import type { JSONRPCRequest } from '@modelcontextprotocol/server'
import type { Hub } from '../hub/hub.ts'
import { isMembers } from './client-capabilities.ts'
import type { Mount } from './mounts.ts'
import { JsonRpcError } from './read-message.ts'
import type { Speaker } from './toolset-server.ts'

/** The code of a header that does not say what the body does (MCP 2026-07-28, schema, `HeaderMismatchError`). */
const HEADER_MISMATCH = -32_020

/**
 * Requires that a `tools/call` has its arguments in `Mcp-Param-*` headers too where its tool asks for that: what stands
 * before the gateway may have routed by them (MCP 2026-07-28, Streamable HTTP, server behavior for custom headers).
 *
 * @param request - Of the revision 2026-07-28.
 * @throws {JsonRpcError} −32020 for a header that is missing, cannot be read, or says something else than the body.
 */
export function requireParamHeaders(
  hub: Hub,
  { toolset }: Mount,
  { principal }: Speaker,
  headers: IncomingHttpHeaders,
  { id, method, params }: JSONRPCRequest,
): void {
  // Without this header, or with another value, the SDK refuses it.
  if (method !== 'tools/call' || headers['mcp-protocol-version'] !== '2026-07-28') return
  const { name, arguments: args } = params ?? {}
  if (typeof name !== 'string' || !isMembers(args)) return
  for (const [header, value] of hub.paramHeaders(principal, toolset, name, args)) {
    const fault = faultOf(headers[header], value)
    if (!fault) continue
    const remedy = 'Send the argument in the body and in the header, as the schema in tools/list has it.'
    throw new JsonRpcError(HEADER_MISMATCH, `Header mismatch: ${header} ${fault}. ${remedy}`, id)
  }
}

function faultOf(sent: string | string[] | undefined, value: string | number | boolean): string | undefined {
  if (typeof sent !== 'string') return 'is missing'
  const said = readHeader(sent)
  if (said === undefined) return 'cannot be read'
  // The same number may be written in several ways.
  const isSame =
    typeof value === 'number' && /^-?\d+(\.\d+)?$/.test(said) ? Number(said) === value : said === String(value)
  return isSame ? undefined : 'is not what the body has'
}

/** @returns What a header's value stands for (value encoding), or nothing where it may not be sent. */
function readHeader(sent: string): string | undefined {
  const encoded = /^=\?base64\?(.*)\?=$/.exec(sent)?.[1]
  if (encoded === undefined) return /^[\t\x20-\x7e]*$/.test(sent) ? sent : undefined
  const bytes = Buffer.from(encoded, 'base64')
  // What is no Base64 was passed over.
  return bytes.toString('base64') === encoded && isUtf8(bytes) ? bytes.toString() : undefined
}
