import { errorCodes, type ErrorCode } from '@patchbay/contract/error'

/** What a gateway of ours says in the body of an error. Of another server's, nothing. */
export function readRefusal(text: string): { words?: string; code?: ErrorCode } {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body !== 'object' || body === null || !('error' in body) || typeof body.error !== 'string') return {}
    const given = 'code' in body ? body.code : undefined
    const code = errorCodes.find((known) => known === given)
    return { words: body.error, ...(code && { code }) }
  } catch {
    return {}
  }
}
