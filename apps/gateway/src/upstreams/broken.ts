import { ProtocolError } from '@modelcontextprotocol/server'
import { SessionLost, Unauthorized } from './http-request.ts'
import { codesOf } from './reason-of.ts'

/** Whether it may say that the connection, or the server behind it, is broken. */
export function isBreak(error: unknown): boolean {
  if (error instanceof ProtocolError || error instanceof SessionLost || error instanceof Unauthorized) return false
  return !(error instanceof Error && error.name === 'AbortError')
}

const refused = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ADDRESS_BLOCKED',
  'UND_ERR_CONNECT_TIMEOUT',
  'SEND_FAILED',
  'NOT_CONNECTED',
])

/** Whether nothing can have been sent: there was no connection to send it by. */
export function isRefusedConnection(error: unknown): boolean {
  return codesOf(error).some((code) => refused.has(code))
}
