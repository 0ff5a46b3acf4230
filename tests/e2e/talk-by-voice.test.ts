import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { joinSamples, openVoices, SAMPLE_RATE, writeWav } from '@patchbay/speech'
import { openEarsServer, plainWords } from '@patchbay/test-support/ears-server'
import { kokoroModels } from '@patchbay/test-support/speech-models'
import { startWhisper } from '@patchbay/test-support/start-whisper'
import { whyNoSpeechModels } from '@patchbay/test-support/why-no-speech-models'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openConsole } from './src/console-page.ts'
import { mouse } from './src/hands.ts'
import { openBrowser } from './src/open-browser.ts'
import { shareGateway } from './src/share-gateway.ts'
import { talkPage } from './src/talk-page.ts'

const question = 'Are there any surf sessions tomorrow?'
const interruption = 'Who are my members, please?'
const why = await whyNoSpeechModels()
const listener = why === undefined ? 'a real Whisper' : `a server that knows the sentences (no Whisper: ${why})`
/** A real Whisper takes a second for a sentence, on a busy machine ten. */
const patience = { timeout: 60_000 }
const timeout = 300_000
// Kokoro says two sentences before the gateway starts.
vi.setConfig({ hookTimeout: timeout })
const sentences = new Map<string, Int16Array>()
let folder: string
let browser: Browser
let server: AsyncDisposable & { baseUrl: string }

const microphone = () => join(folder, 'microphone.wav')

/** What the microphone brings from the next time that it is switched on. */
async function putBeforeMicrophone(text: string): Promise<void> {
  const quiet = new Int16Array(SAMPLE_RATE)
  const sound = [quiet, sentences.get(text) ?? quiet, quiet].flatMap((piece) => [...piece])
  await writeFile(microphone(), writeWav(Int16Array.from(sound), SAMPLE_RATE))
}

const gateway = shareGateway(async () => {
  // By Kokoro, which is heard as a person is; espeak stands in where a server knows the sentences anyway.
  await using voices = await openVoices(undefined, why === undefined ? { modelsDir: await kokoroModels() } : {})
  await voices.measured
  for (const text of [question, interruption]) {
    const { signal } = new AbortController()
    const { audio } = voices.speak({ voiceId: 'af_heart', text, speed: 1, signal })
    sentences.set(text, joinSamples(await Array.fromAsync(audio)))
  }
  server = why === undefined ? await startWhisper() : await openEarsServer(sentences)
  return { env: { STT_BASE_URL: server.baseUrl } }
})
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-microphone-'))
  browser = await openBrowser({ microphone: microphone() })
})
afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

test(`a person speaks to ${listener}, hears the answer, and interrupts it by speaking`, { timeout }, async () => {
  await using opened = await openConsole(browser, gateway())
  const { page, errors } = opened
  const talk = talkPage(page, mouse(page))
  await page.goto('/talk')
  await page.getByText('It hears by whisper-1, and reads what you type.').waitFor()
  await talk.call()
  const spoken = talk.conversation.locator('[data-speaker=person]')
  const answers = talk.conversation.locator('[data-speaker=agent]')
  const lastWords = async () => plainWords(await spoken.last().innerText())

  await putBeforeMicrophone(question)
  await page.getByRole('button', { name: 'Microphone', pressed: false }).click()
  await page.getByRole('button', { name: 'Microphone', pressed: true }).waitFor()
  await talk.message.and(page.locator(':focus')).waitFor()
  await expect.poll(() => spoken.count(), patience).toBe(1)
  await expect.poll(lastWords, patience).toContain(plainWords(question))
  await expect.poll(() => answers.last().innerText(), patience).toMatch(/7:00/)
  await talk.untilItSpeaks()
  await expect.poll(() => talk.loudSamples(), { timeout: 10_000 }).toBeGreaterThan(24_000)

  await putBeforeMicrophone(interruption)
  await page.getByRole('button', { name: 'Microphone', pressed: true }).click()
  await page.getByRole('button', { name: 'Microphone', pressed: false }).click()
  await answers.first().getByText('interrupted').waitFor()
  await expect.poll(() => spoken.count(), patience).toBe(2)
  await expect.poll(lastWords, patience).toContain(plainWords(interruption))
  await expect.poll(() => answers.last().innerText(), patience).toMatch(/Helena/)
  await talk.hearOut()

  await talk.hangUp()
  await page.getByRole('link', { name: 'See the call' }).click()
  const timeline = page.getByRole('list', { name: 'Timeline' })
  await timeline.locator('[data-speaker=person]').nth(1).waitFor()
  await timeline.locator('[data-speaker=agent]').first().getByText('interrupted').waitFor()
  expect(errors).toEqual([])
})
