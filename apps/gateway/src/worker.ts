import { createLog } from './create-log.ts'
import { readConfig } from './config.ts'
import { serviceMigrations } from './create-services.ts'
import { onceMeasured } from './narration/once-measured.ts'
import { runNarrationWorker } from './narration/temporal/run-narration-worker.ts'
import { openSecrets } from './secrets/open-secrets.ts'
import { StartError } from './start-error.ts'
import { openStore } from './store/open-store.ts'
import { openSpeaking } from './voice/open-speaking.ts'

/**
 * Narrates books for Temporal until the process is told to end.
 *
 * @param env - The variables, as in `process.env`.
 * @throws {StartError} Where it cannot start.
 */
export async function runWorker(env: NodeJS.ProcessEnv): Promise<void> {
  await using secrets = await openSecrets(env)
  const config = readConfig(secrets.env)
  const { dataDir, databaseUrl, temporal } = config
  if (!temporal) {
    throw new StartError('A worker takes its work from Temporal: set TEMPORAL_ADDRESS. Without, the gateway narrates.')
  }
  const log = createLog(config)
  const stopped = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopped.abort())
  const onError = (error: unknown) => log.error({ err: error }, 'unexpected error')
  secrets.keepToken((error) => log.warn({ err: error }, 'Vault did not renew the token'))
  await using store = await openStore({ dataDir, databaseUrl, migrations: serviceMigrations, onError })
  await using voices = await openSpeaking(config, log)
  await runNarrationWorker({
    db: store.db,
    voices: onceMeasured(voices),
    temporal,
    now: () => new Date(),
    log,
    signal: stopped.signal,
    onReady() {
      process.stdout.write(`The worker is ready: Temporal at ${temporal.address}, task queue ${temporal.taskQueue}\n`)
    },
  })
}
