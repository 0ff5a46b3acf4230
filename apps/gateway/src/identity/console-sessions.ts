import type { Principal } from '@patchbay/contract'
import { and, eq, gt, lte } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import { consoleSessions } from '../store/schema/console-sessions.ts'
import { signInLinks } from '../store/schema/sign-in-links.ts'
import { users } from '../store/schema/users.ts'
import type { Store } from '../store/store.ts'
import { scopesOfRole } from './scopes-of-role.ts'
import { hashSecret, newSecret } from './secret.ts'

/** How long a sign-in link waits to be used, in seconds. */
const SIGN_IN_LINK_SECONDS = 3600

/** How long a browser stays signed in, in seconds. */
export const CONSOLE_SESSION_SECONDS = 30 * 24 * 3600

export interface ConsoleSessions {
  /** @returns The code of a link that signs `userId` in, once. */
  makeLink(userId: number): Promise<string>
  /** Uses a link up. @returns The session's token, or nothing where the code is wrong, used or too old. */
  signIn(code: string): Promise<{ token: string; principal: Principal } | undefined>
  find(token: string): Promise<Principal | undefined>
  signOut(token: string): Promise<void>
}

/** @param now - Milliseconds since 1970. */
export function createConsoleSessions({ db }: Store, bus: Bus, now: () => number): ConsoleSessions {
  async function find(token: string): Promise<Principal | undefined> {
    const [row] = await db
      .select({ session: consoleSessions, user: users })
      .from(consoleSessions)
      .innerJoin(users, eq(users.id, consoleSessions.userId))
      .where(and(eq(consoleSessions.tokenHash, hashSecret(token)), gt(consoleSessions.expiresAt, new Date(now()))))
    if (!row) return undefined
    return {
      kind: 'user',
      userId: row.user.id,
      name: row.user.name,
      scopes: scopesOfRole(row.user.role),
      proof: 'console_session',
      credentialId: credentialIdOf(row.session.id),
      expiresAt: row.session.expiresAt.getTime(),
    }
  }

  return {
    async makeLink(userId) {
      const code = newSecret('')
      const time = new Date(now())
      await db.delete(signInLinks).where(lte(signInLinks.expiresAt, time))
      await db.insert(signInLinks).values({
        codeHash: hashSecret(code),
        userId,
        expiresAt: new Date(time.getTime() + SIGN_IN_LINK_SECONDS * 1000),
      })
      return code
    },
    async signIn(code) {
      const time = new Date(now())
      // Deleting is what makes it one-time: of two that try at once, one gets the row.
      const [link] = await db
        .delete(signInLinks)
        .where(eq(signInLinks.codeHash, hashSecret(code)))
        .returning()
      if (!link || link.expiresAt <= time) return undefined
      const token = newSecret('con_')
      await db.delete(consoleSessions).where(lte(consoleSessions.expiresAt, time))
      await db.insert(consoleSessions).values({
        userId: link.userId,
        tokenHash: hashSecret(token),
        createdAt: time,
        expiresAt: new Date(time.getTime() + CONSOLE_SESSION_SECONDS * 1000),
      })
      const principal = await find(token)
      return principal && { token, principal }
    },
    find,
    async signOut(token) {
      const [ended] = await db
        .delete(consoleSessions)
        .where(eq(consoleSessions.tokenHash, hashSecret(token)))
        .returning()
      if (ended) bus.publish('credential.ended', { credentialId: credentialIdOf(ended.id), reason: 'logout' })
    },
  }
}

function credentialIdOf(id: number): string {
  return `console:${id}`
}
