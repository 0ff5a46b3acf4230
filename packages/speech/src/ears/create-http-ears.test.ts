import { startTranscriptionServer } from '@patchbay/test-support/transcription-server'
import { expect, test } from 'vitest'
import { decodeAudio } from '../audio-format.ts'
import { tone } from '../testing/tone.ts'
import { SAMPLE_RATE } from '../voice.ts'
import { createHttpEars, type HttpEarsOptions } from './create-http-ears.ts'

const audio = tone(440, 500)
const hear = (options: Partial<HttpEarsOptions> & { baseURL: string }, language?: string) => {
  const ears = createHttpEars({ apiKey: undefined, model: 'whisper-1', ...options })
  return ears.transcribe(audio, { language, signal: new AbortController().signal })
}

test('what was said goes as a WAV file, with model, key and language, and its words come back', async () => {
  await using server = await startTranscriptionServer(() => ' Any surf tomorrow? ')
  expect(await hear({ baseURL: server.baseUrl, apiKey: 'a-key' }, 'pt-BR')).toBe('Any surf tomorrow?')
  const [request] = server.requests
  expect(request).toMatchObject({ authorization: 'Bearer a-key', model: 'whisper-1', language: 'pt' })
  expect(request?.wav.subarray(0, 4).toString()).toBe('RIFF')
  expect(request?.wav.readUInt32LE(24)).toBe(SAMPLE_RATE)
  expect(decodeAudio('audio/pcm', request?.wav.subarray(44) ?? new Uint8Array())).toEqual(audio)
})

test('without a key none is sent, nor a language that nobody knows; the /v1 may be left out', async () => {
  await using server = await startTranscriptionServer(() => 'yes')
  expect(await hear({ baseURL: server.baseUrl.replace(/v1$/, '') }, 'not a language')).toBe('yes')
  expect(server.requests[0]).toMatchObject({ authorization: undefined, language: undefined })
})

test.each([
  [401, {}, {}, /asks for a key: set STT_API_KEY/],
  [401, {}, { apiKey: 'wrong' }, /does not take the key in STT_API_KEY/],
  [404, {}, {}, /has no POST \/v1\/audio\/transcriptions, or not the model in STT_MODEL/],
  [400, { error: { message: 'The audio is too short' } }, {}, /did not transcribe \(400\): The audio is too short/],
  [500, 'no JSON', {}, /did not transcribe \(500\)$/],
  [200, { words: [] }, {}, /answered with no transcript/],
  [200, { text: 'a'.repeat(2_000_000) }, {}, /answered too much/],
])('an answer of %i is told in words (%j)', async (status, body, options, words) => {
  await using server = await startTranscriptionServer(() => ({ status, body: JSON.stringify(body) }))
  const refused = hear({ baseURL: server.baseUrl, ...options })
  await expect(refused).rejects.toThrow(words)
  await expect(refused).rejects.toMatchObject({ code: 'SERVER_REFUSED' })
  await expect(refused).rejects.not.toThrow('wrong')
})

test('a server that is not there is told apart from one that does not answer in time', async () => {
  const server = await startTranscriptionServer(
    ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(''))),
  )
  await expect(hear({ baseURL: server.baseUrl, timeoutMs: 50 })).rejects.toMatchObject({ code: 'TIMED_OUT' })
  await server[Symbol.asyncDispose]()
  await expect(hear({ baseURL: server.baseUrl })).rejects.toMatchObject({
    code: 'SERVER_UNREACHABLE',
    message: expect.stringContaining('cannot be reached'),
  })
})

test('nobody waits for words that are not wanted any more, and the server hears of it', async () => {
  const asked = Promise.withResolvers<AbortSignal>()
  await using server = await startTranscriptionServer(({ signal }) => {
    asked.resolve(signal)
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve('')))
  })
  const ears = createHttpEars({ baseURL: server.baseUrl, apiKey: undefined, model: 'whisper-1' })
  const hangUp = new AbortController()
  const heard = ears.transcribe(audio, { language: undefined, signal: hangUp.signal })
  const gone = await asked.promise
  const left = new Promise((resolve) => gone.addEventListener('abort', resolve))
  hangUp.abort(new Error('hung up'))
  await expect(heard).rejects.toThrow('hung up')
  await left
})

test('what is too long for the API is not sent', async () => {
  await using server = await startTranscriptionServer(() => 'never')
  const ears = createHttpEars({ baseURL: server.baseUrl, apiKey: undefined, model: 'whisper-1' })
  const long = new Int16Array(600 * SAMPLE_RATE)
  const refused = ears.transcribe(long, { language: undefined, signal: new AbortController().signal })
  await expect(refused).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
  expect(server.requests).toEqual([])
})
