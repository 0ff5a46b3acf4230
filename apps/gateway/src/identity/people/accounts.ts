import { PatchbayError } from '@patchbay/contract'
import { and, eq, ne, or, sql } from 'drizzle-orm'
import { signInLinks } from '../../store/schema/sign-in-links.ts'
import { users } from '../../store/schema/users.ts'
import type { Store } from '../../store/store.ts'
import type { User } from '../users.ts'
import { hashPassword, isPassword } from './password-hash.ts'

/** @returns Whose name or e-mail address and password these are; the wait is the same where there is nobody. */
export async function findByPassword({ db }: Store, login: string, password: string): Promise<User | undefined> {
  const found = await db
    .select()
    .from(users)
    .where(or(eq(users.email, login.toLowerCase()), eq(users.name, login)))
  // An address comes first: else somebody could take another's address for a name.
  const user = found.find(({ email }) => email === login.toLowerCase()) ?? found[0]
  return (await isPassword(password, user?.passwordHash)) ? user : undefined
}

/**
 * Sets a password. Links that wait to be used are gone with it.
 *
 * @param current - The present one; not asked for where `isByLink`, since whoever has a link came to set one.
 * @throws {PatchbayError} `INVALID_PASSWORD`.
 */
export async function setPassword(
  { db }: Store,
  userId: number,
  { current, password, isByLink }: { current: string | undefined; password: string; isByLink: boolean },
): Promise<void> {
  const [user] = await db.select().from(users).where(eq(users.id, userId))
  if (user?.passwordHash && !isByLink && !(await isPassword(current ?? '', user.passwordHash))) {
    throw new PatchbayError('INVALID_PASSWORD', 'The present password is another. Write it once more.')
  }
  const passwordHash = await hashPassword(password)
  await db.update(users).set({ passwordHash }).where(eq(users.id, userId))
  await db.delete(signInLinks).where(eq(signInLinks.userId, userId))
}

/** @throws {PatchbayError} `NAME_TAKEN`. */
export async function changeAccount(
  { db }: Store,
  userId: number,
  { name, email }: { name?: string | undefined; email?: string | null | undefined },
): Promise<void> {
  const change = { ...(name !== undefined && { name }), ...(email !== undefined && { email }) }
  if (Object.keys(change).length === 0) return
  await requireFree({ db }, { name, email }, userId)
  await db.update(users).set(change).where(eq(users.id, userId))
}

/** @throws {PatchbayError} `NAME_TAKEN` where somebody other than `userId` has the name or the address. */
export async function requireFree(
  { db }: Pick<Store, 'db'>,
  { name, email }: { name?: string | undefined; email?: string | null | undefined },
  userId = 0,
): Promise<void> {
  const taken = or(name === undefined ? sql`false` : eq(users.name, name), email ? eq(users.email, email) : sql`false`)
  const [other] = await db
    .select()
    .from(users)
    .where(and(taken, ne(users.id, userId)))
  if (!other) return
  const what = other.name === name ? `named ${name}` : 'with this e-mail address'
  throw new PatchbayError('NAME_TAKEN', `There is a user ${what} already. Choose another.`)
}
