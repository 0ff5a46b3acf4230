import { describe, expect, it } from 'vitest'
import { checkOrder } from '../test/check-order.ts'
import { openBench, say, use, userSays } from '../test/session-bench.ts'

const text = { output_modalities: ['text'] as ('text' | 'audio')[] }

describe('a session', () => {
  it('greets with itself, and takes changes member by member', async () => {
    await using bench = openBench()
    bench.send({
      type: 'session.update',
      event_id: 'e1',
      session: { instructions: 'Be kind', audio: { output: { voice: 'ana' } } },
    })
    bench.send({
      type: 'session.update',
      session: { audio: { output: { speed: 1.2 }, input: { turn_detection: null } } },
    })
    expect(bench.types()).toEqual(['session.created', 'session.updated', 'session.updated'])
    expect(bench.session.describe()).toMatchObject({
      type: 'realtime',
      model: 'patchbay-test',
      instructions: 'Be kind',
      output_modalities: ['audio'],
      audio: {
        input: { format: { type: 'audio/pcm', rate: 24_000 }, turn_detection: null },
        output: { voice: 'ana', speed: 1.2 },
      },
    })
  })

  it.each([
    ['{', 'invalid_json', null],
    ['5', 'missing_type', null],
    ['{"type":"make.coffee","event_id":"e7"}', 'unknown_event', 'e7'],
    ['{"type":"input_audio_buffer.append","audio":5,"event_id":"e8"}', 'invalid_value', 'e8'],
    ['{"type":"conversation.item.delete","item_id":"nothing","event_id":"e9"}', 'item_not_found', 'e9'],
    ['{"type":"response.cancel","event_id":"e10"}', 'response_cancel_not_active', 'e10'],
    ['{"type":"input_audio_buffer.commit","event_id":"e11"}', 'input_audio_buffer_commit_empty', 'e11'],
    ['{"type":"session.update","session":{"audio":{"output":{"speed":9}}}}', 'invalid_value', null],
  ])('answers %s with an error, and goes on', async (event, code, eventId) => {
    await using bench = openBench({ session: text })
    bench.session.receive(event)
    const error = await bench.until('error')
    expect(error.error).toMatchObject({
      type: 'invalid_request_error',
      code,
      event_id: eventId,
      message: expect.any(String),
    })
    bench.send({ type: 'response.create' })
    await bench.until('response.done')
    expect(bench.errors).toEqual([])
  })

  it('answers text in the order of the protocol', async () => {
    await using bench = openBench({ session: text, script: [() => [say('Hello. '), say('How are you?')]] })
    bench.send({ ...userSays('hi'), event_id: 'x' })
    bench.send({ type: 'response.create', response: { metadata: { client_event_id: 'abc' } } })
    const { response } = await bench.until('response.done')
    expect(bench.types()).toEqual([
      'session.created',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'conversation.item.done',
      'response.done',
      'rate_limits.updated',
    ])
    expect(response).toMatchObject({
      status: 'completed',
      metadata: { client_event_id: 'abc' },
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello. How are you?' }] }],
    })
    expect(bench.requests[0]?.history).toEqual([{ type: 'message', role: 'user', text: 'hi' }])
    expect(checkOrder(bench.events)).toEqual([])
  })

  it('speaks what it says, sentence by sentence', async () => {
    await using bench = openBench({ script: [() => [say('One two. Three')]] })
    bench.send({ type: 'response.create' })
    await bench.until('response.done')
    const bytes = bench.events.flatMap((event) =>
      event.type === 'response.output_audio.delta' ? [...Buffer.from(event.delta, 'base64')] : [],
    )
    // Three words of 100 ms, at 24 kHz and two bytes a sample.
    expect(bytes).toHaveLength(3 * 2_400 * 2)
    const order = bench.types().filter((type) => type.startsWith('response.output_audio'))
    expect(order[0]).toBe('response.output_audio_transcript.delta')
    expect(order.slice(-2)).toEqual(['response.output_audio.done', 'response.output_audio_transcript.done'])
    expect(checkOrder(bench.events)).toEqual([])
  })

  it('keeps of an interrupted answer what was heard', async () => {
    await using bench = openBench({ script: [() => [say('One two three four. Five six.')]] })
    bench.send({ type: 'response.create' })
    const { response } = await bench.until('response.done')
    const item_id = response.output?.[0]?.id
    bench.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 250 })
    await bench.until('conversation.item.truncated')
    bench.send({ type: 'response.create' })
    await bench.until('response.done', 2)
    expect(bench.requests[1]?.history).toEqual([{ type: 'message', role: 'assistant', text: 'One two ' }])
    bench.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 9_999 })
    expect((await bench.until('error')).error.param).toBe('audio_end_ms')
  })

  it('hands a function call to the client and goes on from its output', async () => {
    const tools = [{ type: 'function' as const, name: 'weather', parameters: { type: 'object' } }]
    await using bench = openBench({
      session: { ...text, tools },
      script: [() => [say('Let me see. '), use('weather', { city: 'Rio' })], () => [say('It is sunny.')]],
    })
    bench.send({ type: 'response.create' })
    const { response } = await bench.until('response.done')
    const call = response.output?.[1]
    expect(call).toMatchObject({
      type: 'function_call',
      status: 'completed',
      name: 'weather',
      arguments: '{"city":"Rio"}',
    })
    const call_id = call?.type === 'function_call' ? call.call_id : undefined
    bench.send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id, output: 'sunny' } })
    bench.send({ type: 'response.create' })
    await bench.until('response.done', 2)
    expect(bench.requests[1]?.history.slice(-2)).toEqual([
      { type: 'tool_call', callId: call_id, name: 'weather', arguments: '{"city":"Rio"}' },
      { type: 'tool_result', callId: call_id, output: 'sunny', failed: false },
    ])
    bench.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id: 'other', output: '' },
    })
    expect((await bench.until('error')).error.code).toBe('invalid_tool_call_id')
    expect(checkOrder(bench.events)).toEqual([])
  })
})

describe('one response at a time', () => {
  const slow = async function* () {
    yield say('Well, ')
    await new Promise(() => {})
  }

  it('refuses a second one, and cancels the first', async () => {
    await using bench = openBench({ session: text, script: [slow] })
    bench.send({ type: 'response.create' })
    await bench.until('response.created')
    bench.send({ type: 'response.create', event_id: 'second' })
    expect((await bench.until('error')).error).toMatchObject({
      code: 'conversation_already_has_active_response',
      event_id: 'second',
    })
    bench.send({ type: 'response.cancel' })
    const { response } = await bench.until('response.done')
    expect(response).toMatchObject({
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'client_cancelled' },
    })
    expect(checkOrder(bench.events)).toEqual([])
  })

  it('lets one run beside it that belongs to no conversation', async () => {
    await using bench = openBench({ session: text, script: [slow, () => [say('Aside.')]] })
    bench.send({ type: 'response.create' })
    await bench.until('response.created')
    bench.send({ type: 'response.create', response: { conversation: 'none', metadata: { topic: 'x' } } })
    const { response } = await bench.until('response.done')
    expect(response).toMatchObject({ status: 'completed', metadata: { topic: 'x' } })
    expect(bench.events.filter(({ type }) => type === 'conversation.item.added')).toHaveLength(0)
    bench.send({ type: 'response.cancel' })
    await bench.until('response.done', 2)
    expect(checkOrder(bench.events)).toEqual([])
  })
})
