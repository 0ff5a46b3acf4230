import { fileURLToPath } from 'node:url'
import type { ServiceMigrations } from '@patchbay/service-kit'

/** The library's tables, each named `library_…`. */
export const libraryMigrations: ServiceMigrations = {
  name: 'library',
  folder: fileURLToPath(new URL('../migrations', import.meta.url)),
}
