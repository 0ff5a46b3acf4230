import type { ServerEvent as WireEvent } from '@patchbay/realtime'
import { expect, test } from 'vitest'
import {
  addPersonTurn,
  answerApproval,
  beginConversation,
  endConversation,
  followEvent,
  interrupt,
} from './conversation.ts'
import type { Conversation, Entry } from './conversation.ts'
import { readServerEvent } from './server-event.ts'

const second = (at: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, at))

/** The conversation after what came over the wire, an event a second. */
function follow(conversation: Conversation, ...events: WithoutId[]): Conversation {
  return events.reduce((before, event, at) => {
    const read = readServerEvent(JSON.stringify({ ...event, event_id: `event_${at}` }))
    return read ? followEvent(before, read, second(at)) : before
  }, conversation)
}

/** Every server event of the protocol, as its own types have it, but for its id. */
type WithoutId = WireEvent extends infer Event
  ? Event extends { event_id: string }
    ? Omit<Event, 'event_id'>
    : never
  : never

const place = { response_id: 'resp_1', output_index: 0, content_index: 0 }
const message = {
  id: 'item_1',
  type: 'message' as const,
  role: 'assistant' as const,
  status: 'in_progress' as const,
  content: [],
}
const toolCall = { id: 'item_2', type: 'mcp_call', server_label: 'club', name: 'book_session', arguments: '' } as const

const began: WithoutId[] = [
  { type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } },
  { type: 'response.output_item.added', ...place, item: message },
  { type: 'conversation.item.added', item: message },
]
const said = (delta: string): WithoutId => ({
  type: 'response.output_audio_transcript.delta',
  ...place,
  item_id: message.id,
  delta,
})
const finished = (status: 'completed' | 'incomplete'): WithoutId[] => [
  { type: 'response.output_item.done', ...place, item: { ...message, status } },
  { type: 'conversation.item.done', item: { ...message, status } },
]
const using: WithoutId[] = [
  { type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } },
  { type: 'response.output_item.added', ...place, item: toolCall },
  { type: 'response.mcp_call_arguments.done', ...place, item_id: toolCall.id, arguments: '{"session_id":7}' },
]
const used = (end: { output: string } | { error: string }): WithoutId[] => {
  const item = {
    ...toolCall,
    arguments: '{"session_id":7}',
    ...('output' in end
      ? { output: end.output, error: null }
      : { output: null, error: { type: 'tool_execution_error', message: end.error } as const }),
  }
  return [
    { type: 'response.output_item.done', ...place, item },
    { type: 'conversation.item.done', item },
  ]
}

function only<K extends Entry['kind']>(conversation: Conversation, kind: K): Extract<Entry, { kind: K }> {
  const found = conversation.entries.filter((entry) => entry.kind === kind)
  expect(found).toHaveLength(1)
  // Filtered by its kind.
  return found[0] as Extract<Entry, { kind: K }>
}

test('the agent’s words are put together as they come, and are whole when the item is done', () => {
  const speaking = follow(beginConversation('cv_1'), ...began, said('There are two'), said(' sessions.'))
  expect(only(speaking, 'turn')).toMatchObject({
    open: true,
    turn: { callId: 'cv_1', speaker: 'agent', text: 'There are two sessions.', interrupted: false },
  })
  expect(speaking.responseId).toBe('resp_1')

  const done = follow(speaking, ...finished('completed'), {
    type: 'response.done',
    response: { id: 'resp_1', status: 'completed' },
  })
  expect(only(done, 'turn')).toMatchObject({ open: false, turn: { interrupted: false } })
  expect(done.responseId).toBeNull()
})

test('an answer that the engine broke off is marked', () => {
  const cut = follow(beginConversation('cv_1'), ...began, said('There are'), ...finished('incomplete'))
  expect(only(cut, 'turn').turn).toMatchObject({ text: 'There are', interrupted: true })
})

test('an answer that was said whole but not heard to its end is marked too', () => {
  const done = follow(beginConversation('cv_1'), ...began, said('There are two.'), ...finished('completed'))
  expect(only(interrupt(done, ['item_1']), 'turn').turn.interrupted).toBe(true)
  expect(only(interrupt(done, []), 'turn').turn.interrupted).toBe(false)
})

