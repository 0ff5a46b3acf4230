import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { encodeAudio } from '../audio-format.ts'
import { joinSamples } from '../join-samples.ts'
import { amplitudeAt } from '../testing/measure.ts'
import { tone } from '../testing/tone.ts'
import { writeWav } from '../wav.ts'
import { createOpenAiVoice } from './create-openai-voice.ts'

const opened = new Set<() => void>()
afterEach(() => {
  for (const close of opened) close()
  opened.clear()
})

const KEY = 'sk-secret-of-the-voice'
const sound = tone(440, 200)
const pcm = encodeAudio('audio/pcm', sound)

interface Asked {
  input: string
  response_format: string
}

/** A server on loopback; what it was asked, in order. */
async function serve(answer: (body: Asked, res: ServerResponse, req: IncomingMessage) => void) {
  const asked: { path: string | undefined; authorization: string | undefined; body: Asked }[] = []
  const server = createServer((req, res) => {
    void json(req).then((read) => {
      // What `createOpenAiVoice` writes.
      const body = read as Asked
      asked.push({ path: req.url, authorization: req.headers.authorization, body })
      answer(body, res, req)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  opened.add(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It listens on TCP')
  const voice = createOpenAiVoice({
    baseUrl: `http://127.0.0.1:${address.port}/v1/`,
    apiKey: KEY,
    model: 'tts-1',
    voices: ['nova'],
  })
  return { voice, asked }
}

const request = (text: string, signal = new AbortController().signal) => ({ text, voice: 'nova', speed: 1.2, signal })
const send = (res: ServerResponse, type: string, body: Uint8Array) => res.setHeader('content-type', type).end(body)

describe('createOpenAiVoice', () => {
  it('asks as OpenAI documents it, and gives the PCM as it is', async () => {
    const { voice, asked } = await serve((_, res) => send(res, 'audio/pcm', pcm))
    expect(joinSamples(await Array.fromAsync(voice.speak(request('Hello.'))))).toEqual(sound)
    expect(asked).toEqual([
      {
        path: '/v1/audio/speech',
        authorization: `Bearer ${KEY}`,
        body: { model: 'tts-1', input: 'Hello.', voice: 'nova', response_format: 'pcm', speed: 1.2 },
      },
    ])
  })

  it('gives what has arrived while the rest is not made yet', async () => {
    let finish = () => {}
    const { voice } = await serve((_, res) => {
      res.setHeader('content-type', 'audio/pcm').write(pcm)
      finish = () => res.end(pcm)
    })
    const speech = voice.speak(request('Hello.'))[Symbol.asyncIterator]()
    expect((await speech.next()).value?.length).toBeGreaterThan(0)
    finish()
    expect((await speech.next()).done).toBe(false)
  })

  it('brings a WAV at 48 kHz and PCM that names its rate to 24 kHz', async () => {
    const wide = writeWav(tone(440, 1000, 0.5, 48_000), 48_000)
    for (const [type, body] of [
      ['audio/wav', wide],
      ['audio/pcm;rate=48000', wide.subarray(44)],
    ] as const) {
      const { voice } = await serve((_, res) => send(res, type, body))
      const heard = joinSamples(await Array.fromAsync(voice.speak(request('Hello.'))))
      expect(heard).toHaveLength(24_000)
      expect(amplitudeAt(heard.slice(2000, -2000), 440)).toBeCloseTo(0.5, 1)
    }
  })

  it('asks for WAV where PCM is not known', async () => {
    const { voice, asked } = await serve(({ response_format: format }, res) =>
      format === 'wav' ? send(res, 'audio/wav', writeWav(sound)) : res.writeHead(422).end('{"detail":"format"}'),
    )
    expect(joinSamples(await Array.fromAsync(voice.speak(request('Hello.'))))).toEqual(sound)
    expect(asked.map(({ body }) => body.response_format)).toEqual(['pcm', 'wav'])
  })

  it('ends the request when the signal aborts, and when the listener leaves', async () => {
    const hungUp: Promise<unknown>[] = []
    const { voice } = await serve((_, res) => {
      hungUp.push(once(res, 'close'))
      res.setHeader('content-type', 'audio/pcm').write(pcm)
    })
    const stop = new AbortController()
    for await (const piece of voice.speak(request('Hello.', stop.signal))) {
      expect(piece.length).toBeGreaterThan(0)
      stop.abort()
    }
    for await (const piece of voice.speak(request('Hello.'))) {
      expect(piece.length).toBeGreaterThan(0)
      break
    }
    expect(await Promise.all(hungUp)).toHaveLength(2)
  })

  it("says the server's own words, without the key", async () => {
    const { voice } = await serve((_, res) => res.writeHead(401).end(`{"error":{"message":"Wrong key: ${KEY}"}}`))
    await expect(Array.fromAsync(voice.speak(request('Hello.')))).rejects.toMatchObject({
      code: 'SERVER_REFUSED',
      message: expect.stringMatching(/^The voice server 127\.0\.0\.1:\d+ answered 401: Wrong key: …$/),
    })
  })

  it('refuses compressed sound and pages in words', async () => {
    const { voice } = await serve((_, res) => send(res, 'audio/mpeg', pcm))
    await expect(Array.fromAsync(voice.speak(request('Hello.')))).rejects.toThrow(
      'answered with audio/mpeg, where PCM or WAV was asked for',
    )
  })

  it('says that the server stopped in the middle', async () => {
    const { voice } = await serve((_, res) => {
      res.setHeader('content-type', 'audio/pcm').write(pcm, () => res.destroy())
    })
    await expect(Array.fromAsync(voice.speak(request('Hello.')))).rejects.toThrow('stopped in the middle of its answer')
  })

  it('says that nobody answers', async () => {
    const voice = createOpenAiVoice({ baseUrl: 'http://127.0.0.1:1/v1', model: 'tts-1', voices: [] })
    await expect(Array.fromAsync(voice.speak(request('Hello.')))).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
      message: 'The voice server 127.0.0.1:1 cannot be reached. Is TTS_BASE_URL right?',
    })
  })

  it('cuts what is too long for one request at its sentences, and asks for nothing of nothing', async () => {
    const { voice, asked } = await serve((_, res) => send(res, 'audio/pcm', pcm))
    const sentence = 'Your order has shipped this morning.'
    await Array.fromAsync(voice.speak(request(`${sentence} `.repeat(200))))
    expect(asked).toHaveLength(2)
    for (const { body } of asked) {
      expect(body.input.length).toBeLessThanOrEqual(4000)
      expect(body.input.endsWith(sentence)).toBe(true)
    }
    expect(asked.map(({ body }) => body.input).join(' ')).toBe(`${sentence} `.repeat(200).trim())
    expect(await Array.fromAsync(voice.speak(request('  ')))).toEqual([])
    expect(asked).toHaveLength(2)
  })
})
