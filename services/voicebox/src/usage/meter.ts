import { randomUUID } from 'node:crypto'
import type { SpeechUsage } from '@patchbay/contract'
import { ToolError, type Database } from '@patchbay/service-kit'
import { and, eq, gt, lt, sql } from 'drizzle-orm'
import { quotas, reservations, usage } from '../schema/usage.ts'
import { periodOf, startOfNext } from './period.ts'

/** After how long a reservation belongs to a process that has died, in ms: longer than any text takes. */
const RESERVATION_MS = 2 * 3600 * 1000

/** What was spoken of a text. */
export interface Spoken {
  characters: number
  seconds: number
}

/** Characters that are taken out of a quota until it is known how many were spoken. */
interface Reservation {
  /** Counts what was spoken, and gives back the rest. */
  settle(spoken: Spoken): Promise<void>
}

/** Counts what each user has spoken, and lets nobody beyond their quota, on any number of processes. */
export interface Meter {
  /** @throws {ToolError} `QUOTA_EXCEEDED`, where the text is longer than what is left. */
  reserve(userId: number, characters: number): Promise<Reservation>
  read(userId: number): Promise<SpeechUsage>
  /** @param characters - A month; null: as the gateway has it for everybody. */
  setQuota(userId: number, characters: number | null): Promise<void>
}

/** @param everybodysQuota - In characters a month. */
export function createMeter(db: Database, everybodysQuota: number, now: () => Date): Meter {
  /** @param within - A transaction, or the database. */
  async function quotaOf(within: Pick<Database, 'select'>, userId: number): Promise<number> {
    const [own] = await within.select().from(quotas).where(eq(quotas.userId, userId))
    return own?.characters ?? everybodysQuota
  }

  /** What was spoken in the period, and what is being spoken now. */
  async function used(within: Pick<Database, 'select'>, userId: number, period: string) {
    const mine = and(eq(reservations.userId, userId), eq(reservations.period, period))
    const [row] = await within
      .select()
      .from(usage)
      .where(and(eq(usage.userId, userId), eq(usage.period, period)))
    const [held] = await within
      .select({ characters: sql<string>`coalesce(sum(${reservations.characters}), 0)` })
      .from(reservations)
      .where(and(mine, gt(reservations.expiresAt, now())))
    const { characters = 0, seconds = 0, calls = 0 } = row ?? {}
    return { characters, seconds, calls, held: Number(held?.characters ?? 0) }
  }

  return {
    async reserve(userId, characters) {
      const at = now()
      const period = periodOf(at)
      const id = randomUUID()
      await db.transaction(async (tx) => {
        await tx.insert(usage).values({ userId, period }).onConflictDoNothing()
        // Whoever else reserves for this user waits here.
        await tx
          .select({ userId: usage.userId })
          .from(usage)
          .where(and(eq(usage.userId, userId), eq(usage.period, period)))
          .for('update')
        await tx.delete(reservations).where(lt(reservations.expiresAt, at))
        const quota = await quotaOf(tx, userId)
        const { characters: spoken, held } = await used(tx, userId, period)
        const left = Math.max(0, quota - spoken - held)
        if (characters > left) throw exceeded(characters, left, quota, at)
        const expiresAt = new Date(at.getTime() + RESERVATION_MS)
        await tx.insert(reservations).values({ id, userId, period, characters, expiresAt })
      })
      return {
        async settle(spoken) {
          await db.transaction(async (tx) => {
            await tx.delete(reservations).where(eq(reservations.id, id))
            if (spoken.characters === 0) return
            await tx
              .update(usage)
              .set({
                characters: sql`${usage.characters} + ${spoken.characters}`,
                seconds: sql`${usage.seconds} + ${spoken.seconds}`,
                calls: sql`${usage.calls} + 1`,
              })
              .where(and(eq(usage.userId, userId), eq(usage.period, period)))
          })
        },
      }
    },
    async read(userId) {
      const period = periodOf(now())
      const quota = await quotaOf(db, userId)
      const { characters, seconds, calls, held } = await used(db, userId, period)
      return {
        period,
        characters,
        seconds: Math.round(seconds * 10) / 10,
        calls,
        quota_characters: quota,
        left_characters: Math.max(0, quota - characters - held),
      }
    },
    async setQuota(userId, characters) {
      if (characters === null) {
        await db.delete(quotas).where(eq(quotas.userId, userId))
        return
      }
      await db
        .insert(quotas)
        .values({ userId, characters })
        .onConflictDoUpdate({ target: quotas.userId, set: { characters } })
    },
  }
}

function exceeded(characters: number, left: number, quota: number, at: Date): ToolError {
  const anew = startOfNext(at).toISOString().slice(0, 10)
  return new ToolError(
    `The text has ${characters} characters, and ${left} are left of this month’s ${quota}. Nothing was spoken. ` +
      `Say it in fewer words, or wait until ${anew}; an administrator can raise the quota.`,
    { code: 'QUOTA_EXCEEDED', characters, left_characters: left, quota_characters: quota },
  )
}
