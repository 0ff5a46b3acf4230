import { setTimeout as wait } from 'node:timers/promises'
import { styleText } from 'node:util'
import { verification, type Verification } from '@patchbay/contract'
import { openVoices } from '@patchbay/speech'
import type { Config } from '../config.ts'
import { serviceTable } from '../create-services.ts'
import { readLocalSocket, verifyAlone } from '../gateway.ts'
import { DataDirInUse, StartError } from '../start-error.ts'
import { openLocalApi } from './local-api.ts'
import { listens, PATIENCE_MS } from './reach-gateway.ts'

/**
 * Tries the store and every tool on it: by the gateway that runs, else on the store itself. Prints a line a check, or one JSON object.
 *
 * @throws {StartError} Where a check failed.
 */
export async function verify(config: Config, json: boolean): Promise<void> {
  const found = await runVerification(config)
  if (json) print(JSON.stringify(found))
  else printChecks(found)
  const failed = found.checks.filter(({ ok }) => !ok).length
  if (failed > 0) throw new StartError(`${failed} of ${found.checks.length} checks failed.`)
}

async function runVerification(config: Config): Promise<Verification> {
  const { dataDir, databaseUrl, demo, clubTimezone: timezone, voicebox: limits } = config
  const now = () => new Date()
  // Without its models, which a gateway that runs has loaded: espeak speaks at once.
  await using voices = await openVoices()
  const table = serviceTable({ now, timezone }, { voices, limits })
  const giveUpAt = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await verifyAlone({ dataDir, databaseUrl, demo, now, ...table })
    } catch (error) {
      if (!(error instanceof DataDirInUse)) throw error
      const local = readLocalSocket(dataDir)
      if (local && (await listens(local))) {
        await using api = openLocalApi(local)
        return verification.parse(await api.request('POST', '/api/verify'))
      }
      // It holds the folder and does not listen yet, or is just ending.
      if (performance.now() > giveUpAt) throw error
      await wait(100)
    }
  }
}

function printChecks({ ok, checks }: Verification): void {
  const width = Math.max(...checks.map(({ name }) => name.length))
  for (const check of checks) {
    const word = check.ok ? styleText('green', 'ok    ', { stream: process.stdout }) : colouredFailed()
    const line = `${word}  ${check.name.padEnd(width)}  ${`${check.ms.toFixed(1)} ms`.padStart(10)}  ${check.detail}`
    print(line.trimEnd())
  }
  if (ok) print(`All ${checks.length} checks are well.`)
}

function colouredFailed(): string {
  return styleText(['red', 'bold'], 'FAILED', { stream: process.stdout })
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
