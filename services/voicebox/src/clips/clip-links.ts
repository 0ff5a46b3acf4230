import { ToolError } from '@patchbay/service-kit'

/** How long an address works, in ms. */
const LINK_MS = 3600 * 1000

/** Signs texts so that nobody else can, with keys of the gateway's. */
export interface Signer {
  sign: (text: string) => string
  isSigned: (text: string, signature: string) => boolean
}

/** Addresses that play one clip for a while. */
export interface ClipLinks {
  /** @returns A path, and when it ends. */
  make(clipId: string): { path: string; expiresAt: Date }
  /** @throws {ToolError} Where the address is none of ours, or is too old. */
  check(clipId: string, expires: number, signature: string): void
}

export function createClipLinks({ sign, isSigned }: Signer, now: () => Date): ClipLinks {
  return {
    make(clipId) {
      const expires = Math.floor((now().getTime() + LINK_MS) / 1000)
      const signature = sign(`${clipId} ${expires}`)
      return {
        path: `/api/voices/clips/${clipId}/${expires}/${signature}.wav`,
        expiresAt: new Date(expires * 1000),
      }
    },
    check(clipId, expires, signature) {
      if (isSigned(`${clipId} ${expires}`, signature) && expires * 1000 > now().getTime()) return
      throw new ToolError('This address has expired, or is none of ours. Ask for a new one.', { code: 'NOT_FOUND' })
    },
  }
}
