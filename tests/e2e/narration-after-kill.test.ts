import { rm } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { startedDataDir } from './src/data-dir.ts'
import { askForNarration, expectWhole, importShortBook, untilMade } from './src/narration.ts'
import { repository } from './src/repository.ts'
import { runProcess } from './src/run-process.ts'
import { gatewayEnvironment, startGateway } from './src/start-gateway.ts'

test(
  'a narration survives two times kill -9 of the gateway: every chapter is there once',
  { timeout: 400_000 },
  async () => {
    const dataDir = await startedDataDir()
    try {
      const first = await startGateway({ dataDir })
      const jobId = await importShortBook(first, gatewayEnvironment(dataDir))
      await askForNarration(first, jobId)
      const atFirst = await untilMade(first, jobId, 0.2)
      await first.kill()

      const second = await startGateway({ dataDir })
      const after = await untilMade(second, jobId, 0)
      expect(after.chapters).toEqual(expect.arrayContaining(atFirst.chapters))
      const atSecond = await untilMade(second, jobId, Math.max(0.5, atFirst.share_done + 0.1))
      await second.kill()

      await using third = await startGateway({ dataDir })
      await expectWhole(third, jobId)
      const { chapters } = await untilMade(third, jobId, 1)
      expect(chapters).toEqual(expect.arrayContaining(atSecond.chapters))
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
)

test(
  'the command line narrates alone, shows how far it is, and what it began goes on',
  { timeout: 400_000 },
  async () => {
    const dataDir = await startedDataDir()
    try {
      const env = gatewayEnvironment(dataDir)
      let jobId: string
      {
        await using gateway = await startGateway({ dataDir })
        jobId = await importShortBook(gateway, env)
      }
      const narrate = (...args: string[]) =>
        runProcess(repository.node, [repository.commandLine, 'narrate', ...args], { env, timeoutMs: 300_000 })
      const unknown = await narrate(jobId, '--voice', 'espeak_pt-br')
      expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('There is: ') })
      const alone = await narrate(jobId, '--voice', 'espeak_en-gb')
      expect(alone).toMatchObject({ code: 0, stderr: '' })
      expect(alone.stdout).toContain('Narrating “The Short Bell” by espeak_en-gb.')
      expect(alone.stdout).toMatch(/Ready: 12 chapters, \d+ min, by espeak_en-gb\.\n$/)

      await using gateway = await startGateway({ dataDir })
      await expectWhole(gateway, jobId)
      const beside = await narrate(jobId)
      expect(beside).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Ready: 12 chapters') })
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
)
