import type { Database } from '@patchbay/service-kit'
import { addPassages } from './add-passages.ts'
import { beginImport } from './begin-import.ts'
import { dropBook } from './drop-book.ts'
import { finishImport } from './finish-import.ts'
import type { ImportTarget } from './import-file.ts'

/** Keeps books in a database of this process. */
export function storeTarget(db: Database, ownerId: number | null, now: () => Date): ImportTarget {
  return {
    begin: (file) => beginImport(db, ownerId, file, now),
    add: (jobId, batch) => addPassages(db, ownerId, jobId, batch),
    finish: (jobId) => finishImport(db, ownerId, jobId, now),
    drop: (jobId) => dropBook(db, ownerId, jobId),
  }
}
