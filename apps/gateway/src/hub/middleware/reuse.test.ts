import { META } from '@patchbay/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { HubBench, outcomeOf, principal, textOf, toolset } from '../../../test/hub-bench.ts'

let bench: HubBench
beforeAll(async () => {
  bench = await HubBench.open()
})
beforeEach(() => bench.reset())
afterAll(() => bench[Symbol.asyncDispose]())
const call: HubBench['call'] = (...request) => bench.call(...request)

describe('reuse', () => {
  it('gives the same key its first outcome, and runs another key', async () => {
    const first = await call('write_note', { idempotencyKey: 'k1' })
    expect(await call('write_note', { idempotencyKey: 'k1' })).toEqual(first)
    expect(textOf(await call('write_note', { idempotencyKey: 'k2' }))).toBe('write_note 2')
    expect(bench.workshop.metas).toEqual([{ [META.idempotencyKey]: 'k1' }, { [META.idempotencyKey]: 'k2' }])
  })

  it('keeps a key for a day, and across a restart', async () => {
    const first = await call('write_note', { idempotencyKey: 'k1' })
    await bench.reopen()
    bench.time += 23 * 3600_000
    expect(await call('write_note', { idempotencyKey: 'k1' })).toEqual(first)
    expect(bench.workshop.ran.write_note).toBeUndefined()
    bench.time += 2 * 3600_000
    await call('write_note', { idempotencyKey: 'k1' })
    expect(bench.workshop.ran.write_note).toBe(1)
  })

  it("refuses a key with other arguments, and does not mix up users' or callers' keys", async () => {
    await call('write_note', { idempotencyKey: 'k1' })
    const result = await call('write_note', { idempotencyKey: 'k1', arguments: { text: 'other' } })
    expect(outcomeOf(result)).toEqual({
      status: 'refused',
      reason: 'This idempotency key was used for another tool call',
    })
    const caller = { phone: '+5511988887777' }
    await call('write_note', { idempotencyKey: 'k1', principal: { ...principal, caller } })
    await call('write_note', { idempotencyKey: 'k1', principal: { ...principal, userId: 2 } })
    expect(bench.workshop.ran.write_note).toBe(3)
  })

  it('tries again what is known not to have happened', async () => {
    await call('write_badly', { idempotencyKey: 'k1' })
    const again = await call('write_badly', { idempotencyKey: 'k1' })
    expect(textOf(again)).toBe('The pen is broken')
    expect(bench.workshop.ran.write_badly).toBe(2)
  })

  it('does not repeat a write whose outcome nobody saw', async () => {
    void call('write_slowly', { idempotencyKey: 'k1' })
    await expect.poll(() => bench.workshop.held.length).toBe(1)
    // As after kill -9: another gateway on the same store, which knows of no call under way.
    await bench.reopen()
    const result = await call('write_slowly', { idempotencyKey: 'k1' })
    expect(outcomeOf(result)).toEqual({ status: 'unknown', id: expect.stringMatching(/^tc_/) })
    expect(textOf(result)).toContain('Do not try again')
    expect(bench.workshop.ran.write_slowly).toBeUndefined()
  })

  it('does not know how a write ended whose connection broke, and does not repeat it', async () => {
    const writing = call('write_slowly', { idempotencyKey: 'k1' })
    await expect.poll(() => bench.workshop.held.length).toBe(1)
    await bench.workshop.server.close()
    const result = await writing
    expect(outcomeOf(result)).toEqual({ status: 'unknown', id: expect.stringMatching(/^tc_/) })
    await bench.reopen()
    expect(outcomeOf(await call('write_slowly', { idempotencyKey: 'k1' }))).toEqual(outcomeOf(result))
    expect(bench.workshop.ran.write_slowly).toBeUndefined()
  })

  it("hands a server's protocol error on, and takes it for an answer: nothing was done", async () => {
    const refused = { code: -32_050, message: 'The pen is not yours', data: { pen: 7 } }
    await expect(call('write_refused', { idempotencyKey: 'k1' })).rejects.toMatchObject(refused)
    await expect(call('write_refused', { idempotencyKey: 'k1' })).rejects.toMatchObject(refused)
    expect((await bench.rows()).map(({ status }) => status)).toEqual(['failed', 'failed'])
  })

  it('joins the same arguments under way: one write, two answers', async () => {
    const callId = await bench.begin()
    const one = call('write_slowly', { callId, arguments: { a: 1, b: 2 }, idempotencyKey: 'k1' })
    const two = call('write_slowly', { callId, arguments: { b: 2, a: 1 }, idempotencyKey: 'k2' })
    await expect.poll(() => bench.workshop.held.length).toBe(1)
    bench.workshop.held[0]?.release()
    expect(await two).toEqual(await one)
    expect(bench.workshop.ran.write_slowly).toBe(1)
    await expect
      .poll(async () => (await bench.rows()).map(({ status }) => status).toSorted())
      .toEqual(['reused', 'succeeded'])
  })

  it('keeps the key of a call that was joined: a retry of it is no second write', async () => {
    const one = call('write_slowly', { idempotencyKey: 'k1' })
    const two = call('write_slowly', { idempotencyKey: 'k2' })
    await expect.poll(() => bench.workshop.held.length).toBe(1)
    bench.workshop.held[0]?.release()
    expect(await two).toEqual(await one)
    expect(await call('write_slowly', { idempotencyKey: 'k2' })).toEqual(await one)
    expect(bench.workshop.ran.write_slowly).toBe(1)
  })

  it('says already_done for the same write in a call, until another write came in between', async () => {
    const callId = await bench.begin()
    const first = await call('write_note', { callId, arguments: { text: 'x' } })
    const again = await call('write_note', { callId, arguments: { text: 'x' } })
    const [row] = await bench.rows()
    expect(outcomeOf(again)).toEqual({
      status: 'already_done',
      at: row?.endedAt?.toISOString(),
      tool_call_id: row?.id,
    })
    expect(again.isError).toBeFalsy()
    expect(again.content.slice(1)).toEqual(first.content)
    expect(textOf(again)).toContain('was not done again')
    // Asked a third time it is still the first one that was done.
    expect(outcomeOf(await call('write_note', { callId, arguments: { text: 'x' } }))).toMatchObject({
      tool_call_id: row?.id,
    })

    await call('write_note', { callId, arguments: { text: 'y' } })
    expect(textOf(await call('write_note', { callId, arguments: { text: 'x' } }))).toBe('write_note 3')
  })

  it('lets a failed write in between change nothing', async () => {
    const callId = await bench.begin()
    await call('write_note', { callId })
    await call('write_badly', { callId })
    expect(outcomeOf(await call('write_note', { callId }))).toMatchObject({ status: 'already_done' })
  })

  it('asks the server again in another call, and where there is none', async () => {
    await call('write_note', { callId: await bench.begin() })
    await call('write_note', { callId: await bench.begin() })
    await call('write_note')
    await call('write_note')
    expect(bench.workshop.ran.write_note).toBe(4)
  })

  it('answers a weather tool twice', async () => {
    const callId = await bench.begin()
    expect(textOf(await call('weather', { callId }))).toBe('weather 1')
    expect(textOf(await call('weather', { callId }))).toBe('weather 2')
  })
})

