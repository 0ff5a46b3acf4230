import { SdkHttpError } from '@modelcontextprotocol/client'

/** What only a server of the older HTTP+SSE answers to the newer transport's first request. */
export function isOldServer(error: unknown): boolean {
  return error instanceof SdkHttpError && [400, 404, 405, 406].includes(error.status ?? 0)
}

/** The server wants another credential, or a person to sign in. */
export function isUnauthorized(error: unknown): boolean {
  if (error instanceof SdkHttpError) return error.status === 401
  return error instanceof Error && error.name === 'UnauthorizedError'
}
