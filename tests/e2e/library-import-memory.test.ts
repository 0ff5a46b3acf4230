import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { longBook } from './src/long-book.ts'
import { repository } from './src/repository.ts'
import { residentMemory } from './src/resident-memory.ts'
import { startProcess } from './src/run-process.ts'
import { shareGateway } from './src/share-gateway.ts'
import { gatewayEnvironment } from './src/start-gateway.ts'

const SMALL = 8_000_000
const LARGE = 4 * SMALL

/** V8 lets its heap grow before it collects; under this much, in MiB, what stays is what is held. */
const HEAP = { NODE_OPTIONS: '--max-old-space-size=80 --max-semi-space-size=1' }

const gateway = shareGateway()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-books-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Imports a book of so many bytes. @returns The most that the command and the gateway held meanwhile, in bytes. */
async function peaksWith(bytes: number): Promise<{ command: number; gateway: number }> {
  const file = join(folder, `${bytes}.txt`)
  await writeFile(file, longBook(`Of ${bytes} bytes`, bytes))
  const args = [repository.commandLine, 'library', 'import', file]
  const running = startProcess(repository.node, args, {
    env: gatewayEnvironment(gateway().dataDir, HEAP),
    timeoutMs: 600_000,
  })
  const ended = new AbortController()
  void running.ended.finally(() => ended.abort())
  const peaks = { command: 0, gateway: 0 }
  while (!ended.signal.aborted) {
    // It may end between two looks.
    peaks.command = Math.max(peaks.command, await residentMemory(running.pid).catch(() => 0))
    peaks.gateway = Math.max(peaks.gateway, await residentMemory(gateway().pid))
    // How often it is looked at, not how long it takes.
    await wait(20)
  }
  const { code, stderr } = await running.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return peaks
}

test('a file of four times the size needs no more memory', { timeout: 900_000 }, async () => {
  const small = await peaksWith(SMALL)
  const large = await peaksWith(LARGE)
  // Bytes held for each byte more that there was to import: one, where the text is kept, and more with its passages.
  const held = (of: 'command' | 'gateway') => (large[of] - small[of]) / (LARGE - SMALL)
  console.info(`held for each byte more: command ${held('command').toFixed(2)}, gateway ${held('gateway').toFixed(2)}`)
  expect(held('command')).toBeLessThan(1)
  expect(held('gateway')).toBeLessThan(1)
})
