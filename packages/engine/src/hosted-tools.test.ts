import { describe, expect, it } from 'vitest'
import { checkOrder } from '../test/check-order.ts'
import { hosted, openBench, say, use, userSays } from '../test/session-bench.ts'

const reading = { name: 'get_it', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } }
const writing = { name: 'do_it', inputSchema: { type: 'object' }, annotations: { readOnlyHint: false } }

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

  it('leave no message unanswered that comes while the engine goes on by itself', async () => {
    const going = Promise.withResolvers<void>()
    await using bench = openBench({
      session: hosted(),
      tools: [reading],
      script: [
        () => [use('get_it')],
        async function* () {
          await going.promise
          yield say('Here it is.')
        },
        () => [say('And that.')],
      ],
    })
    bench.send({ type: 'response.create' })
    await bench.until('response.created', 2)
    bench.send(userSays('and that?'))
    bench.send({ type: 'response.create' })
    going.resolve()
    await bench.until('response.done', 3)
    expect(bench.requests[2]?.history).toContainEqual({ type: 'message', role: 'user', text: 'and that?' })
    expect(bench.events.filter(({ type }) => type === 'error')).toEqual([])
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
