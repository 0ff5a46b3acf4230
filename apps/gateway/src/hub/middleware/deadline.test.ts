import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HubBench, outcomeOf, principal, textOf } from '../../../test/hub-bench.ts'
import { endCall } from '../../identity/calls.ts'

let bench: HubBench
beforeAll(async () => {
  bench = await HubBench.open()
})
beforeEach(() => bench.reset())
afterAll(() => bench[Symbol.asyncDispose]())

const release = () => bench.workshop.held[0]?.release()
const idOf = (result: Parameters<typeof outcomeOf>[0]) => (outcomeOf(result) as { id: string }).id

describe('a slow call in a conversation', () => {
  it('goes on in the background, and its result is fetched by its id, once it is there', async () => {
    await bench.set('hold', { detachAfterMs: 100 })
    const callId = await bench.begin()
    const first = await bench.call('hold', { callId })
    expect(first.isError).toBe(true)
    expect(outcomeOf(first)).toEqual({ status: 'running', id: expect.stringMatching(/^tc_/), say: expect.any(String) })
    expect(textOf(first)).toContain('not done yet')
    expect(await bench.rows()).toMatchObject([{ status: 'running', detached: true, heardAt: null }])

    release()
    await bench.hub.idle()
    expect(await bench.hub.results.fetch(1, idOf(first))).toMatchObject({
      status: 'succeeded',
      result: { content: [{ text: 'done 1' }] },
      heardAt: expect.any(String),
    })
    await expect(bench.hub.results.fetch(2, idOf(first))).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is told by pending_results: still running, then its answer, then no more', async () => {
    await bench.set('write_slowly', { detachAfterMs: 100, approval: 'never' })
    const servers = [{ serverId: bench.serverId(), tools: null }]
    const agent = await bench.hub.agents.create(1, { name: 'Front desk', approval: 'never', servers })
    const asking = { principal: { ...principal, agentId: agent.id }, callId: await bench.begin() }
    await bench.call('write_slowly', asking)
    const ask = async () => textOf(await bench.call('pending_results', asking))
    expect(await ask()).toContain('still runs: it is not done yet')
    release()
    await bench.hub.idle()
    expect(await ask()).toContain('is done. Its answer:\ndone 1')
    expect(await ask()).toContain('Nothing is under way')
  })

  it('is not made a second time while it runs', async () => {
    await bench.set('write_slowly', { detachAfterMs: 100 })
    const callId = await bench.begin()
    const first = await bench.call('write_slowly', { callId, idempotencyKey: 'k1' })
    for (const idempotencyKey of ['k1', 'k2']) {
      expect(idOf(await bench.call('write_slowly', { callId, idempotencyKey }))).toBe(idOf(first))
    }
    release()
    await bench.hub.idle()
    expect(bench.workshop.ran.write_slowly).toBe(1)
    expect(textOf(await bench.call('write_slowly', { callId, idempotencyKey: 'k1' }))).toBe('done 1')
    expect(outcomeOf(await bench.call('write_slowly', { callId }))).toMatchObject({ status: 'already_done' })
  })

  it('is cancelled by hang-up where it reads, and goes on where it writes', async () => {
    await bench.set('hold', { detachAfterMs: 100 })
    await bench.set('write_slowly', { detachAfterMs: 100 })
    const callId = await bench.begin()
    await Promise.all([bench.call('hold', { callId }), bench.call('write_slowly', { callId })])
    await endCall(bench.store, bench.bus, callId, new Date(bench.time), 'hang_up')
    await expect.poll(() => bench.workshop.held.filter(({ signal }) => signal.aborted)).toHaveLength(1)
    bench.workshop.held.find(({ signal }) => !signal.aborted)?.release()
    await bench.hub.idle()
    const rows = await bench.rows()
    expect(Object.fromEntries(rows.map(({ tool, status }) => [tool, status]))).toEqual({
      hold: 'cancelled',
      write_slowly: 'succeeded',
    })
  })

  it('takes its time where there is no conversation', async () => {
    await bench.set('hold', { detachAfterMs: 100 })
    const slow = bench.call('hold')
    const quick = bench.call('hold', { callId: await bench.begin() })
    // The one that is in a conversation says so; the other still waits.
    expect(outcomeOf(await quick)).toMatchObject({ status: 'running' })
    for (const { release: go } of bench.workshop.held) go()
    expect(textOf(await slow)).toMatch(/^done \d$/)
  })
})

