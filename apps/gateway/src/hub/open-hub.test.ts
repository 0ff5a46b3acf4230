import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HubBench, outcomeOf, principal, textOf, toolset } from '../../test/hub-bench.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'

let bench: HubBench
beforeAll(async () => {
  bench = await HubBench.open()
})
beforeEach(() => bench.reset())
afterAll(() => bench[Symbol.asyncDispose]())
const call: HubBench['call'] = (...request) => bench.call(...request)

describe('catalog', () => {
  it('follows every page, and hands on what it does not know', () => {
    const tools = bench.hub.listTools(principal, toolset)
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['get_echo', 'get_steps', 'hold', 'write_note', 'write_slowly', 'write_badly', 'weather']),
    )
    expect(tools[0]).toMatchObject({ name: 'get_echo', 'x-unknown': { kept: true } })
  })

  it('hears of a new tool', async () => {
    const changed = new Promise((resolve) => bench.bus.subscribe('tools.changed', resolve))
    await bench.workshop.addTool('get_more')
    await changed
    expect(textOf(await call('get_more'))).toBe('get_more 1')
  })

  it('names a tool by its server where two share the name', async () => {
    const both = await bench.reopen({ names: ['left', 'right'] })
    expect(bench.hub.listTools(principal, toolset).map(({ name }) => name)).toContain('left__weather')
    expect(textOf(await call('right__weather'))).toBe('weather 1')
    expect(both.map(({ ran }) => ran.weather)).toEqual([undefined, 1])
  })
})

describe('authorize', () => {
  it('knows no tool that the toolset has not', async () => {
    await expect(call('nothing')).rejects.toMatchObject({ code: -32_602, message: 'Unknown tool: nothing' })
    await expect(call('get_echo', { toolset: { kind: 'service', service: 'club' } })).rejects.toMatchObject({
      code: -32_602,
    })
  })

  it('refuses a credential without the scope, and writes that down', async () => {
    const result = await call('weather', { principal: { ...principal, scopes: ['realtime'] } })
    expect(outcomeOf(result)).toEqual({ status: 'refused', reason: 'The credential lacks the scope tools:call' })
    await expect.poll(() => bench.rows()).toMatchObject([{ status: 'refused', tool: 'weather', askedBy: 'Ana' }])
    expect(bench.workshop.ran.weather).toBeUndefined()
  })

  it('lets a call belong to a conversation of the same user alone', async () => {
    await expect(call('weather', { callId: 'cv_nobody' })).rejects.toMatchObject({ code: -32_602 })
    await expect(call('weather', { callId: await bench.begin(2) })).rejects.toMatchObject({ code: -32_602 })
    const callId = await bench.begin()
    await call('weather', { callId })
    await expect.poll(() => bench.rows()).toMatchObject([{ callId }])
    bench.time += 601_000
    await expect(call('weather', { callId })).rejects.toThrow('Unknown call id')
  })
})

describe('limit', () => {
  it('says when a principal may call again', async () => {
    await bench.reopen({ callsPerMinute: 2 })
    const other = { ...principal, credentialId: 'key:limited' }
    await call('weather', { principal: other })
    await call('weather', { principal: other })
    const result = await call('weather', { principal: other })
    expect(result.isError).toBe(true)
    expect(outcomeOf(result)).toEqual({ status: 'busy', retry_after_s: expect.any(Number) })
    expect(textOf(result)).toContain('Nothing was done')
    await call('weather', { principal: other })
    // Told of once, however often it is refused.
    const events = await bench.auditEvents()
    expect(events).toMatchObject([{ type: 'security.flood', severity: 'warning', actor: 'Ana' }])
  })

  it('bounds all credentials of a user together, and a server', async () => {
    await bench.reopen({ userCallsPerMinute: 2 })
    for (const credentialId of ['key:8', 'key:9']) await call('weather', { principal: { ...principal, credentialId } })
    const third = await call('weather', { principal: { ...principal, credentialId: 'key:10' } })
    expect(outcomeOf(third)).toMatchObject({ status: 'busy' })
    expect(outcomeOf(await call('weather', { principal: { ...principal, userId: 2 } }))).toBeUndefined()
  })

  it('holds a bounded number of calls for a slow server, then is busy', async () => {
    const calls = Array.from({ length: 100 }, (_, n) => call('hold', { arguments: { n } }))
    await expect.poll(() => bench.workshop.held.length).toBe(32)
    const late = await Promise.race(calls)
    expect(outcomeOf(late)).toEqual({ status: 'busy', retry_after_s: 1 })
    const release = setInterval(() => bench.workshop.held.splice(0).forEach(({ release: go }) => go()), 1)
    const results = await Promise.all(calls)
    clearInterval(release)
    expect(results.filter((result) => outcomeOf(result))).toHaveLength(100 - 32 - 64)
    expect(bench.workshop.ran.hold).toBe(32 + 64)
  })
})

