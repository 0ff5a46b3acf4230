import type { Database } from '@patchbay/service-kit'
import { asc, inArray } from 'drizzle-orm'
import { narrations } from '../schema/narrations.ts'

/** @returns The ids of narrations that are wanted and not whole, in the order in which they were asked for. */
export async function narrationsUnderWay(db: Database): Promise<string[]> {
  const rows = await db
    .select({ id: narrations.id })
    .from(narrations)
    .where(inArray(narrations.state, ['queued', 'running']))
    .orderBy(asc(narrations.askedAt))
  return rows.map(({ id }) => id)
}
