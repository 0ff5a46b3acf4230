import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectService, type ServiceClient } from '@patchbay/test-support/connect-service'
import { openTestDatabase } from '@patchbay/test-support/database'
import type { DatabaseKind } from '@patchbay/test-support/describe-databases'
import { createLibraryServer } from '../create-library-server.ts'
import { importFile, type ImportFileOptions } from '../import/import-file.ts'
import { storeTarget } from '../import/store-target.ts'
import type { Writer } from '../library-context.ts'
import type { Narrator } from '../narration/narrator.ts'
import { libraryMigrations } from '../library-migrations.ts'

/** An empty library with a database and a folder of its own, and the means to fill it. */
export async function openTestLibrary(kind: DatabaseKind) {
  await using opening = new AsyncDisposableStack()
  const { db } = opening.use(await openTestDatabase(kind, [libraryMigrations]))
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-library-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const errors: unknown[] = []
  const now = () => new Date('2026-11-21T13:00:00Z')
  const opened = opening.move()

  async function write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder, name)
    await writeFile(path, content)
    return path
  }

  return {
    db,
    folder,
    /** What the tools handed to `onError`. */
    errors,
    write,
    now,
    target: (ownerId: number | null) => storeTarget(db, ownerId, now),
    /** Writes a file and imports it: for the user 1, unless told. */
    async add(name: string, content: string | Uint8Array, ownerId: number | null = 1, options: ImportFileOptions = {}) {
      return importFile(await write(name, content), storeTarget(db, ownerId, now), options)
    },
    /** A client of the user 1; with a phone, of a caller of theirs. */
    connect(phone?: string, writer?: Writer, narrator?: Narrator): Promise<ServiceClient> {
      const onError = (error: unknown) => errors.push(error)
      return connectService(createLibraryServer({ db, now, writer, narrator, onError }), phone)
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

export type TestLibrary = Awaited<ReturnType<typeof openTestLibrary>>
