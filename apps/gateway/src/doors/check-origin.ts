import type { IncomingMessage } from 'node:http'
import { PatchbayError } from '@patchbay/contract'
import { isLoopback } from '../is-loopback.ts'

/**
 * Keeps a page of elsewhere, or a name that was pointed at this machine, from talking to a gateway that listens for
 * this machine alone (DNS rebinding).
 *
 * @param publicUrl - Its host and origin are let in too.
 * @throws {PatchbayError} `HOST_NOT_ALLOWED` or `ORIGIN_NOT_ALLOWED`.
 */
export function checkOrigin({ headers }: IncomingMessage, publicUrl: string): void {
  // Nearly every request is like the one before.
  if (headers.origin === undefined && headers.host === allowed.host && publicUrl === allowed.publicUrl) return
  const known = new URL(publicUrl)
  const host = hostOf(`http://${headers.host ?? ''}`)
  if (host === undefined || (!isLoopback(host) && host !== known.hostname)) {
    throw new PatchbayError(
      'HOST_NOT_ALLOWED',
      'This gateway answers to localhost only. Set PUBLIC_URL to its address.',
    )
  }
  allowed = { host: headers.host, publicUrl }
  const { origin } = headers
  if (origin === undefined) return
  const from = hostOf(origin)
  if (from === undefined || (!isLoopback(from) && origin !== known.origin)) {
    throw new PatchbayError('ORIGIN_NOT_ALLOWED', 'This gateway does not answer pages of other origins')
  }
}

/** The host that was let in last. */
let allowed: { host: string | undefined; publicUrl: string } = { host: undefined, publicUrl: '' }

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}
