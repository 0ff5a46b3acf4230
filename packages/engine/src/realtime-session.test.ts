import { describe, expect, it } from 'vitest'
import { checkOrder } from '../test/check-order.ts'
import { hosted, openBench, say, use, userSays } from '../test/session-bench.ts'

const text = { output_modalities: ['text'] as ('text' | 'audio')[] }
const reading = { name: 'get_it', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } }
const writing = { name: 'do_it', inputSchema: { type: 'object' }, annotations: { readOnlyHint: false } }

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

describe('hosted tools', () => {
  it('are listed, called, and spoken of by a response that follows by itself', async () => {
    await using bench = openBench({
      session: hosted(),
      tools: [reading],
      callTool: async (name, args) => ({ content: [{ type: 'text', text: `${name} ${JSON.stringify(args)}` }] }),
      script: [() => [use('get_it', { a: 1 })], () => [say('Here it is.')]],
    })
    bench.send({ type: 'response.create' })
    // The client cannot know that the engine goes on by itself, and asks.
    await bench.until('response.mcp_call.in_progress')
    bench.send({ type: 'response.create' })
    await bench.until('response.done', 2)
    expect(bench.types().filter((type) => type.startsWith('mcp_list'))).toEqual([
      'mcp_list_tools.in_progress',
      'mcp_list_tools.completed',
    ])
    expect(bench.events.find((event) => event.type === 'conversation.item.done')).toMatchObject({
      item: { type: 'mcp_list_tools', server_label: 'club', tools: [{ name: 'get_it' }] },
    })
    expect(bench.requests[1]?.history).toEqual([
      { type: 'tool_call', callId: expect.any(String), name: 'get_it', arguments: '{"a":1}' },
      { type: 'tool_result', callId: expect.any(String), output: 'get_it {"a":1}', failed: false },
    ])
    expect(bench.events.filter(({ type }) => type === 'error')).toEqual([])
    expect(bench.events.filter(({ type }) => type === 'response.created')).toHaveLength(2)
    expect(checkOrder(bench.events)).toEqual([])
  })

  it.each([true, false])('ask for approval, and %s is an answer that is kept', async (approve) => {
    let ran = 0
    await using bench = openBench({
      session: hosted({ require_approval: 'always' }),
      tools: [writing],
      callTool: async () => ({ content: [{ type: 'text', text: `ran ${(ran += 1)}` }] }),
      script: [() => [use('do_it')], () => [say('So it is.')]],
    })
    bench.send({ type: 'response.create' })
    const { response } = await bench.until('response.done')
    const [request] = response.output ?? []
    expect(request).toMatchObject({
      type: 'mcp_approval_request',
      server_label: 'club',
      name: 'do_it',
      arguments: '{}',
    })
    expect(bench.types()).not.toContain('response.mcp_call.in_progress')
    const item = { type: 'mcp_approval_response', approval_request_id: request?.id, approve, reason: 'because' }
    bench.send({ type: 'conversation.item.create', item })
    await bench.until('response.done', approve ? 3 : 2)
    expect(ran).toBe(approve ? 1 : 0)
    const told = bench.requests[1]?.history.at(-1)
    expect(told).toMatchObject({
      type: 'tool_result',
      failed: !approve,
      output: approve ? 'ran 1' : expect.stringContaining('did not approve'),
    })
    // An approval is used once.
    bench.send({ type: 'conversation.item.create', item })
    expect((await bench.until('error')).error.code).toBe('approval_request_not_found')
    expect(checkOrder(bench.events)).toEqual([])
  })

  it('that cannot be reached are told as failed, and the session goes on', async () => {
    await using bench = openBench({
      session: hosted(),
      listTools: async () => {
        throw new Error('secret inside')
      },
    })
    bench.send({ type: 'response.create' })
    await bench.until('response.done')
    expect(bench.types()).toContain('mcp_list_tools.failed')
    expect(JSON.stringify(bench.events)).not.toContain('secret inside')
    expect(checkOrder(bench.events)).toEqual([])
  })

  it('keep their credentials to themselves', async () => {
    await using bench = openBench({ session: hosted({ authorization: 'hush', headers: { 'x-key': 'hush' } }) })
    bench.send({ type: 'session.update', session: { instructions: 'x' } })
    expect(JSON.stringify(bench.events)).not.toContain('hush')
  })

  it('go on when the person interrupts, where they write, and their result is told later', async () => {
    const landing = Promise.withResolvers<void>()
    let signal: AbortSignal | undefined
    await using bench = openBench({
      session: hosted(),
      tools: [writing],
      callTool: async (_name, _args, given) => {
        signal = given
        await landing.promise
        return { content: [{ type: 'text', text: 'booked' }] }
      },
      script: [() => [use('do_it')], () => [say('It is booked.')]],
    })
    bench.send({ type: 'response.create' })
    await bench.until('response.mcp_call.in_progress')
    bench.send({ type: 'response.cancel' })
    await bench.until('response.done')
    expect(signal?.aborted).toBe(false)
    landing.resolve()
    await expect
      .poll(() => JSON.stringify(bench.events.at(-1)))
      .toContain('Late result of do_it, which was interrupted: booked')
    expect(checkOrder(bench.events)).toEqual([])
  })

  it('are cancelled when the person interrupts, where they only read', async () => {
    let signal: AbortSignal | undefined
    await using bench = openBench({
      session: hosted(),
      tools: [reading],
      callTool: async (_name, _args, given) => {
        signal = given
        return new Promise(() => {})
      },
      script: [() => [use('get_it')]],
    })
    bench.send({ type: 'response.create' })
    await bench.until('response.mcp_call.in_progress')
    bench.send({ type: 'response.cancel' })
    expect(signal?.aborted).toBe(true)
    expect(checkOrder(bench.events)).toEqual([])
  })
})
