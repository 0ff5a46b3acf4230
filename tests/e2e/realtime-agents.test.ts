import { hostedMcpTool } from '@openai/agents-core'
import { RealtimeAgent, RealtimeSession } from '@openai/agents-realtime'
import { expect, test } from 'vitest'
import { rafael } from './src/caller-session.ts'
import { beginnersTomorrow, bookingsOf } from './src/club.ts'
import { clubTools } from './src/club-tools.ts'
import { workerHeaders } from './src/hosted-club.ts'
import { realtimeUrl } from './src/realtime-client.ts'
import { shareGateway } from './src/share-gateway.ts'
import { mcpApiKey } from './src/start-gateway.ts'

const gateway = shareGateway()
/** Marina Costa, whose bookings the other tests leave alone. */
const marina = '+5521988887777'

interface AgentOptions {
  caller: string
  approval: 'always' | 'never'
  /** What the person at the page says when a tool asks. */
  approves?: (tool: string) => boolean
}

/** An agent of OpenAI's SDK as its documentation builds one, connected to the gateway instead. */
async function openAgent({ caller, approval, approves = () => true }: AgentOptions) {
  const club = { serverLabel: 'club', serverUrl: `${gateway().url}/club`, headers: workerHeaders(caller) }
  const agent = new RealtimeAgent({
    name: 'Front desk',
    instructions: 'You take bookings for a club.',
    tools: [
      approval === 'always'
        ? hostedMcpTool({ ...club, requireApproval: 'always' })
        : hostedMcpTool({ ...club, requireApproval: 'never' }),
    ],
  })
  const session = new RealtimeSession(agent, { transport: 'websocket', model: 'patchbay', tracingDisabled: true })
  const errors: unknown[] = []
  const asked: string[] = []
  session.on('error', ({ error }) => errors.push(error))
  session.on('tool_approval_requested', (_context, _agent, { approvalItem }) => {
    const tool = approvalItem.name ?? 'unnamed'
    asked.push(tool)
    void (approves(tool) ? session.approve(approvalItem) : session.reject(approvalItem))
  })
  await session.connect({ apiKey: mcpApiKey, url: realtimeUrl(gateway()) })

  /** The agent's last words, as the SDK keeps them; nothing while it still speaks, or waits for a tool. */
  const lastWords = () => {
    const last = session.history.at(-1)
    if (last?.type !== 'message' || last.role !== 'assistant' || last.status !== 'completed') return ''
    return last.content.map((part) => (part.type === 'output_text' ? part.text : (part.transcript ?? ''))).join('')
  }
  return {
    session,
    errors,
    asked,
    async say(text: string, answer: RegExp) {
      session.sendMessage(text)
      await expect.poll(lastWords, { timeout: 20_000 }).toMatch(answer)
    },
    [Symbol.dispose]: () => session.close(),
  }
}

test('an agent of the OpenAI Agents SDK books a session with a hosted tool', async () => {
  const [first] = await beginnersTomorrow(gateway())
  using agent = await openAgent({ caller: rafael, approval: 'never' })
  const called: string[] = []
  agent.session.on('mcp_tool_call_completed', (_context, _agent, { name }) => called.push(name))

  await agent.say('Is there any beginner surf tomorrow?', /9:00/)
  await agent.say('Book the first one for me', /Shall I go ahead\?$/)
  const before = await bookingsOf(gateway(), rafael)
  expect(before.map(({ session_id }) => session_id)).not.toContain(first?.session_id)

  await agent.say('yes', /^Done\./)
  const after = await bookingsOf(gateway(), rafael)
  const booked = after.filter(({ booking_id }) => !before.some((other) => other.booking_id === booking_id))
  expect(booked).toMatchObject([{ session_id: first?.session_id, member_id: 12345 }])

  expect(called).toEqual(['get_availability', 'get_members', 'book_session'])
  expect(agent.session.availableMcpTools.map(({ name }) => name)).toEqual(expect.arrayContaining(clubTools))
  expect({ asked: agent.asked, errors: agent.errors }).toEqual({ asked: [], errors: [] })
})

test('a call that a person does not approve is not made', async () => {
  using agent = await openAgent({ caller: marina, approval: 'always', approves: (tool) => tool !== 'book_session' })
  const before = await bookingsOf(gateway(), marina)

  await agent.say('Is there any beginner surf tomorrow?', /9:00/)
  await agent.say('Book the first one for me', /Shall I go ahead\?$/)
  await agent.say('yes', /not/)

  expect(agent.asked).toEqual(['get_availability', 'get_members', 'book_session'])
  expect(await bookingsOf(gateway(), marina)).toEqual(before)
  expect(agent.errors).toEqual([])
})
