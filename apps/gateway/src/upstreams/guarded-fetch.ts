import type { FetchLike } from '@modelcontextprotocol/client'
import { fetch } from 'undici'
import type { Guard } from './guard.ts'

/** `fetch` that reaches nothing but what the guard lets through, on every redirect too. */
export function guardedFetch({ agent }: Guard): FetchLike {
  // The same function by another package's types.
  return ((input: string, init: object) => fetch(input, { ...init, dispatcher: agent })) as unknown as FetchLike
}
