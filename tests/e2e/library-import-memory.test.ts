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

/** Imports a book of so many bytes. @returns The most that the command held meanwhile, in bytes. */
async function peakWith(bytes: number): Promise<number> {
  const file = join(folder, `${bytes}.txt`)
  await writeFile(file, longBook(`Of ${bytes} bytes`, bytes))
  const args = [repository.commandLine, 'library', 'import', file]
  const running = startProcess(repository.node, args, {
    env: gatewayEnvironment(gateway().dataDir, HEAP),
    timeoutMs: 600_000,
  })
  const ended = new AbortController()
  void running.ended.finally(() => ended.abort())
  let peak = 0
  while (!ended.signal.aborted) {
    // It may end between two looks.
    peak = Math.max(peak, await residentMemory(running.pid).catch(() => 0))
    // How often it is looked at, not how long it takes.
    await wait(20)
  }
  const { code, stderr } = await running.ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return peak
}

test('the command needs no more memory for a file of four times the size', { timeout: 900_000 }, async () => {
  const small = await peakWith(SMALL)
  const large = await peakWith(LARGE)
  // Bytes held for each byte more that there was to import: one, where the text is kept, and more with its passages.
  const held = (large - small) / (LARGE - SMALL)
  console.info(`held for each byte more: ${held.toFixed(2)}`)
  expect(held).toBeLessThan(1)
})
