import { isLoopback } from './is-loopback.ts'

/**
 * The origin by which somebody asks: a gateway of this machine alone has several names, `localhost` and `127.0.0.1`, and
 * a client wants to be answered by the one that it was told (RFC 9728 §3.3).
 *
 * @param publicUrl - The origin that others see.
 * @param host - What the request was sent to, as its `Host` says.
 * @returns The public origin, but under another loopback name where it is loopback itself and the port is the same.
 */
export function askedOrigin(publicUrl: string, host: string | undefined): string {
  const known = new URL(publicUrl)
  const asked = `${known.protocol}//${host ?? ''}`
  if (host === undefined || !URL.canParse(asked)) return publicUrl
  const { hostname, port, origin } = new URL(asked)
  return isLoopback(known.hostname) && isLoopback(hostname) && port === known.port ? origin : publicUrl
}

/**
 * The path of something that is ours, by whichever of our names it is written.
 *
 * @returns Nothing where it is elsewhere.
 */
export function ownPath(publicUrl: string, address: string): string | undefined {
  if (address.startsWith(`${publicUrl}/`)) return address.slice(publicUrl.length)
  if (!URL.canParse(address)) return undefined
  const { origin, host } = new URL(address)
  const isOurs = origin === askedOrigin(publicUrl, host) && address.startsWith(`${origin}/`)
  return isOurs ? address.slice(origin.length) : undefined
}
