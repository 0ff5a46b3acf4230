import { createLog } from './create-log.ts'
import { readConfig } from './config.ts'
import { openGateway, readLocalSocket } from './gateway.ts'
import { openSecrets } from './secrets/open-secrets.ts'
import { DataDirInUse, StartError } from './start-error.ts'

/** Signals that arrive so soon after the first are the same one, in ms. */
const SAME_SIGNAL_MS = 1_000

/**
 * Starts the gateway, says where to go, and stops it when the process is told to end.
 *
 * @param env - The variables, as in `process.env`.
 * @throws {StartError} Where it cannot start.
 */
export async function start(env: NodeJS.ProcessEnv): Promise<void> {
  const secrets = await openSecrets(env)
  const config = readConfig(secrets.env)
  const log = createLog(config)
  secrets.keepToken((error) => log.warn({ err: error }, 'Vault did not renew the token'))
  const gateway = await openGateway(config, { log, listen: true }).catch((error: unknown) => {
    throw error instanceof DataDirInUse ? nameHolder(error, config.dataDir) : error
  })
  const lines = [
    `Patchbay is ready at ${gateway.publicUrl}`,
    `  Sign in: ${await gateway.makeSignInLink()}  (works once, within the hour)`,
    ...(gateway.demoCaller ? [`  Demo caller: ${gateway.demoCaller}`] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)

  let askedAt: number | undefined
  const stop = (signal: NodeJS.Signals) => {
    // Asked twice means now; but one Ctrl-C can arrive several times, from the terminal and from npm.
    if (askedAt !== undefined) return performance.now() - askedAt > SAME_SIGNAL_MS ? process.exit(1) : undefined
    askedAt = performance.now()
    log.info({ signal }, 'stopping')
    Promise.all([gateway[Symbol.asyncDispose](), secrets[Symbol.asyncDispose]()]).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop in order')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

/** Says which process has the folder, where that is more than the name of it: an IDE may have started it. */
function nameHolder(error: DataDirInUse, dataDir: string): StartError {
  const holder = readLocalSocket(dataDir)
  if (!holder || holder.started) return error
  return new StartError(
    `The data folder ${dataDir} is in use by a Patchbay command, process ${holder.pid}: most likely a stdio server that ` +
      'an IDE runs. Stop it, start the gateway, and let the IDE start it again: it then works through the gateway.',
    { cause: error },
  )
}
