import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrainEvent, BrainRequest } from '../brain.ts'
import { createChatCompletionsBrain } from './chat-completions.ts'

// No model runs here: an endpoint that streams what the API's reference says that a model would.

describe('the chat completions brain', () => {
  let server: Server
  let baseURL: string
  let asked: Record<string, unknown>[] = []
  let headers: Record<string, unknown>[] = []
  let chunks: object[] = []
  beforeAll(async () => {
    const answer = async (req: IncomingMessage, res: ServerResponse) => {
      headers.push(req.headers)
      asked.push({ path: req.url, ...JSON.parse(await text(req)) })
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const delta of chunks) res.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`)
      res.end('data: [DONE]\n\n')
    }
    server = createServer((req, res) => void answer(req, res)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    // An address object: it listens on a port.
    baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  })
  afterAll(() => server.close())

  const request: BrainRequest = {
    instructions: 'Be kind.',
    history: [
      { type: 'message', role: 'user', text: 'Book it' },
      { type: 'tool_call', callId: 'c1', name: 'book', arguments: '{"id":1}' },
      { type: 'tool_result', callId: 'c1', output: 'full', failed: true },
    ],
    tools: [{ name: 'book', description: 'Books', parameters: { type: 'object' }, readOnly: false }],
    toolChoice: 'auto',
    timezone: 'America/Sao_Paulo',
    now: new Date('2026-03-01T12:00:00Z'),
    signal: new AbortController().signal,
  }

  async function respond(streamed: object[], more: Partial<BrainRequest> = {}): Promise<BrainEvent[]> {
    chunks = streamed
    asked = []
    headers = []
    const brain = createChatCompletionsBrain({ baseURL, apiKey: 'a-key', model: 'some-model' })
    expect(brain.name).toBe('some-model')
    const events: BrainEvent[] = []
    for await (const event of brain.respond({ ...request, ...more })) events.push(event)
    return events
  }

  it('tells the model what was said and done, what time it is, and which tools there are', async () => {
    await respond([{ content: 'ok' }])
    expect(headers[0]).toMatchObject({ authorization: 'Bearer a-key' })
    expect(asked[0]).toMatchObject({
      path: '/v1/chat/completions',
      model: 'some-model',
      stream: true,
      tool_choice: 'auto',
      tools: [{ type: 'function', function: { name: 'book', description: 'Books', parameters: { type: 'object' } } }],
      messages: [
        { role: 'system', content: expect.stringMatching(/^Be kind\.\n\nIt is .*March.* 9:00.*America\/Sao_Paulo/s) },
        { role: 'user', content: 'Book it' },
        { role: 'assistant', tool_calls: [{ id: 'c1', function: { name: 'book', arguments: '{"id":1}' } }] },
        { role: 'tool', tool_call_id: 'c1', content: 'full' },
      ],
    })
  })

  it('says words as they come, and a call once its pieces are together', async () => {
    const events = await respond([
      { content: 'One ' },
      { content: 'moment.' },
      { tool_calls: [{ index: 0, id: 'x', function: { name: 'book', arguments: '{"id"' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ':2}' } }] },
    ])
    expect(events).toEqual([
      { type: 'text', text: 'One ' },
      { type: 'text', text: 'moment.' },
      { type: 'tool_call', name: 'book', arguments: '{"id":2}' },
    ])
  })

  it('sends no tools where there are none, and stops when it is told to', async () => {
    await respond([{ content: 'ok' }], { tools: [] })
    expect(asked[0]).not.toHaveProperty('tools')
    const signal = AbortSignal.abort(new Error('hung up'))
    await expect(respond([{ content: 'ok' }], { signal })).rejects.toThrow(/abort/i)
  })
})
