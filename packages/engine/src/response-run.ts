import type { AssistantMessage, FunctionCall, Item, McpApprovalRequest, McpCall, Response } from '@patchbay/realtime'
import type { BrainEvent } from './brain.ts'
import type { EmittedEvent } from './hosted-tools.ts'
import { newId } from './new-id.ts'

export type EndStatus = 'completed' | 'cancelled' | 'incomplete' | 'failed'

export interface ResponseOptions {
  emit: (event: EmittedEvent) => void
  /** Adds an output item to the conversation, if the response belongs to it. */
  addItem: (item: Item) => void
  /** The item is finished as it stands. */
  finishItem: (item: Item) => void
  conversationId: string | undefined
  metadata: Record<string, string> | null
  modality: 'text' | 'audio'
}

type OpenItem =
  | { item: AssistantMessage & { id: string }; text: string }
  | { item: FunctionCall & { id: string } }
  | { item: McpCall }

/**
 * One response on its way: it writes its events in the protocol's order, whatever cuts it short. Every item that was
 * opened is closed before the end, and the end comes once.
 */
export class ResponseRun {
  readonly id = newId('resp')
  /** Aborted when the response ends before its time. */
  readonly abort = new AbortController()
  private readonly output: Item[] = []
  private open: OpenItem | undefined
  private ended = false
  private readonly options: ResponseOptions

  constructor(options: ResponseOptions) {
    this.options = options
    options.emit({ type: 'response.created', response: this.show('in_progress') })
  }

  get modality(): 'text' | 'audio' {
    return this.options.modality
  }

  get isOver(): boolean {
    return this.ended
  }

  /** Says a piece; the audio of it, where there is one, goes out beside its words. */
  say(text: string): void {
    if (this.ended || text === '') return
    const message = this.openMessage()
    message.text += text
    const place = { response_id: this.id, item_id: message.item.id, output_index: this.output.length, content_index: 0 }
    this.options.emit({
      type: this.options.modality === 'audio' ? 'response.output_audio_transcript.delta' : 'response.output_text.delta',
      ...place,
      delta: text,
    })
  }

  /** @param delta - Base64 in the session's format. */
  sendAudio(delta: string): void {
    if (this.ended || delta === '') return
    const { item } = this.openMessage()
    const place = { response_id: this.id, item_id: item.id, output_index: this.output.length, content_index: 0 }
    this.options.emit({ type: 'response.output_audio.delta', ...place, delta })
  }

  /** The id of the message that is being said. */
  get messageId(): string | undefined {
    return this.open && 'text' in this.open ? this.open.item.id : undefined
  }

  callFunction({ name, arguments: args }: Extract<BrainEvent, { type: 'tool_call' }>): void {
    if (this.ended) return
    this.closeOpen('completed')
    const item = {
      id: newId('item'),
      object: 'realtime.item' as const,
      type: 'function_call' as const,
      status: 'in_progress' as const,
      call_id: newId('call'),
      name,
      arguments: '',
    }
    this.begin({ item })
    const place = { response_id: this.id, item_id: item.id, output_index: this.output.length, call_id: item.call_id }
    this.options.emit({ type: 'response.function_call_arguments.delta', ...place, delta: args })
    this.options.emit({ type: 'response.function_call_arguments.done', ...place, arguments: args, name })
    item.arguments = args
    this.closeOpen('completed')
  }

  askApproval(request: Omit<McpApprovalRequest, 'id' | 'type'>): McpApprovalRequest | undefined {
    if (this.ended) return undefined
    this.closeOpen('completed')
    const item = { ...request, id: newId('mcpr'), type: 'mcp_approval_request' as const }
    this.add(item)
    this.finish(item)
    return item
  }

  /** Opens a tool's call; `finishMcpCall` closes it. */
  beginMcpCall(
    call: Pick<McpCall, 'server_label' | 'name' | 'arguments' | 'approval_request_id'>,
  ): McpCall | undefined {
    if (this.ended) return undefined
    this.closeOpen('completed')
    const item: McpCall = { ...call, arguments: '', id: newId('item'), type: 'mcp_call', output: null, error: null }
    this.begin({ item })
    const place = { response_id: this.id, item_id: item.id, output_index: this.output.length }
    this.options.emit({ type: 'response.mcp_call_arguments.delta', ...place, delta: call.arguments })
    this.options.emit({ type: 'response.mcp_call_arguments.done', ...place, arguments: call.arguments })
    item.arguments = call.arguments
    this.options.emit({ type: 'response.mcp_call.in_progress', item_id: item.id, output_index: this.output.length })
    return item
  }

