import { connect } from 'node:net'
import type { ServerEvent } from '@patchbay/realtime'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { expect, test } from 'vitest'
import { endsAnswer, readAnswer } from './src/realtime-answer.ts'
import { shareGateway } from './src/share-gateway.ts'
import { mcpApiKey } from './src/start-gateway.ts'

type ConversationItem = OpenAI.Realtime.ConversationItem

const gateway = shareGateway()

const openGate: OpenAI.Realtime.RealtimeFunctionTool = {
  type: 'function',
  name: 'open_gate',
  description: 'Open a gate of the parking lot',
  parameters: {
    type: 'object',
    properties: { gate: { type: 'string', enum: ['north', 'south'], description: 'Which gate' } },
    required: ['gate'],
  },
}

/**
 * The client of the `openai` package. It speaks `wss:` alone, whatever its base URL says, and hands `options` on to
 * `ws`: the connection made here ends where a proxy in front of the gateway would have taken the TLS off.
 */
function openClient() {
  const { port, url } = gateway()
  const client = new OpenAI({ apiKey: mcpApiKey, baseURL: `${url}/v1` })
  const options = { createConnection: () => connect(port, '127.0.0.1') }
  const realtime = new OpenAIRealtimeWS({ model: 'patchbay', options }, client)
  const events: ServerEvent[] = []
  const errors: Error[] = []
  realtime.on('event', (event) => events.push(event))
  realtime.on('error', (error) => errors.push(error))

  async function answerTo(item: ConversationItem) {
    const from = events.length
    realtime.send({ type: 'conversation.item.create', item })
    realtime.send({ type: 'response.create' })
    await expect.poll(() => events.slice(from).some(endsAnswer), { timeout: 20_000 }).toBe(true)
    const since = events.slice(from)
    const answer = since.slice(0, since.findIndex(endsAnswer) + 1)
    return { ...readAnswer(answer), types: answer.map(({ type }) => type) }
  }
  return {
    realtime,
    errors,
    async has(type: ServerEvent['type']) {
      await expect.poll(() => events.map((event) => event.type), { timeout: 10_000 }).toContain(type)
    },
    answerTo,
    say: (text: string) => answerTo({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] }),
    [Symbol.dispose]: () => realtime.close(),
  }
}

/** A response's kinds of events, by the first of each. */
function orderOf(types: string[]): string[] {
  return [...new Set(types.slice(types.indexOf('response.created')))]
}

test('the client of the openai package talks, hears, and runs a function', async () => {
  using client = openClient()
  await client.has('session.created')
  client.realtime.send({
    type: 'session.update',
    session: { type: 'realtime', instructions: 'You keep the gates of a car park.', tools: [openGate] },
  })
  await client.has('session.updated')

  const asked = await client.say('Please open the north gate')
  expect(asked.text).toMatch(/gate north.*\?$/)
  expect(orderOf(asked.types)).toEqual([
    'response.created',
    'response.output_item.added',
    'conversation.item.added',
    'response.content_part.added',
    'response.output_audio_transcript.delta',
    'response.output_audio.delta',
    'response.output_audio.done',
    'response.output_audio_transcript.done',
    'response.content_part.done',
    'response.output_item.done',
    'conversation.item.done',
    'response.done',
  ])
  const lastDelta = asked.types.findLastIndex((type) => type.endsWith('.delta'))
  expect(lastDelta).toBeLessThan(asked.types.indexOf('response.output_audio.done'))
  // A sentence of this length is spoken for well over a second.
  expect(asked.loudSamples).toBeGreaterThan(6_000)

  const agreed = await client.say('yes')
  expect(orderOf(agreed.types)).toEqual([
    'response.created',
    'response.output_item.added',
    'conversation.item.added',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'response.output_item.done',
    'conversation.item.done',
    'response.done',
  ])
  const [call] = agreed.items
  if (call?.type !== 'function_call') throw new Error(`no function call, but ${JSON.stringify(agreed.items)}`)
  expect(call).toMatchObject({ status: 'completed', name: 'open_gate', arguments: '{"gate":"north"}' })

  const output = 'The north gate is open for two minutes.'
  const told = await client.answerTo({ type: 'function_call_output', call_id: call.call_id ?? '', output })
  expect(told.text).toContain('two minutes')
  expect(told.loudSamples).toBeGreaterThan(6_000)
  expect(client.errors).toEqual([])
})

test('a mistake of the client is an error event, and the conversation goes on', async () => {
  using client = openClient()
  await client.has('session.created')
  client.realtime.send({ type: 'conversation.item.delete', event_id: 'mine', item_id: 'nothing' })
  await client.has('error')
  expect(client.errors).toMatchObject([{ error: { type: 'invalid_request_error', event_id: 'mine' } }])
  expect((await client.say('Hello!')).text).toMatch(/help/)
})
