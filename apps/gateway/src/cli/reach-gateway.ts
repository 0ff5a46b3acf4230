import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { openGateway, readLocalSocket, type LocalSocket } from '../gateway.ts'
import { DataDirInUse } from '../start-error.ts'

/** How long a gateway that is just starting may take until it can be reached, in ms. */
export const PATIENCE_MS = 20_000

export interface ReachedGateway extends AsyncDisposable {
  local: LocalSocket
  /** Whether this process is the gateway, because no other one has the data folder. */
  own: boolean
}

/**
 * Reaches the gateway of the data folder: the one that runs, else one that this process opens for itself, without a port.
 *
 * @param speaks - Whether the one that this process opens needs voices.
 * @throws {StartError} Where neither can be had.
 */
export async function reachGateway(config: Config, log: Logger, speaks = false): Promise<ReachedGateway> {
  const giveUpAt = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      const gateway = await openGateway(config, { log, listen: false, speaks })
      return { local: gateway.local, own: true, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() }
    } catch (error) {
      if (!(error instanceof DataDirInUse)) throw error
      const local = readLocalSocket(config.dataDir)
      if (local && (await listens(local))) return { local, own: false, async [Symbol.asyncDispose]() {} }
      // It holds the folder and does not listen yet, or is just ending, or another one has just taken its place.
      if (Date.now() > giveUpAt) throw error
      await wait(100)
    }
  }
}

/** Whether somebody listens: a process that was killed leaves its record and its socket behind. */
export function listens({ socket }: LocalSocket): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket)
    probe.once('connect', () => resolve(true))
    probe.once('error', () => resolve(false))
    probe.once('connect', () => probe.destroy())
  })
}
