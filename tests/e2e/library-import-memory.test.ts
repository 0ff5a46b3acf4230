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

/** PostgreSQL's `shared_buffers` in the embedded store: pages of the database that it keeps, of any book. */
const STORE_CACHE = 128 * 2 ** 20

const gateway = shareGateway({ env: HEAP })
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-books-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Imports a book of so many bytes. @returns The most that the command and the gateway held meanwhile, in bytes. */
async function peakWith(bytes: number): Promise<{ command: number; gateway: number }> {
  const file = join(folder, `${bytes}.txt`)
  await writeFile(file, longBook(`Of ${bytes} bytes`, bytes))
  const args = [repository.commandLine, 'library', 'import', file]
  const running = startProcess(repository.node, args, {
    env: gatewayEnvironment(gateway().dataDir, HEAP),
    timeoutMs: 600_000,
  })
  const ended = new AbortController()
  void running.ended.finally(() => ended.abort())
  const peak = { command: 0, gateway: 0 }
  while (!ended.signal.aborted) {
    // It may end between two looks.
    peak.command = Math.max(peak.command, await residentMemory(running.pid).catch(() => 0))
    peak.gateway = Math.max(peak.gateway, await residentMemory(gateway().pid))
    // How often it is looked at, not how long it takes.
    await wait(20)
  }
  const { code, stderr } = await running.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return peak
}

test('neither the command nor the gateway holds a file of four times the size', { timeout: 900_000 }, async () => {
  const before = await residentMemory(gateway().pid)
  const small = await peakWith(SMALL)
  const large = await peakWith(LARGE)
  // Bytes held for each byte more that there was to import: one, where the text is kept, and more with its passages.
  const held = (large.command - small.command) / (LARGE - SMALL)
  const gained = large.gateway - before
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(0)
  console.info(
    `the command, for each byte more: ${held.toFixed(2)}; the gateway: ${mib(before)} MiB, with ${mib(SMALL)} MiB of book ` +
      `${mib(small.gateway)}, with ${mib(LARGE)} more ${mib(large.gateway)}: ${(gained / (SMALL + LARGE)).toFixed(2)} for each byte`,
  )
  expect(held).toBeLessThan(1)
  // More than the store's cache, where less than the text is kept.
  expect(gained).toBeLessThan(STORE_CACHE + LARGE)
})
