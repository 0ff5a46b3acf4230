import { PatchbayError, type Belongings, type Role } from '@patchbay/contract'
import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { Bus } from '../../bus/bus.ts'
import { agents } from '../../store/schema/agents.ts'
import { apiKeys } from '../../store/schema/api-keys.ts'
import { callerSessions } from '../../store/schema/caller-sessions.ts'
import { calls } from '../../store/schema/calls.ts'
import { consoleSessions } from '../../store/schema/console-sessions.ts'
import { mcpServers } from '../../store/schema/mcp-servers.ts'
import { oauthConnections } from '../../store/schema/oauth-connections.ts'
import { oidcIdentities } from '../../store/schema/oidc-identities.ts'
import { users } from '../../store/schema/users.ts'
import type { Store } from '../../store/store.ts'
import { credentialIdOf } from '../oidc/linked-users.ts'
import type { User } from '../users.ts'

type Db = Pick<Store['db'], 'select'>

/**
 * Deletes a user and what is theirs, and ends their credentials at once.
 *
 * @returns Who they were, and the servers that went with them.
 * @throws {PatchbayError} `NOT_FOUND`, or `OWNER_STAYS`: with the first user the last admin would go, and whoever the
 *   keys of the environment belong to.
 */
export async function removeUser({ db }: Store, bus: Bus, id: number): Promise<{ user: User; serverIds: number[] }> {
  const gone = await db.transaction(async (tx) => {
    // Nothing new becomes theirs meanwhile: a foreign key waits for this lock.
    const user = await requireUser(tx, id, 'removed')
    const credentialIds = await credentialsOf(tx, id)
    const servers = await tx.select({ id: mcpServers.id }).from(mcpServers).where(eq(mcpServers.userId, id))
    await tx.delete(users).where(eq(users.id, id))
    return { user, credentialIds, serverIds: servers.map((server) => server.id) }
  })
  end(bus, gone.credentialIds)
  return gone
}

/**
 * What somebody may do counts from the next request on; what their credentials hold open is closed, to come back.
 *
 * @throws {PatchbayError} `NOT_FOUND` or `OWNER_STAYS`.
 */
export async function changeRole({ db }: Store, bus: Bus, id: number, role: Role): Promise<User> {
  const { user, credentialIds } = await db.transaction(async (tx) => {
    const before = await requireUser(tx, id, 'made a member')
    await tx.update(users).set({ role }).where(eq(users.id, id))
    return { user: { ...before, role }, credentialIds: before.role === role ? [] : await credentialsOf(tx, id) }
  })
  end(bus, credentialIds)
  return user
}

/** What goes with a user, to be named before it does. */
export async function countBelongings({ db }: Store, id: number, now: Date): Promise<Belongings> {
  return {
    servers: await db.$count(mcpServers, eq(mcpServers.userId, id)),
    agents: await db.$count(agents, eq(agents.userId, id)),
    keys: await db.$count(apiKeys, and(eq(apiKeys.userId, id), isNull(apiKeys.revokedAt))),
    sessions: await db.$count(consoleSessions, and(eq(consoleSessions.userId, id), gt(consoleSessions.expiresAt, now))),
    calls: await db.$count(calls, eq(calls.userId, id)),
  }
}

async function requireUser(tx: Db, id: number, what: string): Promise<User> {
  const [first] = await tx.select({ id: users.id }).from(users).orderBy(asc(users.id)).limit(1)
  const [user] = await tx.select().from(users).where(eq(users.id, id)).for('update')
  if (!user) throw new PatchbayError('NOT_FOUND', 'There is no such user')
  if (first?.id === id) {
    throw new PatchbayError(
      'OWNER_STAYS',
      `${user.name} was here first, and has the keys of the environment and the command line: they cannot be ${what}. There is always one admin.`,
    )
  }
  return user
}

async function credentialsOf(tx: Db, userId: number): Promise<string[]> {
  const named: string[] = []
  for (const [table, name] of [
    [apiKeys, (id: number) => `key:${id}`],
    [consoleSessions, (id: number) => `console:${id}`],
    [callerSessions, (id: number) => `session:${id}`],
    [oauthConnections, (id: number) => `oauth:${id}`],
    [oidcIdentities, credentialIdOf],
  ] as const) {
    const rows = await tx.select({ id: table.id }).from(table).where(eq(table.userId, userId))
    named.push(...rows.map(({ id }) => name(id)))
  }
  return named
}

function end(bus: Bus, credentialIds: readonly string[]): void {
  for (const credentialId of credentialIds) bus.publish('credential.ended', { credentialId, reason: 'revoked' })
}
