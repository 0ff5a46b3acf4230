import { clip, generatedSpeech, PatchbayError, voices as voicesAnswer } from '@patchbay/contract'
import { SAMPLE_RATE, WAV_HEADER_BYTES } from '@patchbay/speech'
import { describeDatabases } from '@patchbay/test-support/describe-databases'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestVoicebox, type TestVoicebox } from './testing/open-test-voicebox.ts'

interface AudioBlock {
  type: string
  data?: string
  mimeType?: string
  text?: string
  uri?: string
}

/** The samples of a WAV file in base64, as a reader of the format finds them. */
function samplesOf(data: string | undefined): Int16Array {
  const file = Buffer.from(data ?? '', 'base64')
  expect(file.toString('latin1', 0, 4)).toBe('RIFF')
  expect(file.readUInt32LE(4)).toBe(file.length - 8)
  expect(file.readUInt32LE(24)).toBe(SAMPLE_RATE)
  const count = file.readUInt32LE(40) / 2
  return Int16Array.from({ length: count }, (_, index) => file.readInt16LE(WAV_HEADER_BYTES + index * 2))
}

function loudestOf(samples: Int16Array): number {
  return samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0)
}

describeDatabases('the voicebox', (kind) => {
  let box: TestVoicebox
  beforeAll(async () => {
    box = await openTestVoicebox(kind)
  })
  afterAll(async () => box[Symbol.asyncDispose]())

  async function speak(args: Record<string, unknown>, phone?: string) {
    await using client = await box.connect(phone)
    const result = await client.client.callTool({ name: 'generate_speech', arguments: args })
    return { ...result, blocks: result.content as AudioBlock[] }
  }

  test('is named exactly as the document says, and has the tools and resources of the contract', async () => {
    await using client = await box.connect()
    expect(client.client.getServerVersion()?.name).toBe('AgentVoiceBox')
    expect((await client.client.listTools()).tools.map(({ name }) => name)).toEqual([
      'list_voices',
      'generate_speech',
      'get_server_status',
      'list_capabilities',
      'get_usage',
      'create_realtime_session',
    ])
    expect((await client.client.listResources()).resources.map(({ uri }) => uri)).toEqual([
      'voicebox://voices',
      'voicebox://usage',
      'voicebox://status',
    ])
    const { resourceTemplates } = await client.client.listResourceTemplates()
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'voicebox://voices/{voice_id}',
      'voicebox://clips/{clip_id}',
    ])
  })

  test('the first text of its status is the document’s sentence, to the letter', async () => {
    await using client = await box.connect()
    const { content, structuredContent } = await client.client.callTool({ name: 'get_server_status', arguments: {} })
    expect(content[0]).toEqual({ type: 'text', text: 'AgentVoiceBox Platform is ONLINE' })
    expect(structuredContent).toMatchObject({
      status: 'ONLINE',
      parts: expect.arrayContaining([{ part: 'database', healthy: true, detail: 'It answers.' }]),
    })
  })

  test('lists the voices of the database, of one language or all', async () => {
    await using client = await box.connect()
    const { voices } = voicesAnswer.parse((await client.call('list_voices')).structured)
    expect(voices.length).toBe(box.deps.voices.list().length)
    expect(voices.find(({ voice_id }) => voice_id === 'af_heart')).toMatchObject({
      engine: 'kokoro',
      language: 'en-US',
    })
    const portuguese = voicesAnswer.parse((await client.call('list_voices', { language: 'pt' })).structured).voices
    expect(new Set(portuguese.map(({ language }) => language))).toEqual(new Set(['pt-BR', 'pt-PT']))
    const none = await client.call('list_voices', { language: 'xx' })
    expect(none.structured).toEqual({ voices: [] })
  })

  test('speaks: a WAV file that is not silent, and its facts', async () => {
    const { blocks, structuredContent, isError } = await speak({
      text: 'Your court is booked.',
      voice_id: 'espeak_en-us',
    })
    expect(isError ?? false).toBe(false)
    expect(blocks[0]).toMatchObject({ type: 'audio', mimeType: 'audio/wav' })
    const samples = samplesOf(blocks[0]?.data)
    expect(loudestOf(samples)).toBeGreaterThan(3_000)
    const facts = generatedSpeech.parse(structuredContent)
    expect(Object.keys(structuredContent as object).toSorted()).toEqual([
      'characters',
      'clip_uri',
      'duration_s',
      'engine',
      'sample_rate_hz',
      'voice_id',
    ])
    expect(facts).toMatchObject({
      voice_id: 'espeak_en-us',
      engine: 'espeak',
      sample_rate_hz: SAMPLE_RATE,
      characters: 21,
    })
    expect(facts.duration_s).toBeCloseTo(samples.length / SAMPLE_RATE, 1)
    expect(blocks.at(-1)?.text).toBe(JSON.stringify(structuredContent))
  })

  test('where a voice’s model is not here, the answer names what spoke instead', async () => {
    const { structuredContent, blocks } = await speak({ text: 'Olá.', voice_id: 'pf_dora' })
    const isReady = box.deps.voices.list().find(({ voiceId }) => voiceId === 'pf_dora')?.ready === true
    expect(structuredContent).toMatchObject({ voice_id: 'pf_dora', engine: isReady ? 'kokoro' : 'espeak' })
    if (!isReady)
      expect(blocks[1]?.text).toBe('pf_dora is not ready here, so espeak_pt-br (espeak) spoke in its place.')
  })

  test('of an unknown voice the nearest are named', async () => {
    const { isError, blocks } = await speak({ text: 'Hello.', voice_id: 'af_hart' })
    expect(isError).toBe(true)
    expect(blocks[0]?.text).toMatch(/^There is no voice af_hart\. The nearest are: af_heart \(Heart, en-US\), /)
  })

  test('the clip is kept, and read as a resource by whoever it is for', async () => {
    const phone = '+5511999999999'
    const spoken = await speak({ text: 'For the caller alone.', voice_id: 'espeak_en-us' }, phone)
    const { clip_uri } = generatedSpeech.parse(spoken.structuredContent)
    const read = async (by?: string) => {
      await using client = await box.connect(by)
      return await client.client.readResource({ uri: clip_uri })
    }
    const contents = [{ uri: clip_uri, mimeType: 'audio/wav', blob: spoken.blocks[0]?.data }]
    expect(await read(phone)).toMatchObject({ contents })
    // The user who named the caller has it too; another caller of theirs has not.
    expect(await read()).toMatchObject({ contents })
    await expect(read('+5511988887777')).rejects.toThrow('There is no such clip.')
    const id = clip_uri.slice('voicebox://clips/'.length)
    await expect(box.voicebox.readClip({ userId: 2 }, id)).rejects.toThrow('There is no such clip.')
    await expect(box.voicebox.deleteClip({ userId: 2 }, id)).rejects.toThrow('There is no such clip.')
    await expect(box.voicebox.linkTo({ userId: 2 }, id)).rejects.toThrow('There is no such clip.')
  })

  test('voices, usage and status are resources too, and an unknown one is refused in words', async () => {
    await using client = await box.connect()
    const json = async (uri: string) => {
      const { contents } = await client.client.readResource({ uri })
      return JSON.parse(String((contents[0] as { text?: string }).text)) as unknown
    }
    expect(await json('voicebox://voices')).toEqual((await client.call('list_voices')).structured)
    expect(await json('voicebox://usage')).toEqual((await client.call('get_usage')).structured)
    expect(await json('voicebox://status')).toEqual((await client.call('get_server_status')).structured)
    expect(await json('voicebox://voices/af_heart')).toMatchObject({ voice_id: 'af_heart' })
    await expect(client.client.readResource({ uri: 'voicebox://voices/af_hart' })).rejects.toThrow('af_heart (Heart')
  })

  test('what would be more than 4 MiB is a link, whose address plays the same clip', { timeout: 120_000 }, async () => {
    const { blocks, structuredContent } = await speak({
      text: 'The quick brown fox jumps over the lazy dog, again and again. '.repeat(40),
      voice_id: 'espeak_en-us',
      speed: 0.6,
    })
    const { clip_uri, duration_s } = generatedSpeech.parse(structuredContent)
    expect(blocks.map(({ type }) => type)).toEqual(['resource_link', 'text', 'text'])
    expect(blocks[0]).toMatchObject({ uri: clip_uri, mimeType: 'audio/wav' })
    await using client = await box.connect()
    const { contents } = await client.client.readResource({ uri: clip_uri })
    const described = clip.loose().parse(JSON.parse(String((contents[0] as { text?: string }).text)))
    expect(described.bytes).toBeGreaterThan(3 * 1024 * 1024)
    const [, id = '', expires = '', signature = ''] =
      /^https:\/\/box\.example\.com\/api\/voices\/clips\/([\w-]+)\/(\d+)\/([\w-]+)\.wav$/.exec(
        String(described['url']),
      ) ?? []
    const file = await box.voicebox.followLink(id, Number(expires), signature)
    const bytes = Buffer.concat(await Array.fromAsync(file.read(0, file.bytes)))
    expect(bytes.length).toBe(described.bytes)
    expect(bytes.readUInt32LE(40) / 2 / SAMPLE_RATE).toBeCloseTo(duration_s, 1)
    // A piece from the middle, as a player asks for when somebody jumps there.
    const [from, to] = [WAV_HEADER_BYTES + 300_001, WAV_HEADER_BYTES + 900_007]
    expect(Buffer.concat(await Array.fromAsync(file.read(from, to)))).toEqual(bytes.subarray(from, to))
    await expect(box.voicebox.followLink(id, Number(expires) + 1, signature)).rejects.toThrow('has expired')
    const before = box.clock.now
    box.clock.now = new Date(before.getTime() + 3600 * 1000 + 1000)
    await expect(box.voicebox.followLink(id, Number(expires), signature)).rejects.toThrow('has expired')
    box.clock.now = before
  })

  describe('hard texts', () => {
    test.each([
      ['SSML', '<speak>Hello <break time="9s"/> <prosody rate="x-slow">there</prosody> & goodbye</speak>'],
      ['emoji', '😀 See you 👩‍👩‍👧 soon 🎾!'],
      ['control characters', 'one\u0000two\u0007three\u001b[31m four\r\nfive'],
      ['right to left', 'שלום עולם and مرحبا بالعالم'],
      ['half of a surrogate pair', 'broken \ud83d here'],
      ['phonemes of espeak', '[[h@l’oU]] and so on'],
    ])('%s are spoken', async (_, text) => {
      const { blocks, isError } = await speak({ text, voice_id: 'espeak_en-us' })
      expect({ isError: isError ?? false, text: blocks.at(-1)?.text }).toMatchObject({ isError: false })
      expect(loudestOf(samplesOf(blocks[0]?.data))).toBeGreaterThan(1_000)
    })

    test('5,000 characters without a space are spoken', { timeout: 120_000 }, async () => {
      const { structuredContent, isError } = await speak({
        text: 'ab'.repeat(2_500),
        voice_id: 'espeak_en-us',
        speed: 1.5,
      })
      expect({ isError: isError ?? false, structuredContent }).toMatchObject({
        isError: false,
        structuredContent: { characters: 5_000 },
      })
    })

    test.each([
      ['nothing', '', /text/],
      ['more than 5,000 characters', 'a'.repeat(5_001), /at most 5000 characters/],
      ['nothing but spaces', ' \n\t ', /nothing in this text that can be said aloud/],
      ['nothing but control characters', '\u0001\u0002\u0003', /nothing in this text that can be said aloud/],
    ])('%s is refused in words', async (_, text, words) => {
      const { isError, blocks } = await speak({ text, voice_id: 'espeak_en-us' })
      expect({ isError, text: blocks[0]?.text }).toEqual({ isError: true, text: expect.stringMatching(words) })
    })

    test('a language that nothing here speaks is refused in words', async () => {
      const silent = box.deps.voices.list().find(({ ready, language }) => !ready && language === 'ja')
      if (!silent) return
      const { isError, blocks } = await speak({ text: 'こんにちは', voice_id: silent.voiceId })
      expect({ isError, text: blocks[0]?.text }).toMatchObject({
        isError: true,
        text: expect.stringContaining('Nothing here can speak ja now'),
      })
    })

    test('an emoji counts once', async () => {
      const { structuredContent } = await speak({ text: 'a😀b', voice_id: 'espeak_en-us' })
      expect(structuredContent).toMatchObject({ characters: 3 })
    })
  })

  test('its capabilities name what it has and how far it goes', async () => {
    await using client = await box.connect()
    const { structured } = await client.call('list_capabilities')
    expect(structured).toMatchObject({
      tools: expect.arrayContaining(['generate_speech']),
      resources: expect.arrayContaining(['voicebox://clips/{clip_id}']),
      engines: [
        { engine: 'kokoro', voices: 54 },
        { engine: 'espeak', voices: 8 },
      ],
      limits: { text_characters: 5_000, clip_days: 7, quota_characters: 100_000 },
    })
  })

  test('without a way to make realtime sessions it says so plainly', async () => {
    await using client = await box.connect()
    expect(await client.call('create_realtime_session')).toMatchObject({
      isError: true,
      text: 'This installation makes no realtime sessions. generate_speech speaks a text without one.',
    })
  })

  test('nothing of this was an internal error', () => {
    expect(box.errors.map(String)).toEqual([])
  })
})

