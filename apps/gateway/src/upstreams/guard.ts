import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector, Pool } from 'undici'

/** An address that a server must not live at. */
class AddressBlocked extends Error {
  readonly code = 'ADDRESS_BLOCKED'
}

/** Only public addresses, and the ranges that are allowed. */
export interface Guard extends AsyncDisposable {
  /** Connections that are looked at where they are made, and again when they stand. */
  agent: Agent
  /** For who opens sockets of their own: refuses names that lead where nobody may go. */
  lookup: (hostname: string, options: LookupOptions, callback: LookupCallback) => void
  /** A pool of connections to one origin, through the same guard. */
  openPool(origin: string, options: Pool.Options): Pool
  /** @throws Where the host is written as an address that is not allowed. */
  checkHost(host: string): void
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/**
 * Connections to public addresses alone, and to the ranges that are allowed. Every address is looked at where the
 * connection is made, and again when it stands, so that neither a redirect nor a name that changes its mind gets around it.
 *
 * @param allow - CIDR ranges or addresses.
 */
export function createGuard(allow: string[]): Guard {
  const ranges = allow.map(readRange)

  function isAllowed(address: string): boolean {
    if (!ipaddr.isValid(address)) return false
    // An IPv4 address that is written as IPv6 is that IPv4 address.
    const parsed = ipaddr.process(address)
    return (
      parsed.range() === 'unicast' ||
      ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits))
    )
  }

  function lookup(hostname: string, options: LookupOptions, callback: LookupCallback): void {
    systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const blocked = addresses.find(({ address }) => !isAllowed(address))
      if (blocked) return callback(blockedAt(hostname), [])
      if (options.all) return callback(null, addresses)
      const [first] = addresses
      if (!first) return callback(new Error(`${hostname} has no address`), [])
      callback(null, first.address, first.family)
    })
  }

  function checkHost(host: string): void {
    const bare = host.replace(/^\[|\]$/g, '')
    if (isIP(bare) !== 0 && !isAllowed(bare)) throw blockedAt(bare)
  }

  // The types of undici and Node differ in what a lookup may be called with; the calls are the same.
  const plain = buildConnector({ lookup: lookup, timeout: 5_000 })
  const connect: buildConnector.connector = (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) !== 0 && !isAllowed(host)) return callback(blockedAt(host), null)
    plain(options, (error, socket) => {
      if (error) return callback(error, null)
      if (socket.remoteAddress && !isAllowed(socket.remoteAddress)) {
        socket.destroy()
        return callback(blockedAt(host), null)
      }
      callback(null, socket)
    })
  }
  const agent = new Agent({ connect })
  return {
    agent,
    lookup,
    openPool: (origin, options) => new Pool(origin, { ...options, connect }),
    checkHost,
    [Symbol.asyncDispose]: () => agent.destroy(),
  }
}

function blockedAt(host: string): AddressBlocked {
  return new AddressBlocked(`${host} is not a public address. Allow its range in UPSTREAM_ALLOW if it is yours.`)
}

function readRange(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
