import { randomBytes } from 'node:crypto'
import type { Principal } from '@patchbay/contract'
import type { SessionPatch } from '@patchbay/realtime'
import type { Bus } from '../bus/bus.ts'
import type { Answering } from './answering-agents.ts'

/** How long an ephemeral key waits to be used, in seconds, unless asked for otherwise. */
export const SECRET_SECONDS = 60

/** Keys that may wait at a time; behind that the oldest go. */
const MAX_WAITING = 10_000

/** What an ephemeral key opens: one session, set up as it was asked for. */
export interface Ticket {
  principal: Principal
  session: SessionPatch
  callId: string
  /** Who answers, where one was chosen. */
  answering: Answering | undefined
  /** The number that the session acts for. */
  caller: { phone: string; name: string | null } | undefined
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** Ephemeral keys of this process: they live a minute, so a restart costs a click. */
export interface ClientSecrets extends Disposable {
  make(ticket: Ticket): string
  /** Uses a key up. */
  take(secret: string): Ticket | undefined
}

/** @param now - Milliseconds since 1970. */
export function createClientSecrets(bus: Bus, now: () => number): ClientSecrets {
  const waiting = new Map<string, Ticket>()
  // A key is worth what the credential is worth that made it.
  const stop = bus.subscribe('credential.ended', ({ credentialId }) => {
    for (const [secret, { principal }] of waiting) if (principal.credentialId === credentialId) waiting.delete(secret)
  })
  return {
    make(ticket) {
      for (const [secret, { expiresAt }] of waiting) {
        if (expiresAt <= now() || waiting.size >= MAX_WAITING) waiting.delete(secret)
        else break
      }
      const secret = `ek_${randomBytes(32).toString('base64url')}`
      waiting.set(secret, ticket)
      return secret
    },
    take(secret) {
      const ticket = waiting.get(secret)
      waiting.delete(secret)
      return ticket && ticket.expiresAt > now() ? ticket : undefined
    },
    [Symbol.dispose]: stop,
  }
}