  /** @returns Whether the response still heard it. */
  finishMcpCall(item: McpCall, outcome: Pick<McpCall, 'output' | 'error'>): boolean {
    if (this.ended || !this.open || this.open.item !== item) return false
    Object.assign(item, outcome)
    const type = item.error ? 'response.mcp_call.failed' : 'response.mcp_call.completed'
    this.options.emit({ type, item_id: item.id, output_index: this.output.length })
    this.closeOpen('completed')
    return true
  }

  /** Ends the response: what is open is closed first. A second end is none. */
  end(status: EndStatus, details: Omit<NonNullable<Response['status_details']>, 'type'> = {}): void {
    if (this.ended) return
    const interrupted = this.open
    if (interrupted && interrupted.item.type === 'mcp_call') {
      interrupted.item.error = {
        type: 'tool_execution_error',
        message: 'Interrupted before the result came. It may still be done; do not say that it is not.',
      }
      const { id } = interrupted.item
      this.options.emit({ type: 'response.mcp_call.failed', item_id: id, output_index: this.output.length })
    }
    this.closeOpen(status === 'completed' ? 'completed' : 'incomplete')
    this.ended = true
    this.options.emit({ type: 'response.done', response: this.show(status, details) })
    this.options.emit({ type: 'rate_limits.updated', rate_limits: [] })
    if (status !== 'completed') this.abort.abort(new Error(`The response was ${status}`))
  }

  private openMessage() {
    if (this.open && 'text' in this.open) return this.open
    this.closeOpen('completed')
    const item = {
      id: newId('item'),
      object: 'realtime.item' as const,
      type: 'message' as const,
      role: 'assistant' as const,
      status: 'in_progress' as const,
      content: [],
    }
    const open = { item, text: '' }
    this.begin(open)
    const place = { response_id: this.id, item_id: item.id, output_index: this.output.length, content_index: 0 }
    const part =
      this.options.modality === 'audio'
        ? { type: 'audio' as const, transcript: '' }
        : { type: 'text' as const, text: '' }
    this.options.emit({ type: 'response.content_part.added', ...place, part })
    return open
  }

  private begin(open: OpenItem): void {
    this.open = open
    this.add(open.item)
  }

  private add(item: Item): void {
    const snapshot = structuredClone(item)
    const place = { response_id: this.id, output_index: this.output.length }
    this.options.emit({ type: 'response.output_item.added', ...place, item: snapshot })
    this.options.addItem(snapshot)
  }

  private finish(item: Item): void {
    const snapshot = structuredClone(item)
    const place = { response_id: this.id, output_index: this.output.length }
    this.options.emit({ type: 'response.output_item.done', ...place, item: snapshot })
    this.options.finishItem(snapshot)
    this.output.push(snapshot)
  }

  private closeOpen(status: 'completed' | 'incomplete'): void {
    const { open } = this
    if (!open) return
    this.open = undefined
    if ('text' in open) this.closeMessage(open)
    if ('status' in open.item) open.item.status = status
    this.finish(open.item)
  }

  private closeMessage({ item, text }: Extract<OpenItem, { text: string }>): void {
    const place = { response_id: this.id, item_id: item.id, output_index: this.output.length, content_index: 0 }
    const { emit, modality } = this.options
    if (modality === 'audio') {
      emit({ type: 'response.output_audio.done', ...place })
      emit({ type: 'response.output_audio_transcript.done', ...place, transcript: text })
      emit({ type: 'response.content_part.done', ...place, part: { type: 'audio', transcript: text } })
      item.content = [{ type: 'output_audio', transcript: text }]
    } else {
      emit({ type: 'response.output_text.done', ...place, text })
      emit({ type: 'response.content_part.done', ...place, part: { type: 'text', text } })
      item.content = [{ type: 'output_text', text }]
    }
  }

  private show(
    status: EndStatus | 'in_progress',
    details?: Omit<NonNullable<Response['status_details']>, 'type'>,
  ): Response {
    const { conversationId, metadata, modality } = this.options
    return {
      object: 'realtime.response',
      id: this.id,
      status,
      ...(details && status !== 'in_progress' && status !== 'completed'
        ? { status_details: { ...details, type: status } }
        : {}),
      output: [...this.output],
      output_modalities: [modality],
      metadata,
      ...(conversationId === undefined ? {} : { conversation_id: conversationId }),
      // Rules and hosted models count differently; what is not known is not made up.
      ...(status === 'in_progress' ? {} : { usage: { total_tokens: 0, input_tokens: 0, output_tokens: 0 } }),
    }
  }
}
