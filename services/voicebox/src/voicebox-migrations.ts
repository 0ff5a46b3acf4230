import { fileURLToPath } from 'node:url'
import type { ServiceMigrations } from '@patchbay/service-kit'

/** The voicebox's tables, each named `voicebox_…`. */
export const voiceboxMigrations: ServiceMigrations = {
  name: 'voicebox',
  folder: fileURLToPath(new URL('../migrations', import.meta.url)),
}
