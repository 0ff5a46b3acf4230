import { fileURLToPath } from 'node:url'
import type { ServiceMigrations } from '@patchbay/service-kit'

/** The club's tables, each named `club_…`. */
export const clubMigrations: ServiceMigrations = {
  name: 'club',
  folder: fileURLToPath(new URL('../migrations', import.meta.url)),
}
