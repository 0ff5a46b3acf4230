import { freshPostgres } from '@patchbay/test-support/fresh-postgres'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { emptyDataDir } from './src/data-dir.ts'
import { askForNarration, expectWhole, importShortBook, narrationOf, untilMade } from './src/narration.ts'
import { repository } from './src/repository.ts'
import { runProcess } from './src/run-process.ts'
import { gatewayEnvironment, runGatewayToItsEnd, startGateway } from './src/start-gateway.ts'
import { startTemporal, whyNoTemporal, type Temporal } from './src/temporal.ts'
import { startWorker } from './src/start-worker.ts'

const postgres = inject('postgres')
const why = 'unavailable' in postgres ? postgres.unavailable : await whyNoTemporal()
if (why !== undefined && process.env['CI']) throw new Error(why)

describe.skipIf(why !== undefined)(`with a real Temporal${why === undefined ? '' : `: ${why}`}`, () => {
  const opened = new AsyncDisposableStack()
  let temporal: Temporal
  let settings: Record<string, string>
  beforeAll(async () => {
    temporal = opened.use(await startTemporal())
    const { url } = opened.use(await freshPostgres())
    settings = { DATABASE_URL: url, TEMPORAL_ADDRESS: temporal.address, DEMO: '0' }
  })
  afterAll(() => opened[Symbol.asyncDispose]())

  test('a narration survives two times kill -9 of its worker, and of the gateway', { timeout: 400_000 }, async () => {
    const dataDir = await emptyDataDir()
    const env = gatewayEnvironment(dataDir, settings)
    const first = await startGateway({ dataDir, env: settings })
    const worker = await startWorker(env)
    const jobId = await importShortBook(first, env)
    await askForNarration(first, jobId)
    const atFirst = await untilMade(first, jobId, 0.2)
    await worker.kill()
    await first.kill()

    await using gateway = await startGateway({ dataDir, env: settings })
    const second = await startWorker(env)
    const atSecond = await untilMade(gateway, jobId, Math.max(0.5, atFirst.share_done + 0.1))
    expect(atSecond.chapters).toEqual(expect.arrayContaining(atFirst.chapters))
    await second.kill()

    await using third = await startWorker(env)
    await expectWhole(gateway, jobId)
    expect((await narrationOf(gateway, jobId)).chapters).toEqual(expect.arrayContaining(atSecond.chapters))
    expect(third.output()).not.toContain('unexpected error')
  })

  test('one that was cancelled stops, and goes on when it is asked for again', { timeout: 400_000 }, async () => {
    const dataDir = await emptyDataDir()
    const env = gatewayEnvironment(dataDir, settings)
    await using gateway = await startGateway({ dataDir, env: settings })
    await using _worker = await startWorker(env)
    const jobId = await importShortBook(gateway, env)
    // The first test's is whole: another voice makes another one.
    const path = `${gateway.url}/api/library/books/${jobId}/narration`
    const headers = { 'x-api-key': env['ADMIN_API_KEY'] ?? '', 'content-type': 'application/json' }
    const send = async (method: string, query = '') => {
      const body = method === 'POST' ? { body: JSON.stringify({ voice_id: 'espeak_en-gb' }) } : {}
      return Object(await (await fetch(path + query, { method, headers, ...body })).json())
    }
    const shareDone = async () =>
      (await send('GET')).narrations.find((each: { voice_id: string }) => each.voice_id === 'espeak_en-gb')
    await send('POST')
    await expect.poll(async () => (await shareDone()).share_done, { timeout: 120_000 }).toBeGreaterThan(0.1)
    expect(await send('DELETE', '?voice_id=espeak_en-gb')).toMatchObject({ state: 'cancelled' })
    await send('POST')
    await expect.poll(async () => (await shareDone()).state, { timeout: 180_000 }).toBe('ready')
    await expectWhole(gateway, jobId)
  })

  test('without a store that processes share, or a Temporal that answers, it says what to do', async () => {
    const dataDir = await emptyDataDir()
    const refused = await runGatewayToItsEnd({ ...gatewayEnvironment(dataDir, settings), DATABASE_URL: '' })
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('TEMPORAL_ADDRESS needs DATABASE_URL') })
    const nowhere = gatewayEnvironment(dataDir, { ...settings, TEMPORAL_ADDRESS: '127.0.0.1:9' })
    const lost = await runProcess(repository.node, [repository.commandLine, 'worker'], { env: nowhere })
    expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining('Temporal does not answer at 127.0.0.1:9') })
    const { TEMPORAL_ADDRESS: _, ...without } = gatewayEnvironment(dataDir, settings)
    const idle = await runProcess(repository.node, [repository.commandLine, 'worker'], { env: without })
    expect(idle).toMatchObject({ code: 1, stderr: expect.stringContaining('set TEMPORAL_ADDRESS') })
  })
})
