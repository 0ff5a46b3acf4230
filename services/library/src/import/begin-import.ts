import { createHash } from 'node:crypto'
import type { ImportState, NewImport } from '@patchbay/contract'
import type { Database } from '@patchbay/service-kit'
import { and, eq, isNull } from 'drizzle-orm'
import { books } from '../schema/books.ts'

/**
 * Begins an import, or finds the one of the same file: what is ready stays as it is, what stopped goes on.
 *
 * @param ownerId - Null for a book that everybody has.
 */
export async function beginImport(
  db: Database,
  ownerId: number | null,
  file: NewImport,
  now: () => Date,
): Promise<ImportState> {
  await db
    .insert(books)
    .values({
      jobId: jobIdOf(ownerId, file),
      ownerId,
      title: file.title,
      author: file.author,
      language: file.language,
      sourceName: file.source_name,
      sourceSha256: file.source_sha256,
      format: file.format,
      positions: file.positions,
      state: 'importing',
      createdAt: now(),
    })
    .onConflictDoNothing()
  const [book] = await db
    .select()
    .from(books)
    .where(
      and(
        ownerId === null ? isNull(books.ownerId) : eq(books.ownerId, ownerId),
        eq(books.sourceSha256, file.source_sha256),
      ),
    )
  if (!book) throw new Error('a book that was just added is gone')
  return { job_id: book.jobId, state: book.state, passages: book.passages }
}

/** The title, so that people recognise it, and enough of a hash that no two books share it. */
function jobIdOf(ownerId: number | null, { title, source_sha256: sha256 }: NewImport): string {
  const plain = title.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
  const hash = createHash('sha256')
    .update(`${ownerId ?? 'all'} ${sha256}`)
    .digest('hex')
  return `${slug === '' ? 'book' : slug}-${hash.slice(0, 8)}`
}
