import { fileURLToPath } from 'node:url'
import type { NarratingDeps } from '@patchbay/library'
import type { Logger } from 'pino'
import { StartError } from '../../start-error.ts'
import type { TemporalConfig } from '../../temporal-settings.ts'
import { loadTemporal } from './load-temporal.ts'

export interface NarrationWorkerOptions extends NarratingDeps {
  temporal: TemporalConfig
  now: () => Date
  log: Logger
  /** Ends it; a chapter that is being made goes on elsewhere. */
  signal: AbortSignal
  onReady: () => void
}

/**
 * Takes chapters from Temporal and makes them, one at a time, until it is told to end.
 *
 * @throws {StartError} Where Temporal does not answer or its packages are not installed.
 */
export async function runNarrationWorker(options: NarrationWorkerOptions): Promise<void> {
  const { temporal, log, signal, onReady, ...deps } = options
  const { address, namespace, taskQueue } = temporal
  const { NativeConnection, Runtime, Worker } = await loadTemporal(() => import('@temporalio/worker'))
  const { createNarrationActivities } = await loadTemporal(() => import('./narration-activities.ts'))
  Runtime.install({
    logger: {
      log: (level, message, meta) => log[levels[level]](meta ?? {}, message),
      trace: (message, meta) => log.trace(meta ?? {}, message),
      debug: (message, meta) => log.debug(meta ?? {}, message),
      info: (message, meta) => log.info(meta ?? {}, message),
      warn: (message, meta) => log.warn(meta ?? {}, message),
      error: (message, meta) => log.error(meta ?? {}, message),
    },
    // Signals are the command's to hear.
    shutdownSignals: [],
  })
  const connection = await NativeConnection.connect({ address }).catch((error: unknown) => {
    throw new StartError(`Temporal does not answer at ${address}. Start it, or correct TEMPORAL_ADDRESS.`, {
      cause: error,
    })
  })
  try {
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue,
      // Bundled when the worker starts, its types stripped.
      workflowsPath: fileURLToPath(new URL('narrate-book.ts', import.meta.url)),
      activities: createNarrationActivities(deps),
      // A voice makes one thing at a time.
      maxConcurrentActivityTaskExecutions: 1,
    })
    const stop = () => worker.shutdown()
    const running = worker.run()
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    onReady()
    await running
  } finally {
    await connection.close()
  }
}

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const
