import type { FetchLike } from '@modelcontextprotocol/client'
import { fetch, type Dispatcher } from 'undici'
import type { Guard } from './guard.ts'

/**
 * `fetch` that reaches nothing but what the guard lets through, on every redirect too.
 *
 * @param patient - Whether a stream may say nothing for as long as it likes: for who asks by other means whether the server
 *   is there.
 */
export function guardedFetch({ agent }: Pick<Guard, 'agent'>, { patient = false } = {}): FetchLike {
  const dispatcher = patient ? agent.compose(withoutBodyTimeout) : agent
  // The same function by another package's types.
  return ((input: string, init: object) => fetch(input, { ...init, dispatcher })) as unknown as FetchLike
}

function withoutBodyTimeout(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
  return (options, handler) => dispatch({ ...options, bodyTimeout: 0 }, handler)
}
