import { plainWords } from '@patchbay/test-support/ears-server'
import { kokoroModels } from '@patchbay/test-support/speech-models'
import { startWhisper, type Whisper } from '@patchbay/test-support/start-whisper'
import { whyNoSpeechModels } from '@patchbay/test-support/why-no-speech-models'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { askVoicebox, voiceboxOverStdio } from './src/ask-voicebox.ts'
import { pythonProgram } from './src/python-program.ts'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey, type Gateway } from './src/start-gateway.ts'

const python = await pythonProgram()
const why = 'unavailable' in python ? python.unavailable : await whyNoSpeechModels()
const program = 'unavailable' in python ? '' : python.program

/** Kokoro loads, and speaks beside Whisper on a machine that may be busy. */
const timeout = 600_000
let whisper: Whisper

/** Waits until the voice that is asked for speaks itself. */
async function untilReady({ url }: Gateway, voiceId: string): Promise<void> {
  const look = async () => {
    const answer = await fetch(`${url}/api/voices`, { headers: { 'x-api-key': adminApiKey } })
    const { voices } = z
      .object({ voices: z.array(z.object({ voice_id: z.string(), ready: z.boolean() })) })
      .parse(await answer.json())
    expect(voices).toContainEqual({ voice_id: voiceId, ready: true })
  }
  await vi.waitFor(look, { timeout: 120_000, interval: 250 })
}

/** @param engine - Which shall speak as `af_heart`. */
function describeHeard(engine: 'kokoro' | 'espeak', makeEnv: () => Promise<Record<string, string>>) {
  const gateway = shareGateway(async () => ({ env: await makeEnv() }))
  const speaker = engine === 'kokoro' ? 'af_heart' : 'espeak_en-us'
  beforeAll(() => untilReady(gateway(), speaker), timeout)

  test.each([
    ['stdio', () => voiceboxOverStdio],
    ['sse', () => [`${gateway().url}/api/v2/mcp/sse`, JSON.stringify({ 'x-api-key': adminApiKey })]],
  ] as const)('over %s, word for word', { timeout }, async (transport, target) => {
    const { status, speech, sound, wav, text } = await askVoicebox(program, gateway().dataDir, transport, target())
    expect(status).toBe('AgentVoiceBox Platform is ONLINE')
    expect(speech).toMatchObject({ voice_id: 'af_heart', engine })
    expect(sound).toMatchObject({ channels: 1, rate: 24_000 })
    expect(sound.loudest).toBeGreaterThan(3_000)
    expect(plainWords(await whisper.transcribe(wav, 'en'))).toBe(plainWords(text))
  })
}

describe.skipIf(why !== undefined)(
  `a real Whisper hears what the Python client was given${why === undefined ? '' : `: ${why}`}`,
  () => {
    beforeAll(async () => {
      whisper = await startWhisper()
    })
    afterAll(() => whisper[Symbol.asyncDispose]())

    describe('of af_heart by Kokoro', () => {
      describeHeard('kokoro', async () => ({ MODELS_DIR: await kokoroModels() }))
    })
    describe('of espeak, where Kokoro’s model is absent', () => {
      describeHeard('espeak', async () => ({}))
    })
  },
)
