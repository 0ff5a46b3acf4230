import type { Turn } from '@patchbay/contract'
import type { ShownToolCall } from '../calls/shown-tool-call.ts'
import type { Item, ServerEvent } from './server-event.ts'

/** The agent asks a person before it uses a tool. */
export interface Approval {
  id: string
  server: string
  tool: string
  arguments: Record<string, unknown>
  answer: 'approved' | 'denied' | null
  at: string
}

/** One thing on the page, in the order in which it came. */
export type Entry =
  /** `open` while the agent's words are still coming. */
  | { kind: 'turn'; id: string; turn: Turn; open: boolean }
  | { kind: 'tool-call'; id: string; toolCall: ShownToolCall; interrupted: boolean }
  | { kind: 'approval'; id: string; approval: Approval }
  /** What the person should know and nobody said. */
  | { kind: 'note'; id: string; tone: 'bad' | 'idle'; text: string; at: string }

export interface Conversation {
  callId: string
  entries: readonly Entry[]
  /** The response that is under way. */
  responseId: string | null
  /** The lists of tools that the engine fetches, by their items; `count` is null until one has come. */
  toolLists: readonly { id: string; count: number | null }[]
  /** What becomes of what the person says: it is being said, or written down. */
  hearing: 'speaking' | 'writing' | null
}

/** @param callId - Empty where the gateway named no call. */
export function beginConversation(callId: string): Conversation {
  return { callId, entries: [], responseId: null, toolLists: [], hearing: null }
}

/** The conversation after one event of the engine's. Audio changes nothing here. */
export function followEvent(conversation: Conversation, event: ServerEvent, now: Date): Conversation {
  const at = now.toISOString()
  switch (event.type) {
    case 'response.created':
      return { ...conversation, responseId: event.response.id }
    case 'response.done':
      return endResponse(conversation, event.response, at)
    case 'response.output_item.added':
    case 'response.output_item.done':
    case 'conversation.item.done':
      return followItem(conversation, event.item, { at, done: event.type !== 'response.output_item.added' })
    case 'response.output_text.delta':
    case 'response.output_audio_transcript.delta':
      return change(conversation, event.item_id, (entry) =>
        entry.kind === 'turn' ? { ...entry, turn: { ...entry.turn, text: entry.turn.text + event.delta } } : entry,
      )
    case 'response.mcp_call_arguments.done':
      return change(conversation, event.item_id, (entry) =>
        entry.kind === 'tool-call'
          ? { ...entry, toolCall: { ...entry.toolCall, arguments: readArguments(event.arguments) } }
          : entry,
      )
    case 'mcp_list_tools.in_progress':
      return { ...conversation, toolLists: [...conversation.toolLists, { id: event.item_id, count: null }] }
    case 'mcp_list_tools.failed': {
      const toolLists = conversation.toolLists.filter(({ id }) => id !== event.item_id)
      const text = 'A server’s tools could not be listed; the agent goes on without them.'
      return note({ ...conversation, toolLists }, { id: event.item_id, tone: 'bad', text, at })
    }
    case 'input_audio_buffer.speech_started':
      return { ...conversation, hearing: 'speaking' }
    case 'input_audio_buffer.speech_stopped':
      return { ...conversation, hearing: 'writing' }
    case 'conversation.item.input_audio_transcription.completed':
      return change(written(conversation), event.item_id, (entry) =>
        entry.kind === 'turn' ? { ...entry, turn: { ...entry.turn, text: event.transcript } } : entry,
      )
    case 'conversation.item.input_audio_transcription.failed':
      return note(written(conversation), { tone: 'bad', text: event.error.message, at })
    case 'error':
      return note(conversation, { tone: 'bad', text: event.error.message, at })
    case 'session.created':
    case 'response.output_audio.delta':
      return conversation
  }
}

/** One turn less to write down; the next one may have begun. */
function written(conversation: Conversation): Conversation {
  return conversation.hearing === 'writing' ? { ...conversation, hearing: null } : conversation
}

/** The person's own words, as soon as they are sent. */
export function addPersonTurn(conversation: Conversation, id: string, text: string, now: Date): Conversation {
  const turn = { id, callId: conversation.callId, speaker: 'person', text, interrupted: false } as const
  return add(conversation, { kind: 'turn', id, turn: { ...turn, at: now.toISOString() }, open: false })
}

/** The person has spoken before the agent had finished. */
export function interrupt(conversation: Conversation, cutItemIds: readonly string[]): Conversation {
  const entries = conversation.entries.map((entry) => {
    if (entry.kind === 'turn' && cutItemIds.includes(entry.id)) return markInterrupted(entry)
    // What it was asked to do may be done all the same.
    if (entry.kind === 'tool-call' && entry.toolCall.status === 'running') return { ...entry, interrupted: true }
    return entry
  })
  return { ...conversation, entries }
}

/** Nothing more is heard of it: a tool call that was running may have been done or not. */
export function endConversation(conversation: Conversation, cutItemIds: readonly string[]): Conversation {
  const interrupted = interrupt(conversation, cutItemIds)
  const entries = interrupted.entries.map((entry) => {
    if (entry.kind === 'turn' && entry.open) return markInterrupted(entry)
    if (entry.kind !== 'tool-call' || entry.toolCall.status !== 'running') return entry
    return { ...entry, toolCall: { ...entry.toolCall, status: 'unknown' as const } }
  })
  return { ...interrupted, entries, responseId: null, hearing: null }
}

