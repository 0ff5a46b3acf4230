import { PatchbayError, type McpServerChange, type Principal } from '@patchbay/contract'
import { codesOf, reasonOf } from '../upstreams/reason-of.ts'
import { guessType } from '../upstreams/open-link.ts'
import { readCommandLine } from '../upstreams/stdio/command-line.ts'
import type { ApiContext } from './api-context.ts'

/** Headers that belong to the connection itself: a server cannot be sent others. */
const ownHeaders =
  /^(host|connection|content-length|content-type|accept|transfer-encoding|upgrade|keep-alive|te|trailer|expect|mcp-.*|proxy-.*)$/i

/** What a header can carry (RFC 9110 §5.5). */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

interface Address {
  name: string
  url: string
  type: string
}

/**
 * Whether a principal may register a server at an address, or by a command. A name is looked up when the server is
 * connected, and an address that is written out is looked at here too.
 *
 * @throws {PatchbayError} `SCOPE_REQUIRED`, `COMMAND_NOT_ALLOWED`, `ADDRESS_BLOCKED` or `VALIDATION_FAILED`.
 */
export function requireAllowedServer(
  { guard, auditLog, stdioAllow }: Pick<ApiContext, 'guard' | 'auditLog' | 'stdioAllow'>,
  principal: Principal,
  { name, url, type }: Address,
): void {
  const kind = type === 'auto' ? guessType(url) : type
  try {
    if (kind === 'stdio') {
      if (!principal.scopes.includes('servers:stdio')) {
        throw new PatchbayError('SCOPE_REQUIRED', 'A server that runs on this machine needs the scope servers:stdio')
      }
      readCommandLine(url, stdioAllow)
    } else {
      const { hostname } = requireUrl(url, kind === 'websocket' ? ['ws:', 'wss:'] : ['http:', 'https:'])
      // RFC 6761 §6.3
      guard.checkHost(/(^|\.)localhost\.?$/.test(hostname) ? '127.0.0.1' : hostname)
    }
  } catch (error) {
    const blocked = codesOf(error).includes('ADDRESS_BLOCKED')
    if (!blocked && !codesOf(error).includes('COMMAND_NOT_ALLOWED')) throw error
    auditLog.record({
      userId: principal.userId,
      type: blocked ? 'security.address_blocked' : 'security.command_refused',
      severity: 'warning',
      actor: principal.name,
      subject: name,
      sentence: `${name} was not added or changed: ${reasonOf(error)}`,
      details: { credential: principal.credentialId },
    })
    throw blocked ? new PatchbayError('ADDRESS_BLOCKED', reasonOf(error), { cause: error }) : error
  }
}

function requireUrl(text: string, protocols: string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !protocols.includes(url.protocol)) {
    throw new PatchbayError('VALIDATION_FAILED', `The URL must begin with ${protocols.join('// or ')}// for this type`)
  }
  if (url.username || url.password) {
    throw new PatchbayError('VALIDATION_FAILED', 'Leave the password out of the URL: give it as API key or header')
  }
  return url
}

/** @throws {PatchbayError} `VALIDATION_FAILED` for a header that no request can carry, and for arguments bound twice. */
export function requireSendable({ apiKey, headers = {}, bindings = [] }: McpServerChange): void {
  const bound = bindings.filter(({ kind }) => kind === 'header').map(({ name, value }) => [name, value] as const)
  for (const [name, value] of [...Object.entries(headers), ...bound]) {
    if (ownHeaders.test(name)) {
      throw new PatchbayError('VALIDATION_FAILED', `The header ${name} is the connection's own: leave it out`)
    }
    if (!headerValue.test(value)) {
      throw new PatchbayError('VALIDATION_FAILED', `The header ${name} has characters that no header can carry`)
    }
  }
  if (apiKey && !headerValue.test(apiKey.trim())) {
    throw new PatchbayError('VALIDATION_FAILED', 'The API key has characters that no header can carry')
  }
  const places = bindings.flatMap((binding) =>
    binding.kind === 'header'
      ? [`header ${binding.name.toLowerCase()}`]
      : (binding.tools ?? ['']).map((tool) => `argument ${binding.name}${tool && ` of ${tool}`}`),
  )
  const twice = places.find((place, at) => places.indexOf(place) !== at)
  if (twice !== undefined) throw new PatchbayError('VALIDATION_FAILED', `The ${twice} is bound twice: keep one`)
}
