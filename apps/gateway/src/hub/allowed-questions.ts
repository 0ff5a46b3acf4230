import { METHOD_NOT_FOUND, ProtocolError } from '@modelcontextprotocol/server'
import type { ClientSide, ServerRow } from '../upstreams/upstream.ts'

type Settings = Pick<ServerRow, 'name' | 'allowSampling' | 'allowElicitation'>

/** What a server may ask of the client behind a request is for the server's owner to allow. */
export function allowedQuestions(
  onRequest: NonNullable<ClientSide['onRequest']>,
  row: Settings,
): NonNullable<ClientSide['onRequest']> {
  return async (request, signal) => {
    requireAllowed(request.method, row)
    return onRequest(request, signal)
  }
}

/**
 * The same for questions that an answer brings (`input_required`, revision 2026-07-28).
 *
 * @returns The answer as it came.
 * @throws {ProtocolError} Where one of its questions is not allowed.
 */
export function requireAllowedInput<T extends Record<string, unknown>>(result: T, row: Settings): T {
  const { resultType, inputRequests } = result
  if (resultType !== 'input_required' || typeof inputRequests !== 'object' || inputRequests === null) return result
  for (const question of Object.values(inputRequests)) {
    // Its members are whatever the server wrote.
    requireAllowed((question as { method?: unknown } | null)?.method, row)
  }
  return result
}

function requireAllowed(method: unknown, { name, allowSampling, allowElicitation }: Settings): void {
  const off =
    (method === 'sampling/createMessage' && !allowSampling) || (method === 'elicitation/create' && !allowElicitation)
  if (off) throw new ProtocolError(METHOD_NOT_FOUND, `${method} is switched off for ${name}`)
}
