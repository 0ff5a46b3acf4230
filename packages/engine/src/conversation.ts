import type { CreatedItem, Item } from '@patchbay/realtime'
import type { Remembered } from './brain.ts'
import { EngineError } from './engine-error.ts'
import { newId } from './new-id.ts'

/** What was said of an assistant's message, piece by piece, and how long each piece sounds. */
export interface Spoken {
  text: string
  ms: number
}

/** The items of a conversation, in their order, and what a brain may remember of them. */
export class Conversation {
  readonly id = newId('conv')
  private items: Item[] = []
  private readonly spoken = new Map<string, Spoken[]>()

  /** The id of the last item. */
  get lastId(): string | null {
    return this.items.at(-1)?.id ?? null
  }

  find(id: string): Item | undefined {
    return this.items.find((item) => item.id === id)
  }

  /** @throws {EngineError} Where there is no such item. */
  require(id: string): Item {
    const item = this.find(id)
    if (!item) throw new EngineError('item_not_found', `There is no item ${id} in the conversation`, 'item_id')
    return item
  }

  /**
   * Puts an item behind another one.
   *
   * @param after - An id, `root` for the beginning, or nothing for the end.
   * @returns The id of the item before it.
   * @throws {EngineError} Where the id is taken, or there is no such item to put it behind.
   */
  insert(item: Item, after: string | null | undefined): string | null {
    if (this.find(item.id)) throw new EngineError('item_id_taken', `There is an item ${item.id} already`, 'item.id')
    const before = this.items.findIndex(({ id }) => id === after)
    if (before < 0 && after != null && after !== 'root') {
      throw new EngineError('item_not_found', `There is no item ${after} to put it behind`, 'previous_item_id')
    }
    const index = after == null ? this.items.length : before + 1
    this.items.splice(index, 0, item)
    return this.items[index - 1]?.id ?? null
  }

  replace(item: Item): void {
    this.items = this.items.map((old) => (old.id === item.id ? item : old))
  }

  remove(id: string): void {
    this.require(id)
    this.items = this.items.filter((item) => item.id !== id)
  }

  /** Notes that a piece of an assistant's message was sent as audio. */
  noteSpoken(itemId: string, piece: Spoken): void {
    this.spoken.set(itemId, [...(this.spoken.get(itemId) ?? []), piece])
  }

  /**
   * Keeps of an assistant's message what was heard.
   *
   * @param heardMs - From the beginning of the message's audio.
   * @throws {EngineError} Where the item is no spoken message, or is shorter.
   */
  truncate(itemId: string, contentIndex: number, heardMs: number): void {
    const item = this.require(itemId)
    if (item.type !== 'message' || item.role !== 'assistant') {
      throw new EngineError('invalid_item', 'Only messages of the assistant can be truncated', 'item_id')
    }
    if (contentIndex !== 0 || !item.content[0]) {
      throw new EngineError('invalid_value', 'There is no such part of the message', 'content_index')
    }
    const pieces = this.spoken.get(itemId) ?? []
    const totalMs = pieces.reduce((sum, { ms }) => sum + ms, 0)
    if (heardMs > totalMs) {
      throw new EngineError('invalid_value', `The audio is only ${Math.floor(totalMs)} ms long`, 'audio_end_ms')
    }
    this.spoken.set(itemId, keepHeard(pieces, heardMs))
    const transcript = (this.spoken.get(itemId) ?? []).map(({ text }) => text).join('')
    this.replace({ ...item, content: [{ type: 'output_audio', transcript }] })
  }

  /** What a brain is told, oldest first. */
  remember(): Remembered[] {
    return this.items.flatMap(rememberItem)
  }

  /** Whether a function call waits for its output. */
  hasOpenCall(callId: string): boolean {
    return this.items.some((item) => item.type === 'function_call' && item.call_id === callId)
  }
}

/** Pieces that were heard whole, and of the last one the words that fit the time. */
function keepHeard(pieces: Spoken[], heardMs: number): Spoken[] {
  const kept: Spoken[] = []
  let left = heardMs
  for (const piece of pieces) {
    if (left <= 0) break
    if (piece.ms <= left) kept.push(piece)
    else {
      const words = piece.text.split(/(?<=\s)/)
      const text = words.slice(0, Math.floor((words.length * left) / piece.ms)).join('')
      kept.push({ text, ms: left })
    }
    left -= piece.ms
  }
  return kept
}

/** Gives a client's item what every item of a conversation has. */
export function acceptItem(item: CreatedItem): Item {
  const { id = newId('item') } = item
  const status = item.type === 'mcp_approval_response' ? {} : { status: 'completed' as const }
  const callId = item.type === 'function_call' ? { call_id: item.call_id ?? newId('call') } : {}
  // Checked as an item by the protocol's schema; its own types leave out what they do not know.
  return { ...item, ...status, ...callId, id, object: 'realtime.item' } as unknown as Item
}

function rememberItem(item: Item): Remembered[] {
  switch (item.type) {
    case 'message': {
      const parts: { text?: string; transcript?: string }[] = item.content
      const text = parts.map((part) => part.text ?? part.transcript ?? '').join('')
      // A turn without words is nothing to a brain: they are on their way, or could not be had.
      if (text === '' && item.role === 'user') return []
      return [{ type: 'message', role: item.role, text }]
    }
    case 'function_call':
      return [{ type: 'tool_call', callId: item.call_id ?? item.id, name: item.name, arguments: item.arguments }]
    case 'function_call_output':
      return [{ type: 'tool_result', callId: item.call_id, output: item.output, failed: false }]
    case 'mcp_call': {
      const { id, name, arguments: args, output, error } = item
      const call: Remembered = { type: 'tool_call', callId: id, name, arguments: args }
      if (output == null && !error) return [call]
      return [call, { type: 'tool_result', callId: id, output: output ?? error?.message ?? '', failed: Boolean(error) }]
    }
    case 'mcp_list_tools':
    case 'mcp_approval_request':
    case 'mcp_approval_response':
      return []
  }
}

/** What a brain is told of an item that belongs to no conversation. */
export function rememberCreated(item: CreatedItem): Remembered[] {
  return rememberItem(acceptItem(item))
}