describe('a call that takes too long', () => {
  it('has failed where it reads, and its server is told', async () => {
    await bench.set('hold', { timeoutMs: 100 })
    const result = await bench.call('hold')
    expect(result.isError).toBe(true)
    expect(textOf(result)).toContain('workshop has not answered hold within 0.1 seconds')
    await expect.poll(() => bench.workshop.held[0]?.signal.aborted).toBe(true)
    await expect.poll(() => bench.rows()).toMatchObject([{ status: 'failed' }])
  })

  it('is unknown where it writes, is not made again, and is settled by its late answer', async () => {
    await bench.set('write_slowly', { timeoutMs: 100 })
    const first = await bench.call('write_slowly')
    expect(outcomeOf(first)).toEqual({ status: 'unknown', id: expect.stringMatching(/^tc_/) })
    expect(await bench.rows()).toMatchObject([{ status: 'unknown' }])
    expect(idOf(await bench.call('write_slowly', { callId: await bench.begin() }))).toBe(idOf(first))
    expect(bench.workshop.held[0]?.signal.aborted).toBe(false)

    release()
    await bench.hub.idle()
    expect(await bench.hub.results.fetch(1, idOf(first))).toMatchObject({ status: 'succeeded', resultText: 'done 1' })
    expect(bench.workshop.ran.write_slowly).toBe(1)
    void bench.call('write_slowly')
    await expect.poll(() => bench.workshop.ran.write_slowly).toBe(2)
    bench.workshop.held[1]?.release()
  })

  it('is settled by a person, once', async () => {
    await bench.set('write_slowly', { timeoutMs: 100 })
    const id = idOf(await bench.call('write_slowly', { idempotencyKey: 'k1' }))
    await expect(bench.hub.results.settle(2, id, true, 'Bia')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await bench.hub.results.settle(1, id, true, 'Ana', 'it is in the book')).toMatchObject({
      status: 'succeeded',
      resultText: 'Ana said that it was done: it is in the book',
    })
    await expect(bench.hub.results.settle(1, id, false, 'Ana')).rejects.toMatchObject({ code: 'ALREADY_SETTLED' })
    expect(textOf(await bench.call('write_slowly', { idempotencyKey: 'k1' }))).toContain('It was done')
    expect(bench.workshop.ran.write_slowly).toBe(1)
    release()
  })

  it('may be made again once a person has found out that it was not done', async () => {
    await bench.set('write_slowly', { timeoutMs: 100 })
    const id = idOf(await bench.call('write_slowly'))
    await bench.hub.results.settle(1, id, false, 'Ana')
    await bench.call('write_slowly')
    expect(bench.workshop.ran.write_slowly).toBe(2)
    for (const { release: go } of bench.workshop.held) go()
  })

  it('was never sent where it only waited for its turn: nothing was done', async () => {
    await bench.set('write_slowly', { timeoutMs: 1_000 })
    const many = Array.from({ length: 33 }, (_, n) => bench.call('write_slowly', { arguments: { n } }))
    await expect.poll(() => bench.workshop.held.length).toBe(32)
    const results = await Promise.all(many)
    expect(results.map((result) => (outcomeOf(result) as { status: string }).status).toSorted()).toEqual([
      'busy',
      ...Array.from({ length: 32 }, () => 'unknown'),
    ])
    expect(bench.workshop.ran.write_slowly).toBe(32)
    for (const { release: go } of bench.workshop.held) go()
  })
})
