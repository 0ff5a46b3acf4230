import { ProtocolError as ClientProtocolError } from '@modelcontextprotocol/client'
import { ProtocolError } from '@modelcontextprotocol/server'

/** The server's own error, in the class that our side throws too: the SDK's two halves have one each. */
export function asOurError(error: unknown): unknown {
  return error instanceof ClientProtocolError ? new ProtocolError(error.code, error.message, error.data) : error
}
