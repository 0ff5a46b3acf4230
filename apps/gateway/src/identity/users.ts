import { PatchbayError, type Role } from '@patchbay/contract'
import { asc, sql } from 'drizzle-orm'
import { users } from '../store/schema/users.ts'
import type { Store } from '../store/store.ts'

export type User = typeof users.$inferSelect

/** @returns The user who was first, made where there is none: environment keys and the local command line are theirs. */
export async function ensureFirstUser({ db }: Store, now: () => number): Promise<User> {
  return db.transaction(async (tx) => {
    // Several processes may start on one database at once.
    await tx.execute(sql`select pg_advisory_xact_lock(7245014)`)
    const [first] = await tx.select().from(users).orderBy(asc(users.id)).limit(1)
    if (first) return first
    const [made] = await tx
      .insert(users)
      .values({ name: 'Owner', role: 'admin', createdAt: new Date(now()) })
      .returning()
    if (!made) throw new Error('The first user was not made')
    return made
  })
}

/** @throws {PatchbayError} `NAME_TAKEN`. */
export async function addUser({ db }: Store, name: string, role: Role, now: () => number): Promise<User> {
  const [made] = await db
    .insert(users)
    .values({ name, role, createdAt: new Date(now()) })
    .onConflictDoNothing()
    .returning()
  if (!made) throw new PatchbayError('NAME_TAKEN', `There is a user named ${name} already. Choose another name.`)
  return made
}

export async function listUsers({ db }: Store): Promise<User[]> {
  return db.select().from(users).orderBy(asc(users.id))
}
