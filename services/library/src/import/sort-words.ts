import type { Database } from '@patchbay/service-kit'
import { sql } from 'drizzle-orm'

/**
 * New words wait in a list before they are sorted into the index: up to this. With PostgreSQL's 4 MB the whole index is
 * gone through every few thousand passages; every search reads the list, so it may not be long either.
 */
const WAITING = '16MB'
/** The list is sorted in so much memory. */
const SORTED_IN = '32MB'

/** Until this transaction ends, the words of many passages are sorted into the index at once. */
export async function sortManyAtOnce(tx: Database): Promise<void> {
  await tx.execute(
    sql`select set_config('gin_pending_list_limit', ${WAITING}::text, true), set_config('work_mem', ${SORTED_IN}::text, true)`,
  )
}

/** Sorts what waits into the index. The embedded store has nobody who does it later. */
export async function sortWaiting(tx: Database): Promise<void> {
  await sortManyAtOnce(tx)
  await tx.execute(sql`select gin_clean_pending_list('library_chunks_by_words')`)
}
