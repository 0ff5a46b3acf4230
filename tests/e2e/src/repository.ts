import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** Places in the repository that tests start programs from. */
export const repository = {
  root,
  gateway: join(root, 'apps/gateway/src/main.ts'),
  /** What `npm start` runs. */
  start: join(root, 'scripts/start.mjs'),
  commandLine: join(root, 'apps/gateway/bin/patchbay.mjs'),
  /** The Node that runs the tests, which is the one that runs the product. */
  node: process.execPath,
} as const