describe('arguments', () => {
  it('have bounds, however they are built', async () => {
    let deep: Record<string, unknown> = {}
    for (let n = 0; n < 20_000; n += 1) deep = { deep }
    const wide = Object.fromEntries(Array.from({ length: 30_000 }, (_, n) => [`m${n}`, n]))
    for (const args of [deep, wide]) {
      await expect(call('weather', { arguments: args })).rejects.toMatchObject({ code: -32_602 })
    }
    const long = { text: 'x'.repeat(50_000) }
    await call('weather', { arguments: long })
    await expect.poll(() => bench.rows()).toMatchObject([{ arguments: { cut: expect.stringMatching(/^.{4000}$/) } }])
  })
})

describe('validate', () => {
  it('says a mistake in words that a model can repair', async () => {
    const result = await call('get_echo', { arguments: { count: 'many', txt: 'hi' } })
    expect(result.isError).toBe(true)
    expect(textOf(result)).toBe(
      'The arguments of get_echo are not right: text is missing. Nothing was done. Correct them and call again.',
    )
    expect(bench.workshop.ran.get_echo).toBeUndefined()
  })
})

describe('shape', () => {
  it('cuts what no voice could say, and takes control characters out', async () => {
    const result = await call('get_echo', { arguments: { text: `\u001b[31mred\u0007${'x'.repeat(150_000)}` } })
    const text = textOf(result)
    expect(text.startsWith('[31mred')).toBe(true)
    expect(text).toHaveLength(100_000 + '\n[cut: 150007 characters in all]'.length)
  })
})

describe('audit', () => {
  it('has a row of every call, with how it ended, and without secrets', async () => {
    await call('write_note', { arguments: { text: 'hello', api_key: 'xyz', deep: [{ password: 'p' }] } })
    await call('get_echo', { arguments: { text: 'hi' } })
    await call('write_badly')
    await expect.poll(async () => (await bench.rows()).length).toBe(3)
    expect(await bench.rows()).toMatchObject([
      {
        tool: 'write_note',
        toolClass: 'write',
        status: 'succeeded',
        arguments: { text: 'hello', api_key: '[redacted]', deep: [{ password: '[redacted]' }] },
      },
      { tool: 'get_echo', toolClass: 'read', status: 'succeeded', resultText: 'hi', result: null },
      { tool: 'write_badly', status: 'failed', error: 'The pen is broken' },
    ])
  })

  it('commits a write before it is sent', async () => {
    const pending = call('write_slowly')
    await expect.poll(() => bench.workshop.held.length).toBe(1)
    expect(await bench.store.db.select().from(toolCalls).where(eq(toolCalls.status, 'running'))).toHaveLength(1)
    bench.workshop.held[0]?.release()
    await pending
  })

  it('tells the consoles when a call begins and how it ended', async () => {
    const events: string[] = []
    const stop = bench.bus.subscribe('tool_call', ({ userId, event }) => {
      events.push(`${userId} ${event.type} ${event.toolCall.tool} ${event.toolCall.status}`)
    })
    await call('weather')
    stop()
    expect(events).toEqual(['1 tool_call.started weather running', '1 tool_call.ended weather succeeded'])
  })
})
