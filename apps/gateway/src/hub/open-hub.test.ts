import { META, type CallToolResult, type Principal } from '@patchbay/contract'
import { openTestDatabase, type TestDatabase } from '@patchbay/test-support/database'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWorkshop, type Workshop } from '../../test/workshop.ts'
import { createMemoryBus } from '../bus/memory.ts'
import { beginCall } from '../identity/calls.ts'
import { gatewayMigrations } from '../store/open-store.ts'
import { toolCalls } from '../store/schema/tool-calls.ts'
import { users } from '../store/schema/users.ts'
import type { Store } from '../store/store.ts'
import { connectInProcess } from '../upstreams/connect-in-process.ts'
import { openHub, type Hub, type ToolCallRequest } from './open-hub.ts'

const toolset = { kind: 'user' } as const
const principal: Principal = {
  kind: 'user',
  userId: 1,
  name: 'Ana',
  scopes: ['tools:call'],
  proof: 'api_key',
  credentialId: 'key:1',
}

describe('the hub', () => {
  let opened: AsyncDisposableStack
  let store: Store
  let workshop: Workshop
  let hub: Hub
  let time: number
  const bus = createMemoryBus()

  async function open(options: { callsPerMinute?: number } = {}): Promise<Hub> {
    workshop = createWorkshop()
    const upstream = opened.use(await connectInProcess('workshop', workshop.server))
    const errors: unknown[] = []
    const settings = { callsPerMinute: 100_000, now: () => time, onError: (error: unknown) => errors.push(error) }
    return opened.use(await openHub({ store, bus, upstreams: [upstream], ...settings, ...options }))
  }

  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase('pglite', [gatewayMigrations])
    store = { kind: 'embedded', db: database.db, async ping() {}, async [Symbol.asyncDispose]() {} }
  })
  afterAll(() => database[Symbol.asyncDispose]())
  beforeEach(async () => {
    opened = new AsyncDisposableStack()
    time = Date.parse('2026-03-01T12:00:00Z')
    await store.db.execute(sql`truncate users restart identity cascade`)
    await store.db.insert(users).values({ name: 'Ana', role: 'admin', createdAt: new Date(time) })
    await store.db.insert(users).values({ name: 'Bia', role: 'admin', createdAt: new Date(time) })
    hub = await open()
  })
  afterEach(() => opened.disposeAsync())

  function call(name: string, request: Partial<ToolCallRequest> = {}): Promise<CallToolResult> {
    const signal = new AbortController().signal
    return hub.callTool({ principal, toolset, name, arguments: {}, signal, ...request })
  }
  const textOf = ({ content }: CallToolResult) => content.map(({ text }) => text).join(' | ')
  const outcomeOf = (result: CallToolResult) => result._meta?.[META.outcome]
  const begin = async (userId = 1) => {
    const startedAt = new Date(time)
    return (await beginCall(store, bus, { userId, channel: 'api', caller: undefined, startedAt, maxSeconds: 600 })).id
  }
  const rows = () => store.db.select().from(toolCalls).orderBy(toolCalls.id)

  describe('catalog', () => {
    it('follows every page, and hands on what it does not know', () => {
      const tools = hub.listTools(toolset)
      expect(tools.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['get_echo', 'get_steps', 'hold', 'write_note', 'write_slowly', 'write_badly', 'weather']),
      )
      expect(tools[0]).toMatchObject({ name: 'get_echo', 'x-unknown': { kept: true } })
    })

    it('hears of a new tool', async () => {
      const changed = new Promise((resolve) => bus.subscribe('tools.changed', resolve))
      await workshop.addTool('get_more')
      await expect(changed).resolves.toEqual({ server: 'workshop' })
      expect(textOf(await call('get_more'))).toBe('get_more 1')
    })

    it('names a tool by its server where two share the name', async () => {
      const both = [createWorkshop('left'), createWorkshop('right')]
      const upstreams = await Promise.all(both.map(({ server }, n) => connectInProcess(n === 0 ? 'left' : 'right', server)))
      for (const upstream of upstreams) opened.use(upstream)
      hub = opened.use(await openHub({ store, bus, upstreams, callsPerMinute: 100, now: () => time, onError: () => {} }))
      expect(hub.listTools(toolset).map(({ name }) => name)).toContain('left__weather')
      expect(textOf(await call('right__weather'))).toBe('weather 1')
      expect(both.map(({ ran }) => ran.weather)).toEqual([undefined, 1])
    })
  })

  describe('authorize', () => {
    it('knows no tool that the toolset has not', async () => {
      await expect(call('nothing')).rejects.toMatchObject({ code: -32_602, message: 'Unknown tool: nothing' })
      await expect(call('get_echo', { toolset: { kind: 'service', service: 'club' } })).rejects.toMatchObject({ code: -32_602 })
    })

    it('refuses a credential without the scope, and writes that down', async () => {
      const result = await call('weather', { principal: { ...principal, scopes: ['realtime'] } })
      expect(outcomeOf(result)).toEqual({ status: 'refused', reason: 'The credential lacks the scope tools:call' })
      await expect.poll(rows).toMatchObject([{ status: 'refused', tool: 'weather', askedBy: 'Ana' }])
      expect(workshop.ran.weather).toBeUndefined()
    })

    it('lets a call belong to a conversation of the same user alone', async () => {
      await expect(call('weather', { callId: 'cv_nobody' })).rejects.toMatchObject({ code: -32_602 })
      await expect(call('weather', { callId: await begin(2) })).rejects.toMatchObject({ code: -32_602 })
      const callId = await begin()
      await call('weather', { callId })
      await expect.poll(rows).toMatchObject([{ callId }])
      time += 601_000
      await expect(call('weather', { callId })).rejects.toThrow('Unknown call id')
    })
  })

  describe('limit', () => {
    it('says when a principal may call again', async () => {
      hub = await open({ callsPerMinute: 2 })
      const other = { ...principal, credentialId: 'key:limited' }
      await call('weather', { principal: other })
      await call('weather', { principal: other })
      const result = await call('weather', { principal: other })
      expect(result.isError).toBe(true)
      expect(outcomeOf(result)).toEqual({ status: 'busy', retry_after_s: expect.any(Number) })
      expect(textOf(result)).toContain('Nothing was done')
    })

    it('holds a bounded number of calls for a slow server, then is busy', async () => {
      const calls = Array.from({ length: 100 }, (_, n) => call('hold', { arguments: { n } }))
      await expect.poll(() => workshop.held.length).toBe(32)
      const late = await Promise.race(calls)
      expect(outcomeOf(late)).toEqual({ status: 'busy', retry_after_s: 1 })
      const release = setInterval(() => workshop.held.splice(0).forEach(({ release: go }) => go()), 1)
      const results = await Promise.all(calls)
      clearInterval(release)
      expect(results.filter((result) => outcomeOf(result))).toHaveLength(100 - 32 - 64)
      expect(workshop.ran.hold).toBe(32 + 64)
    })
  })

  describe('validate', () => {
    it('says a mistake in words that a model can repair', async () => {
      const result = await call('get_echo', { arguments: { count: 'many', txt: 'hi' } })
      expect(result.isError).toBe(true)
      expect(textOf(result)).toBe(
        'The arguments of get_echo are not right: text is missing; txt is not an argument of it; count must be integer. ' +
          'Nothing was done. Correct them and call again.',
      )
      expect(workshop.ran.get_echo).toBeUndefined()
    })
  })

  describe('reuse', () => {
    it('gives the same key its first outcome, and runs another key', async () => {
      const first = await call('write_note', { idempotencyKey: 'k1' })
      expect(await call('write_note', { idempotencyKey: 'k1' })).toEqual(first)
      expect(textOf(await call('write_note', { idempotencyKey: 'k2' }))).toBe('write_note 2')
      expect(workshop.metas).toEqual([
        { [META.idempotencyKey]: 'k1' },
        { [META.idempotencyKey]: 'k2' },
      ])
    })

    it('keeps a key for a day, and across a restart', async () => {
      const first = await call('write_note', { idempotencyKey: 'k1' })
      hub = await open()
      time += 23 * 3600_000
      expect(await call('write_note', { idempotencyKey: 'k1' })).toEqual(first)
      expect(workshop.ran.write_note).toBeUndefined()
      time += 2 * 3600_000
      await call('write_note', { idempotencyKey: 'k1' })
      expect(workshop.ran.write_note).toBe(1)
    })

    it("refuses a key with other arguments, and does not mix up users' or callers' keys", async () => {
      await call('write_note', { idempotencyKey: 'k1' })
      const result = await call('write_note', { idempotencyKey: 'k1', arguments: { text: 'other' } })
      expect(outcomeOf(result)).toEqual({ status: 'refused', reason: 'This idempotency key was used for another tool call' })
      const caller = { phone: '+5511988887777' }
      await call('write_note', { idempotencyKey: 'k1', principal: { ...principal, caller } })
      await call('write_note', { idempotencyKey: 'k1', principal: { ...principal, userId: 2 } })
      expect(workshop.ran.write_note).toBe(3)
    })

    it('tries again what is known not to have happened', async () => {
      await call('write_badly', { idempotencyKey: 'k1' })
      const again = await call('write_badly', { idempotencyKey: 'k1' })
      expect(textOf(again)).toBe('The pen is broken')
      expect(workshop.ran.write_badly).toBe(2)
    })

    it('does not repeat a write whose outcome nobody saw', async () => {
      void call('write_slowly', { idempotencyKey: 'k1' })
      await expect.poll(() => workshop.held.length).toBe(1)
      // As after kill -9: another gateway on the same store, which knows of no call under way.
      hub = await open()
      const result = await call('write_slowly', { idempotencyKey: 'k1' })
      expect(outcomeOf(result)).toEqual({ status: 'unknown', id: expect.stringMatching(/^tc_/) })
      expect(textOf(result)).toContain('Do not try again')
      expect(workshop.ran.write_slowly).toBeUndefined()
    })

    it('does not know how a write ended whose connection broke, and does not repeat it', async () => {
      const writing = call('write_slowly', { idempotencyKey: 'k1' })
      await expect.poll(() => workshop.held.length).toBe(1)
      await workshop.server.close()
      const result = await writing
      expect(outcomeOf(result)).toEqual({ status: 'unknown', id: expect.stringMatching(/^tc_/) })
      hub = await open()
      expect(outcomeOf(await call('write_slowly', { idempotencyKey: 'k1' }))).toEqual(outcomeOf(result))
      expect(workshop.ran.write_slowly).toBeUndefined()
    })

    it("hands a server's protocol error on, and takes it for an answer: nothing was done", async () => {
      const refused = { code: -32_050, message: 'The pen is not yours', data: { pen: 7 } }
      await expect(call('write_refused', { idempotencyKey: 'k1' })).rejects.toMatchObject(refused)
      await expect(call('write_refused', { idempotencyKey: 'k1' })).rejects.toMatchObject(refused)
      expect((await rows()).map(({ status }) => status)).toEqual(['failed', 'failed'])
    })

    it('joins the same arguments under way: one write, two answers', async () => {
      const callId = await begin()
      const one = call('write_slowly', { callId, arguments: { a: 1, b: 2 }, idempotencyKey: 'k1' })
      const two = call('write_slowly', { callId, arguments: { b: 2, a: 1 }, idempotencyKey: 'k2' })
      await expect.poll(() => workshop.held.length).toBe(1)
      workshop.held[0]?.release()
      expect(await two).toEqual(await one)
      expect(workshop.ran.write_slowly).toBe(1)
      await expect.poll(async () => (await rows()).map(({ status }) => status).toSorted()).toEqual(['reused', 'succeeded'])
    })

    it('says already_done for the same write in a call, until another write came in between', async () => {
      const callId = await begin()
      const first = await call('write_note', { callId, arguments: { text: 'x' } })
      const again = await call('write_note', { callId, arguments: { text: 'x' } })
      const [row] = await rows()
      expect(outcomeOf(again)).toEqual({ status: 'already_done', at: row?.endedAt?.toISOString(), tool_call_id: row?.id })
      expect(again.isError).toBeFalsy()
      expect(again.content.slice(1)).toEqual(first.content)
      expect(textOf(again)).toContain('was not done again')
      // Asked a third time it is still the first one that was done.
      expect(outcomeOf(await call('write_note', { callId, arguments: { text: 'x' } }))).toMatchObject({ tool_call_id: row?.id })

      await call('write_note', { callId, arguments: { text: 'y' } })
      expect(textOf(await call('write_note', { callId, arguments: { text: 'x' } }))).toBe('write_note 3')
    })

    it('lets a failed write in between change nothing', async () => {
      const callId = await begin()
      await call('write_note', { callId })
      await call('write_badly', { callId })
      expect(outcomeOf(await call('write_note', { callId }))).toMatchObject({ status: 'already_done' })
    })

    it('asks the server again in another call, and where there is none', async () => {
      await call('write_note', { callId: await begin() })
      await call('write_note', { callId: await begin() })
      await call('write_note')
      await call('write_note')
      expect(workshop.ran.write_note).toBe(4)
    })

    it('answers a weather tool twice', async () => {
      const callId = await begin()
      expect(textOf(await call('weather', { callId }))).toBe('weather 1')
      expect(textOf(await call('weather', { callId }))).toBe('weather 2')
    })
  })

  describe('cancellation', () => {
    it('cancels a read when the last who waits for it has left', async () => {
      const [one, two] = [new AbortController(), new AbortController()]
      const first = call('hold', { signal: one.signal })
      const second = call('hold', { signal: two.signal })
      await expect.poll(() => workshop.held.length).toBe(1)
      one.abort(new Error('hung up'))
      await expect(first).rejects.toThrow('hung up')
      expect(workshop.held[0]?.signal.aborted).toBe(false)
      two.abort(new Error('hung up too'))
      await expect(second).rejects.toThrow('hung up too')
      await expect.poll(() => workshop.held[0]?.signal.aborted).toBe(true)
    })

    it('never cancels a write that was sent, and keeps its outcome', async () => {
      const left = new AbortController()
      const first = call('write_slowly', { signal: left.signal, idempotencyKey: 'k1' })
      await expect.poll(() => workshop.held.length).toBe(1)
      left.abort(new Error('hung up'))
      await expect(first).rejects.toThrow('hung up')
      expect(workshop.held[0]?.signal.aborted).toBe(false)
      workshop.held[0]?.release()
      await hub.idle()
      expect(await rows()).toMatchObject([{ status: 'succeeded', resultText: 'done 1' }])
      expect(textOf(await call('write_slowly', { idempotencyKey: 'k1' }))).toBe('done 1')
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
      await expect.poll(async () => (await rows()).length).toBe(3)
      expect(await rows()).toMatchObject([
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
      await expect.poll(() => workshop.held.length).toBe(1)
      expect(await store.db.select().from(toolCalls).where(eq(toolCalls.status, 'running'))).toHaveLength(1)
      workshop.held[0]?.release()
      await pending
    })

    it('tells the consoles when a call begins and how it ended', async () => {
      const events: string[] = []
      const stop = bus.subscribe('live', ({ userId, event }) => {
        if (event.type === 'tool_call.started' || event.type === 'tool_call.ended') {
          events.push(`${userId} ${event.type} ${event.toolCall.tool} ${event.toolCall.status}`)
        }
      })
      await call('weather')
      stop()
      expect(events).toEqual(['1 tool_call.started weather running', '1 tool_call.ended weather succeeded'])
    })
  })
})
