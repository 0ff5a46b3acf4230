import { rm } from 'node:fs/promises'
import type { TestProject } from 'vitest/node'
import { emptyDataDir } from './data-dir.ts'
import { startGateway } from './start-gateway.ts'

/**
 * Vitest's global setup: one first start. Its data directory is what most tests begin with a copy of: to make the store
 * and its demonstration takes seconds, to copy them none.
 */
export default async function makeFirstStart(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await emptyDataDir()
  const gateway = await startGateway({ dataDir })
  await gateway.stop()
  project.provide('startedDataDir', dataDir)
  return () => rm(dataDir, { recursive: true, force: true })
}
