// Has Temporal's server built before a test needs it, at the lowest priority.
import { setPriority } from 'node:os'
import { installTemporal } from './temporal.ts'

setPriority(19)
try {
  await installTemporal()
} catch (error) {
  // A machine without Go builds none; the test says so by its name.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