test('the person’s words stand there at once, and once', () => {
  const typed = addPersonTurn(beginConversation('cv_1'), 'person_1', 'Any surf?', second(0))
  const echoed = follow(typed, {
    type: 'conversation.item.done',
    item: { id: 'person_1', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Any surf?' }] },
  })
  expect(only(echoed, 'turn').turn).toMatchObject({ speaker: 'person', text: 'Any surf?' })
})

test('a tool call shows what it was given, what came back and how long it took', () => {
  const running = follow(beginConversation('cv_1'), ...using)
  expect(only(running, 'tool-call').toolCall).toMatchObject({
    server: 'club',
    tool: 'book_session',
    arguments: { session_id: 7 },
    status: 'running',
    durationMs: null,
  })
  const done = followEvents(running, used({ output: '{"booking_id":1}' }), 4)
  expect(only(done, 'tool-call').toolCall).toMatchObject({
    status: 'succeeded',
    resultText: '{"booking_id":1}',
    error: null,
    durationMs: 3_000,
  })
})

test('a tool’s error is shown in its own words', () => {
  const failed = follow(beginConversation('cv_1'), ...using, ...used({ error: 'No spots left' }))
  expect(only(failed, 'tool-call').toolCall).toMatchObject({ status: 'failed', error: 'No spots left' })
})

test('a tool call that was interrupted is never shown as failed: it may have been done', () => {
  const running = follow(beginConversation('cv_1'), ...using)
  const interrupted = follow(interrupt(running, []), ...used({ error: 'Interrupted before the result came' }))
  expect(only(interrupted, 'tool-call').toolCall.status).toBe('unknown')
  expect(only(endConversation(running, []), 'tool-call').toolCall.status).toBe('unknown')
})

test('an approval waits for its answer, and the tool call that follows is a thing of its own', () => {
  const request = { id: 'mcpr_1', type: 'mcp_approval_request', server_label: 'club', name: 'book_session' } as const
  const item = { ...request, arguments: '{"session_id":7}' }
  const asked = follow(
    beginConversation('cv_1'),
    { type: 'response.output_item.added', ...place, item },
    { type: 'response.output_item.done', ...place, item },
  )
  expect(only(asked, 'approval').approval).toMatchObject({
    tool: 'book_session',
    arguments: { session_id: 7 },
    answer: null,
  })
  const approved = follow(answerApproval(asked, 'mcpr_1', true), ...using)
  expect(approved.entries.map(({ kind }) => kind)).toEqual(['approval', 'tool-call'])
  expect(only(approved, 'approval').approval.answer).toBe('approved')
})

test('the tools that the agent has are counted as their lists come; a list that fails is told', () => {
  const listing = follow(
    beginConversation('cv_1'),
    { type: 'mcp_list_tools.in_progress', item_id: 'list_1' },
    { type: 'mcp_list_tools.in_progress', item_id: 'list_2' },
  )
  expect(listing.toolLists.map(({ count }) => count)).toEqual([null, null])
  const listed = follow(
    listing,
    {
      type: 'conversation.item.done',
      item: {
        id: 'list_1',
        type: 'mcp_list_tools',
        server_label: 'club',
        tools: [{ name: 'get_members', input_schema: {} }],
      },
    },
    { type: 'mcp_list_tools.failed', item_id: 'list_2' },
  )
  expect(listed.toolLists).toEqual([{ id: 'list_1', count: 1 }])
  expect(only(listed, 'note').text).toContain('could not be listed')
})

test('what goes wrong is said: an error, and an answer that failed', () => {
  const failed = follow(
    beginConversation('cv_1'),
    { type: 'error', error: { type: 'invalid_request_error', message: 'There is no such item' } },
    { type: 'response.created', response: { id: 'resp_1' } },
    { type: 'response.done', response: { id: 'resp_1', status: 'failed' } },
  )
  expect(failed.entries.map((entry) => entry.kind === 'note' && entry.text)).toEqual([
    'There is no such item',
    'The agent could not answer. Say it again.',
  ])
  expect(failed.responseId).toBeNull()
})

test('events that this page knows nothing of change nothing', () => {
  expect(readServerEvent('{"type":"rate_limits.updated","rate_limits":[]}')).toBeNull()
  expect(readServerEvent('no JSON')).toBeNull()
})

/** As {@link follow}, all at one time. */
function followEvents(conversation: Conversation, events: WithoutId[], at: number): Conversation {
  return events.reduce((before, event) => {
    const read = readServerEvent(JSON.stringify(event))
    return read ? followEvent(before, read, second(at)) : before
  }, conversation)
}
