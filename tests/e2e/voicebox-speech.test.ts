import { Client, SSEClientTransport, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { clips, generatedSpeech, speechUsage } from '@patchbay/contract'
import { describe, expect, test } from 'vitest'
import { shareGateway } from './src/share-gateway.ts'
import { adminApiKey } from './src/start-gateway.ts'
import { openWebSocketTransport } from './src/web-socket-transport.ts'

// A long text on its way through the gateway: what is told of it meanwhile, and what stops it.

const gateway = shareGateway()
const headers = { 'x-api-key': adminApiKey }
const requestInit = { headers }
/** Espeak has done with it in seconds; the machine may be busy. */
const timeout = 120_000

const sentence = 'Every wave of this morning was counted by somebody on the beach. '
const text = sentence.repeat(40).trim()

const mounts: [string, () => Transport][] = [
  ['SSE', () => new SSEClientTransport(new URL(`${gateway().url}/api/v2/mcp/sse`), { requestInit })],
  ['Streamable HTTP', () => new StreamableHTTPClientTransport(new URL(`${gateway().url}/api/v2/mcp`), { requestInit })],
  ['WebSocket', () => openWebSocketTransport(`${gateway().url.replace('http', 'ws')}/api/v2/mcp`, headers)],
]

async function connect(open: () => Transport) {
  const client = new Client({ name: 'test', version: '1' })
  await client.connect(open())
  return { client, [Symbol.asyncDispose]: () => client.close() }
}

async function readJson(path: string): Promise<unknown> {
  return (await fetch(gateway().url + path, { headers })).json()
}

const usage = async () => speechUsage.parse(await readJson('/api/voices/usage'))
const keptClips = async () => clips.parse(await readJson('/api/voices/clips')).clips.length

describe.each(mounts)('a long text over %s', { timeout }, (_, open) => {
  const call = { name: 'generate_speech', arguments: { text, voice_id: 'espeak_en-us' } }

  test('is told of sentence by sentence, in order, and counted once', async () => {
    await using connected = await connect(open)
    const before = await usage()
    const told: { progress: number; total?: number | undefined; message?: string | undefined }[] = []
    const spoken = await connected.client.callTool(call, { onprogress: (progress) => told.push(progress), timeout })
    expect(generatedSpeech.parse(spoken.structuredContent).characters).toBe(text.length)
    // The last sentence has no space behind it.
    const steps = Array.from({ length: 40 }, (__, n) => Math.min((n + 1) * sentence.length, text.length))
    expect(told.map(({ progress }) => progress)).toEqual(steps)
    expect(new Set(told.map(({ total }) => total))).toEqual(new Set([text.length]))
    expect(told[0]?.message).toBe(`${sentence.length} of ${text.length} characters are spoken`)
    const after = await usage()
    expect([after.characters - before.characters, after.calls - before.calls]).toEqual([text.length, 1])
  })

  test('ends when it is cancelled: what was spoken is counted, nothing is kept', async () => {
    await using connected = await connect(open)
    const [before, clipsBefore] = [await usage(), await keptClips()]
    const cancel = new AbortController()
    let told = 0
    const speaking = connected.client.callTool(call, {
      signal: cancel.signal,
      timeout,
      onprogress({ progress }) {
        told = progress
        cancel.abort()
      },
    })
    await expect(speaking).rejects.toThrow('aborted')
    // Nothing is held back any more: it has ended.
    await expect
      .poll(
        async () => {
          const { quota_characters, left_characters, characters } = await usage()
          return quota_characters - left_characters === characters
        },
        { timeout },
      )
      .toBe(true)
    const counted = (await usage()).characters - before.characters
    expect(counted).toBeGreaterThanOrEqual(told)
    expect(counted).toBeLessThan(text.length)
    expect(counted % sentence.length).toBe(0)
    expect(await keptClips()).toBe(clipsBefore)
  })
})