test('a realtime session’s secret is in the structure and in no text, and a refusal keeps its words', async () => {
  const asked: unknown[] = []
  await using box = await openTestVoicebox('pglite', {
    async makeRealtimeSession(principal, options) {
      asked.push([principal.userId, options])
      if (options.voice === 'none') throw new PatchbayError('SCOPE_REQUIRED', 'This needs the scope realtime.')
      const secret = { value: 'ek_secret', expires_at: 1_795_700_000 }
      const url = 'wss://box.example.com/v1/realtime'
      return { mode: 'mcp', engine: 'local', client_secret: secret, ...secret, session: { type: 'realtime' }, url }
    },
  })
  await using client = await box.connect()
  const made = await client.call('create_realtime_session', { voice: 'alloy' })
  expect(made.structured).toMatchObject({ engine: 'local', value: 'ek_secret' })
  expect(made.text).not.toContain('ek_secret')
  expect(await client.call('create_realtime_session', { voice: 'none' })).toMatchObject({
    isError: true,
    text: 'This needs the scope realtime.',
  })
  expect(await client.call('create_realtime_session', { instructions: 'Sing.' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('realtime:configure'),
  })
  expect(asked).toEqual([
    [1, { voice: 'alloy' }],
    [1, { voice: 'none' }],
  ])
})
