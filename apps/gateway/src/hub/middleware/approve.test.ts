import type { NewAgent, Principal } from '@patchbay/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HubBench, outcomeOf, principal, textOf } from '../../../test/hub-bench.ts'
import { approvals } from '../../store/schema/approvals.ts'

let bench: HubBench
beforeAll(async () => {
  bench = await HubBench.open()
})
beforeEach(() => bench.reset())
afterAll(() => bench[Symbol.asyncDispose]())

/** Whoever holds the key of a new agent that has the workshop. */
async function agentWith(profile: Partial<NewAgent> = {}): Promise<Principal> {
  const servers = [{ serverId: bench.serverId(), tools: null }]
  const agent = await bench.hub.agents.create(1, { name: 'Front desk', servers, ...profile })
  return { ...principal, kind: 'agent', agentId: agent.id }
}
const write = (who: Principal, text = 'hi', request = {}) =>
  bench.call('write_note', { principal: who, arguments: { text }, ...request })
const pending = async () => bench.hub.approvals.list(1, { state: 'pending', limit: 10 })
async function decide(approve: boolean): Promise<void> {
  const [open] = await pending()
  await bench.hub.approvals.decide(1, open?.id ?? '', { approve, by: 'Ana', via: 'console' })
}

describe('approve', () => {
  it('asks nobody where no agent is involved, and for no read of an agent', async () => {
    expect(textOf(await write(principal))).toBe('write_note 1')
    const agent = await agentWith()
    expect(textOf(await bench.call('get_echo', { principal: agent, arguments: { text: 'x' } }))).toBe('x')
    expect(await pending()).toEqual([])
  })

  it('says what to read back, and runs the same call once a person has said yes, once', async () => {
    const agent = await agentWith()
    const asked = await write(agent)
    expect(asked.isError).toBe(true)
    const [open] = await pending()
    expect(outcomeOf(asked)).toEqual({
      status: 'needs_confirmation',
      confirmation_id: open?.id,
      say: 'Shall I do this? write note: text hi',
      expires_at: open?.expiresAt,
    })
    expect(open).toMatchObject({ why: 'policy', tool: 'write_note', arguments: { text: 'hi' }, state: 'pending' })
    expect(bench.workshop.ran.write_note).toBeUndefined()

    await decide(true)
    expect(textOf(await write(agent))).toBe('write_note 1')
    expect(outcomeOf(await write(agent))).toMatchObject({ status: 'needs_confirmation' })
    expect(bench.workshop.ran.write_note).toBe(1)
  })

  it('asks the same question once, and again for other arguments', async () => {
    const agent = await agentWith()
    const [first, same, other] = [await write(agent), await write(agent), await write(agent, 'other')]
    expect(outcomeOf(same)).toEqual(outcomeOf(first))
    expect(outcomeOf(other)).not.toEqual(outcomeOf(first))
    expect(await pending()).toHaveLength(2)
  })

  it('takes a yes for the arguments that were asked about, and for no others', async () => {
    const agent = await agentWith()
    await write(agent)
    await decide(true)
    expect(outcomeOf(await write(agent, 'other'))).toMatchObject({ status: 'needs_confirmation' })
    expect(bench.workshop.ran.write_note).toBeUndefined()
  })

  it('takes a no for a no, and silence too', async () => {
    const agent = await agentWith()
    await write(agent)
    await decide(false)
    expect(outcomeOf(await write(agent))).toEqual({ status: 'refused', reason: 'denied' })
    await write(agent, 'other')
    const [open] = await pending()
    bench.time += 61_000
    await expect(
      bench.hub.approvals.decide(1, open?.id ?? '', { approve: true, by: 'Ana', via: 'console' }),
    ).rejects.toThrow('silence is a no')
    expect(outcomeOf(await write(agent, 'other'))).toMatchObject({ status: 'needs_confirmation' })
    expect(bench.workshop.ran.write_note).toBeUndefined()
  })

  it('lets nobody decide for another user, and nobody decide twice', async () => {
    await write(await agentWith())
    const [open] = await pending()
    const yes = { approve: true, by: 'Bia', via: 'console' } as const
    await expect(bench.hub.approvals.decide(2, open?.id ?? '', yes)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await decide(true)
    await expect(bench.hub.approvals.decide(1, open?.id ?? '', yes)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' })
  })

  it('asks for a dangerous tool always, and else as tool, server and agent are set', async () => {
    await bench.set('write_note', { toolClass: 'dangerous', approval: 'never' })
    expect(outcomeOf(await write(principal))).toMatchObject({ status: 'needs_confirmation' })
    await bench.set('write_note', { toolClass: 'write', approval: 'always' })
    expect(outcomeOf(await write(principal, 'other'))).toMatchObject({ status: 'needs_confirmation' })
    await bench.set('write_note', { approval: 'never' })
    expect(outcomeOf(await write(await agentWith()))).toBeUndefined()
    const strict = await agentWith({ name: 'Strict', approval: 'always' })
    const read = await bench.call('get_echo', { principal: strict, arguments: { text: 'x' } })
    expect(outcomeOf(read)).toMatchObject({ status: 'needs_confirmation' })
    expect((await bench.store.db.select().from(approvals)).map(({ why }) => why)).toEqual([
      'dangerous',
      'setting',
      'policy',
    ])
  })

  it("asks the client's own person, where the client can ask", async () => {
    const agent = await agentWith()
    const asked: unknown[] = []
    const client = (answer: Record<string, unknown>) => ({
      capabilities: { elicitation: {} },
      onRequest: async (request: unknown) => {
        asked.push(request)
        return answer
      },
    })
    const yes = await write(agent, 'hi', client({ action: 'accept', content: { approve: true } }))
    expect(textOf(yes)).toBe('write_note 1')
    expect(asked).toMatchObject([
      { method: 'elicitation/create', params: { message: 'Shall I do this? write note: text hi' } },
    ])
    for (const no of [{ action: 'decline' }, { action: 'accept', content: { approve: 'yes' } }]) {
      expect(outcomeOf(await write(agent, JSON.stringify(no), client(no)))).toMatchObject({ status: 'refused' })
    }
    expect(bench.workshop.ran.write_note).toBe(1)
  })

  it('holds the call while somebody watches at the console', async () => {
    const agent = await agentWith()
    const stop = bench.hub.approvals.watch(1)
    const held = write(agent)
    await expect.poll(pending).toHaveLength(1)
    await decide(true)
    expect(textOf(await held)).toBe('write_note 1')
    stop()
    expect(outcomeOf(await write(agent, 'other'))).toMatchObject({ status: 'needs_confirmation' })
  })

  it('holds no call in speech: the question is read out', async () => {
    const agent = await agentWith()
    using stack = new DisposableStack()
    stack.defer(bench.hub.approvals.watch(1))
    const callId = await bench.begin()
    const said = await write(agent, 'hi', { callId })
    expect(outcomeOf(said)).toMatchObject({ status: 'needs_confirmation' })
    const [open] = await bench.hub.approvals.list(1, { state: 'pending', callId, limit: 10 })
    await bench.hub.approvals.decide(1, open?.id ?? '', { approve: true, by: 'the caller', via: 'voice' })
    expect(textOf(await write(agent, 'hi', { callId }))).toBe('write_note 1')
  })

  it('looks again whether the call may be made, after the yes', async () => {
    const agent = await agentWith()
    using stack = new DisposableStack()
    stack.defer(bench.hub.approvals.watch(1))
    const held = write(agent)
    await expect.poll(pending).toHaveLength(1)
    await bench.hub.agents.take(1, agent.agentId ?? 0, bench.serverId())
    await decide(true)
    expect(outcomeOf(await held)).toMatchObject({ status: 'refused', reason: 'changed_meanwhile' })
    expect(bench.workshop.ran.write_note).toBeUndefined()
  })

  it('tells the consoles of the question and of the answer', async () => {
    const events: string[] = []
    using stack = new DisposableStack()
    stack.defer(
      bench.bus.subscribe('live', ({ event }) => {
        if (event.type === 'approval.requested' || event.type === 'approval.decided') {
          events.push(`${event.type} ${event.approval.state}`)
        }
      }),
    )
    await write(await agentWith())
    await decide(false)
    expect(events).toEqual(['approval.requested pending', 'approval.decided denied'])
  })
})