export function answerApproval(conversation: Conversation, id: string, approve: boolean): Conversation {
  const answer = approve ? 'approved' : 'denied'
  return change(conversation, id, (entry) =>
    entry.kind === 'approval' ? { ...entry, approval: { ...entry.approval, answer } } : entry,
  )
}

interface ItemMoment {
  at: string
  done: boolean
}

function followItem(conversation: Conversation, item: Item, moment: ItemMoment): Conversation {
  switch (item.type) {
    case 'message':
      return followMessage(conversation, item, moment)
    case 'mcp_call':
      return followToolCall(conversation, item, moment)
    case 'mcp_approval_request': {
      if (find(conversation, item.id)) return conversation
      const { id, server_label: server, name: tool } = item
      const approval = { id, server, tool, arguments: readArguments(item.arguments), answer: null, at: moment.at }
      return add(conversation, { kind: 'approval', id, approval })
    }
    case 'mcp_list_tools': {
      const others = conversation.toolLists.filter(({ id }) => id !== item.id)
      return { ...conversation, toolLists: [...others, { id: item.id, count: item.tools.length }] }
    }
  }
}

type Message = Extract<Item, { type: 'message' }>

function followMessage(conversation: Conversation, item: Message, { at, done }: ItemMoment): Conversation {
  const { id, role } = item
  if (!find(conversation, id)) {
    const text = item.content.map((part) => part.text ?? part.transcript ?? '').join('')
    if (role === 'system') return note(conversation, { id, tone: 'idle', text, at })
    const speaker = role === 'user' ? 'person' : 'agent'
    const turn = { id, callId: conversation.callId, speaker, text, interrupted: false, at } as const
    return add(conversation, { kind: 'turn', id, turn, open: !done })
  }
  if (!done || role !== 'assistant') return conversation
  return change(conversation, id, (entry) => {
    if (entry.kind !== 'turn') return entry
    return item.status === 'incomplete' ? markInterrupted(entry) : { ...entry, open: false }
  })
}

type McpCall = Extract<Item, { type: 'mcp_call' }>

function followToolCall(conversation: Conversation, item: McpCall, { at, done }: ItemMoment): Conversation {
  const { id } = item
  if (!find(conversation, id)) {
    const toolCall: ShownToolCall = {
      id,
      server: item.server_label,
      tool: item.name,
      arguments: readArguments(item.arguments),
      status: 'running',
      outcome: null,
      resultText: null,
      error: null,
      startedAt: at,
      endedAt: null,
      durationMs: null,
    }
    const added = add(conversation, { kind: 'tool-call', id, toolCall, interrupted: false })
    return done ? followToolCall(added, item, { at, done }) : added
  }
  if (!done) return conversation
  return change(conversation, id, (entry) => {
    // The same end is told twice: as the response's item and as the conversation's.
    if (entry.kind !== 'tool-call' || entry.toolCall.status !== 'running') return entry
    const error = item.error == null ? null : (item.error.message ?? 'The tool failed without a reason.')
    const toolCall: ShownToolCall = {
      ...entry.toolCall,
      status: error === null ? 'succeeded' : entry.interrupted ? 'unknown' : 'failed',
      resultText: item.output ?? null,
      error,
      endedAt: at,
      durationMs: Date.parse(at) - Date.parse(entry.toolCall.startedAt),
    }
    return { ...entry, toolCall }
  })
}

type EndedResponse = Extract<ServerEvent, { type: 'response.done' }>['response']

function endResponse(conversation: Conversation, { id, status, status_details }: EndedResponse, at: string) {
  const responseId = conversation.responseId === id ? null : conversation.responseId
  const ended = { ...conversation, responseId }
  if (status !== 'failed') return ended
  const why = status_details?.error?.message
  const text = `The agent could not answer${why === undefined ? '. Say it again.' : `: ${why}`}`
  return note(ended, { id, tone: 'bad', text, at })
}

type TurnEntry = Extract<Entry, { kind: 'turn' }>

function markInterrupted(entry: TurnEntry): TurnEntry {
  return { ...entry, turn: { ...entry.turn, interrupted: true }, open: false }
}

type Note = Extract<Entry, { kind: 'note' }>

function note(conversation: Conversation, said: Omit<Note, 'kind' | 'id'> & { id?: string }): Conversation {
  return add(conversation, { id: `note_${conversation.entries.length}`, ...said, kind: 'note' })
}

function add(conversation: Conversation, entry: Entry): Conversation {
  return { ...conversation, entries: [...conversation.entries, entry] }
}

function find(conversation: Conversation, id: string): Entry | undefined {
  return conversation.entries.find((entry) => entry.id === id)
}

function change(conversation: Conversation, id: string, update: (entry: Entry) => Entry): Conversation {
  return { ...conversation, entries: conversation.entries.map((entry) => (entry.id === id ? update(entry) : entry)) }
}

/** Arguments come as the model wrote them: mostly a JSON object, and empty until they are whole. */
function readArguments(text: string): Record<string, unknown> {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Shown as it came.
  }
  return { arguments: text }
}