describe('a tool whose answers are its callers’ own', () => {
  beforeEach(async () => {
    await bench.workshop.addTool('hold_own', { [META.ownAnswer]: true })
    await vi.waitUntil(() => bench.hub.listTools(principal, toolset).some(({ name }) => name === 'hold_own'))
  })

  it('answers the same call anew, under way, by the same key, and where a person lets it be kept', async () => {
    await bench.set('hold_own', { cacheTtlS: 60 })
    const callId = await bench.begin()
    const calls = [1, 2].map(() => call('hold_own', { callId, idempotencyKey: 'k1' }))
    await expect.poll(() => bench.workshop.held.length).toBe(2)
    for (const { release } of bench.workshop.held) release()
    expect((await Promise.all(calls)).map(textOf)).toEqual(['done 1', 'done 2'])
    const third = call('hold_own', { callId })
    await expect.poll(() => bench.workshop.held.length).toBe(3)
    bench.workshop.held[2]?.release()
    expect(textOf(await third)).toBe('done 3')
  })

  it('keeps none of them, also where a person calls it a write', async () => {
    await bench.set('hold_own', { toolClass: 'write' })
    const made = call('hold_own', { idempotencyKey: 'k1' })
    await expect.poll(() => bench.workshop.held.length).toBe(1)
    bench.workshop.held[0]?.release()
    await made
    await expect.poll(async () => (await bench.rows()).map(({ result }) => result)).toEqual([null])
  })

  it('ends with its caller', async () => {
    const left = new AbortController()
    const made = call('hold_own', { signal: left.signal })
    await expect.poll(() => bench.workshop.held.length).toBe(1)
    left.abort(new Error('hung up'))
    await expect(made).rejects.toThrow('hung up')
    await expect.poll(() => bench.workshop.held[0]?.signal.aborted).toBe(true)
  })
})

describe('cancellation', () => {
  it('cancels a read when the last who waits for it has left', async () => {
    const [one, two] = [new AbortController(), new AbortController()]
    const first = call('hold', { signal: one.signal })
    const second = call('hold', { signal: two.signal })
    await expect.poll(() => bench.workshop.held.length).toBe(1)
    one.abort(new Error('hung up'))
    await expect(first).rejects.toThrow('hung up')
    expect(bench.workshop.held[0]?.signal.aborted).toBe(false)
    two.abort(new Error('hung up too'))
    await expect(second).rejects.toThrow('hung up too')
    await expect.poll(() => bench.workshop.held[0]?.signal.aborted).toBe(true)
  })

  it('never cancels a write that was sent, and keeps its outcome', async () => {
    const left = new AbortController()
    const first = call('write_slowly', { signal: left.signal, idempotencyKey: 'k1' })
    await expect.poll(() => bench.workshop.held.length).toBe(1)
    left.abort(new Error('hung up'))
    await expect(first).rejects.toThrow('hung up')
    expect(bench.workshop.held[0]?.signal.aborted).toBe(false)
    bench.workshop.held[0]?.release()
    await bench.hub.idle()
    expect(await bench.rows()).toMatchObject([{ status: 'succeeded', resultText: 'done 1' }])
    expect(textOf(await call('write_slowly', { idempotencyKey: 'k1' }))).toBe('done 1')
  })
})
