import { openEars, openTurnDetector, type Ears } from '@patchbay/speech'
import { openEarsServer, plainWords } from '@patchbay/test-support/ears-server'
import { startTranscriptionServer, type Transcribe } from '@patchbay/test-support/transcription-server'
import { afterAll, describe, expect, it } from 'vitest'
import { checkOrder } from '../test/check-order.ts'
import { cough, quiet, sayAll, speakInto } from '../test/microphone.ts'
import { openBench, say, type BenchOptions } from '../test/session-bench.ts'
import type { BrainRequest } from './brain.ts'

const question = 'Is there any beginner surf tomorrow?'
const more = 'And who are my members, please?'
const stop = 'Please stop talking and wait a moment.'
const nods = ['Aham.', 'OK.', 'Yes.']
const said = await sayAll([question, more, stop, ...nods])
const soundOf = (text: string) => said.get(text) ?? quiet(0)

const detector = await openTurnDetector()
const server = await openEarsServer(said)
afterAll(async () => {
  await detector[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function openServerEars(baseURL = server.baseUrl): Promise<Ears> {
  const ears = await openEars({ server: { baseURL, apiKey: undefined }, model: undefined, modelsDir: '' })
  if (!ears) throw new Error('a server is ears')
  return ears
}

async function openSpoken(options: BenchOptions = {}) {
  return openBench({ detector, ears: await openServerEars(), ...options })
}

const words = ({ history }: BrainRequest) =>
  history.flatMap((entry) => (entry.type === 'message' && entry.role === 'user' ? [plainWords(entry.text)] : []))

/** An answer that goes on until it is cut off. */
async function* endless({ signal }: BrainRequest) {
  yield say('One two three four five six seven eight nine ten. ')
  yield say('And on it goes. ')
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
}

describe('a spoken turn', () => {
  it('is found, heard and answered, in the order of the protocol', async () => {
    expect(detector.name).toBe('silero')
    await using bench = await openSpoken({ script: [() => [say('There is one at nine.')]] })
    speakInto(bench, quiet(1000), soundOf(question), quiet(1500))
    await bench.until('response.done')
    expect(bench.types().slice(0, 9)).toEqual([
      'session.created',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'conversation.item.input_audio_transcription.delta',
      'conversation.item.input_audio_transcription.completed',
      'response.created',
    ])
    const started = await bench.until('input_audio_buffer.speech_started')
    const stopped = await bench.until('input_audio_buffer.speech_stopped')
    const committed = await bench.until('input_audio_buffer.committed')
    const heard = await bench.until('conversation.item.input_audio_transcription.completed')
    expect([stopped.item_id, committed.item_id, heard.item_id]).toEqual(Array(3).fill(started.item_id))
    expect(started.audio_start_ms).toBeGreaterThan(600)
    expect(started.audio_start_ms).toBeLessThan(1000)
    expect(stopped.audio_end_ms).toBeGreaterThan(started.audio_start_ms + 1500)
    expect(plainWords(heard.transcript)).toBe(plainWords(question))
    expect(heard.usage).toMatchObject({
      type: 'duration',
      seconds: (stopped.audio_end_ms - started.audio_start_ms) / 1000,
    })
    expect(bench.requests.map(words)).toEqual([[plainWords(question)]])
    expect(checkOrder(bench.events)).toEqual([])
    expect(bench.errors).toEqual([])
  })

  it('of one word is a turn where the agent is silent', async () => {
    await using bench = await openSpoken()
    speakInto(bench, quiet(500), soundOf('Yes.'), quiet(1000))
    await bench.until('response.done')
    expect(bench.requests.map(words)).toEqual([['yes']])
  })

  it('without words brings no answer, and what comes next does', async () => {
    let count = 0
    await using half = await startTranscriptionServer(() => ((count += 1) === 1 ? '' : 'heard'))
    await using bench = await openSpoken({ ears: await openServerEars(half.baseUrl) })
    speakInto(bench, quiet(500), soundOf(more), quiet(1000), soundOf(question), quiet(1000))
    await bench.until('response.done')
    expect(bench.requests.map(words)).toEqual([['heard']])
    expect(checkOrder(bench.events)).toEqual([])
  })

  it('is committed by a client that takes turns itself, and its answer waits for the words', async () => {
    await using bench = await openSpoken({ session: { audio: { input: { turn_detection: null } } } })
    speakInto(bench, soundOf(question), quiet(300))
    bench.send({ type: 'input_audio_buffer.commit' })
    bench.send({ type: 'response.create' })
    await bench.until('response.done')
    expect(bench.requests.map(words)).toEqual([[plainWords(question)]])
    expect(bench.types()).not.toContain('input_audio_buffer.speech_started')
  })

  it('that nobody can hear fails in words', async () => {
    await using deaf = openBench({ detector })
    speakInto(deaf, quiet(500), soundOf(question), quiet(1000))
    const { error } = await deaf.until('conversation.item.input_audio_transcription.failed')
    expect(error).toMatchObject({ code: 'no_ears', message: expect.stringContaining('send text') })
  })

  it('that cannot be transcribed is told, no answer is made up, and the session goes on', async () => {
    await using broken = await startTranscriptionServer(() => ({ status: 500, body: '{}' }))
    await using bench = await openSpoken({ ears: await openServerEars(broken.baseUrl) })
    speakInto(bench, quiet(500), soundOf(question), quiet(1000))
    const { error } = await bench.until('conversation.item.input_audio_transcription.failed')
    expect(error).toMatchObject({ code: 'transcription_failed', message: expect.stringContaining('Say it again') })
    expect(bench.errors).toMatchObject([{ code: 'SERVER_REFUSED' }])
    bench.send({ type: 'response.create' })
    await bench.until('response.done')
    expect(bench.requests.map(words)).toEqual([[]])
  })
})

describe('while one turn is transcribed', () => {
  it('the next one begins, and the answer comes when both are heard', async () => {
    const first = Promise.withResolvers<string>()
    let count = 0
    const transcribe: Transcribe = () => ((count += 1) === 1 ? first.promise : 'the second')
    await using slow = await startTranscriptionServer(transcribe)
    await using bench = await openSpoken({ ears: await openServerEars(slow.baseUrl) })
    speakInto(bench, quiet(500), soundOf(question), quiet(1000), soundOf(more), quiet(1000))
    await bench.until('conversation.item.input_audio_transcription.completed')
    expect(bench.types()).not.toContain('response.created')
    first.resolve('the first')
    await bench.until('response.done')
    expect(bench.requests.map(words)).toEqual([['the first', 'the second']])
    expect(checkOrder(bench.events)).toEqual([])
  })

  it('the agent does not speak into what the person goes on to say', async () => {
    const first = Promise.withResolvers<string>()
    let count = 0
    const transcribe: Transcribe = () => ((count += 1) === 1 ? first.promise : 'the second')
    await using slow = await startTranscriptionServer(transcribe)
    await using bench = await openSpoken({ ears: await openServerEars(slow.baseUrl) })
    speakInto(bench, quiet(500), soundOf(question), quiet(1000), soundOf(more))
    await bench.until('input_audio_buffer.speech_started', 2)
    first.resolve('the first')
    await bench.until('conversation.item.input_audio_transcription.completed')
    expect(bench.types()).not.toContain('response.created')
    speakInto(bench, quiet(1000))
    await bench.until('response.done')
    expect(bench.requests.map(words)).toEqual([['the first', 'the second']])
  })

  it('a session that ends lets the server know that nobody waits', async () => {
    const asked = Promise.withResolvers<AbortSignal>()
    await using slow = await startTranscriptionServer(({ signal }) => {
      asked.resolve(signal)
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve('')))
    })
    const bench = await openSpoken({ ears: await openServerEars(slow.baseUrl) })
    speakInto(bench, quiet(500), soundOf(question), quiet(1000))
    const gone = await asked.promise
    const left = new Promise((resolve) => gone.addEventListener('abort', resolve))
    await bench[Symbol.asyncDispose]()
    await left
    expect(bench.errors).toEqual([])
  })
})

describe('while the agent speaks', () => {
  it('speech of half a second interrupts it, and the turn is heard', async () => {
    await using bench = await openSpoken({ script: [endless, () => [say('Yes?')]] })
    bench.send({ type: 'response.create' })
    await bench.until('response.output_audio.delta')
    speakInto(bench, quiet(300), soundOf(stop), quiet(1000))
    const { response } = await bench.until('response.done')
    expect(response).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'turn_detected' },
      output: [{ status: 'incomplete' }],
    })
    await bench.until('response.done', 2)
    const types = bench.types()
    expect(types.indexOf('input_audio_buffer.speech_started')).toBeLessThan(types.indexOf('response.done'))
    expect(types.indexOf('response.done')).toBeLessThan(types.indexOf('input_audio_buffer.speech_stopped'))
    expect(bench.requests.map(words)).toEqual([[], [plainWords(stop)]])
    expect(checkOrder(bench.events)).toEqual([])
  })

  it.each([...nods.map((text) => [text, soundOf(text)] as const), ['a cough', cough()] as const])(
    '%s does not',
    async (_name, sound) => {
      await using bench = await openSpoken({ script: [endless, () => [say('Yes?')]] })
      bench.send({ type: 'response.create' })
      await bench.until('response.output_audio.delta')
      speakInto(bench, quiet(300), sound, quiet(1000))
      // Sound is listened to in its order: once this is a turn, the nod was none.
      speakInto(bench, quiet(300), soundOf(stop), quiet(1000))
      await bench.until('response.done', 2)
      expect(bench.events.filter(({ type }) => type === 'input_audio_buffer.speech_started')).toHaveLength(1)
      const { audio_start_ms } = await bench.until('input_audio_buffer.speech_started')
      expect(audio_start_ms).toBeGreaterThan(1300)
      expect(bench.requests.map(words)).toEqual([[], [plainWords(stop)]])
    },
  )

  it('what is still being heard can be interrupted when all of it was sent, and only what was heard is remembered', async () => {
    let now = 0
    await using bench = await openSpoken({
      script: [() => [say('One two three four five six seven eight nine ten.')], () => [say('Yes?')]],
      now: () => now,
    })
    bench.send({ type: 'response.create' })
    const { response } = await bench.until('response.done')
    // A word is 100 ms long. A nod is none, half a second later either.
    now = 300
    speakInto(bench, quiet(300), soundOf('Aham.'), quiet(1000), soundOf(stop), quiet(1000))
    await bench.until('input_audio_buffer.speech_started')
    bench.send({
      type: 'conversation.item.truncate',
      item_id: response.output?.[0]?.id,
      content_index: 0,
      audio_end_ms: 300,
    })
    await bench.until('response.done', 2)
    expect(bench.requests[1]?.history).toMatchObject([{ role: 'assistant', text: 'One two three ' }, { role: 'user' }])
    expect(bench.requests.map(words)).toEqual([[], [plainWords(stop)]])

    // The last word was heard to its end.
    now = 5000
    speakInto(bench, soundOf('Yes.'), quiet(1000))
    await bench.until('response.done', 3)
    expect(words(bench.requests[2] as BrainRequest)).toEqual([plainWords(stop), 'yes'])
  })

  it('speech interrupts nothing where the session says so', async () => {
    const input = { turn_detection: { type: 'server_vad' as const, interrupt_response: false, create_response: false } }
    await using bench = await openSpoken({ script: [endless], session: { audio: { input } } })
    bench.send({ type: 'response.create' })
    await bench.until('response.output_audio.delta')
    speakInto(bench, quiet(300), soundOf(stop), quiet(1000))
    await bench.until('conversation.item.input_audio_transcription.completed')
    expect(bench.types()).not.toContain('response.done')
  })
})
