import { PatchbayError, type Principal, type SignInWay } from '@patchbay/contract'
import { and, desc, eq, gt, lte, ne } from 'drizzle-orm'
import type { Bus } from '../bus/bus.ts'
import { consoleSessions } from '../store/schema/console-sessions.ts'
import { signInLinks } from '../store/schema/sign-in-links.ts'
import { users } from '../store/schema/users.ts'
import type { Store } from '../store/store.ts'
import { scopesOfRole } from './scopes-of-role.ts'
import { hashSecret, newSecret } from './secret.ts'
import type { User } from './users.ts'

/** How long a sign-in link waits to be used, in seconds. */
const SIGN_IN_LINK_SECONDS = 3600

/** How long a browser stays signed in, in seconds. */
export const CONSOLE_SESSION_SECONDS = 30 * 24 * 3600

/** The longest name of a browser that is kept. */
const MAX_USER_AGENT = 400

export type ConsoleSessionRow = typeof consoleSessions.$inferSelect

interface SignedIn {
  token: string
  principal: Principal
}

export interface ConsoleSessions {
  /** @returns The code of a link that signs `userId` in, once. */
  makeLink(userId: number): Promise<string>
  /** Uses a link up without a session. @returns Whose it was. */
  takeLink(code: string): Promise<number | undefined>
  /** Uses a link up. @returns The session's token, or nothing where the code is wrong, used or too old. */
  signIn(code: string, userAgent?: string): Promise<SignedIn | undefined>
  /** Begins a session of somebody who has shown who they are. @returns The session's token. */
  begin(userId: number, way: SignInWay, userAgent?: string): Promise<SignedIn>
  /** @param userId - Whose; everybody's without one. */
  list(userId?: number): Promise<{ session: ConsoleSessionRow; user: User }[]>
  /**
   * @param userId - Whose it must be; anybody's without one.
   * @throws {PatchbayError} `NOT_FOUND`.
   */
  end(id: number, userId?: number): Promise<ConsoleSessionRow>
  /** Ends the sessions of a user but one. */
  endOthers(userId: number, keptCredentialId: string): Promise<void>
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

  async function begin(userId: number, way: SignInWay, userAgent?: string): Promise<SignedIn> {
    const time = new Date(now())
    const token = newSecret('con_')
    await db.delete(consoleSessions).where(lte(consoleSessions.expiresAt, time))
    await db.insert(consoleSessions).values({
      userId,
      tokenHash: hashSecret(token),
      way,
      userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
      createdAt: time,
      expiresAt: new Date(time.getTime() + CONSOLE_SESSION_SECONDS * 1000),
    })
    const principal = await find(token)
    if (!principal) throw new PatchbayError('SIGN_IN_REQUIRED', 'This session ended as it began. Sign in again.')
    return { token, principal }
  }

  async function takeLink(code: string): Promise<number | undefined> {
    // Deleting is what makes it one-time: of two that try at once, one gets the row.
    const [link] = await db
      .delete(signInLinks)
      .where(eq(signInLinks.codeHash, hashSecret(code)))
      .returning()
    return link && link.expiresAt.getTime() > now() ? link.userId : undefined
  }

  function tellEnded({ id }: ConsoleSessionRow): void {
    bus.publish('credential.ended', { credentialId: credentialIdOf(id), reason: 'logout' })
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
    takeLink,
    async signIn(code, userAgent) {
      const userId = await takeLink(code)
      return userId === undefined ? undefined : begin(userId, 'link', userAgent)
    },
    begin,
    list: (userId) =>
      db
        .select({ session: consoleSessions, user: users })
        .from(consoleSessions)
        .innerJoin(users, eq(users.id, consoleSessions.userId))
        .where(
          and(gt(consoleSessions.expiresAt, new Date(now())), userId === undefined ? undefined : eq(users.id, userId)),
        )
        .orderBy(desc(consoleSessions.id)),
    async end(id, userId) {
      const owned = userId === undefined ? undefined : eq(consoleSessions.userId, userId)
      const [ended] = await db
        .delete(consoleSessions)
        .where(and(eq(consoleSessions.id, id), owned))
        .returning()
      if (!ended) throw new PatchbayError('NOT_FOUND', 'There is no such session: it has ended already.')
      tellEnded(ended)
      return ended
    },
    async endOthers(userId, keptCredentialId) {
      const kept = idOf(keptCredentialId)
      const ended = await db
        .delete(consoleSessions)
        .where(and(eq(consoleSessions.userId, userId), ne(consoleSessions.id, kept)))
        .returning()
      for (const session of ended) tellEnded(session)
    },
    find,
    async signOut(token) {
      const [ended] = await db
        .delete(consoleSessions)
        .where(eq(consoleSessions.tokenHash, hashSecret(token)))
        .returning()
      if (ended) tellEnded(ended)
    },
  }
}

function credentialIdOf(id: number): string {
  return `console:${id}`
}

/** @returns The session's number in the credential of a console session. */
function idOf(credentialId: string): number {
  return Number(credentialId.slice('console:'.length))
}
