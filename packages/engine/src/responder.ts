import type { McpApprovalRequest, McpApprovalResponse, McpCall, ResponseParams } from '@patchbay/realtime'
import type { Voice } from '@patchbay/speech'
import type { Brain, BrainEvent, Remembered } from './brain.ts'
import { rememberCreated, type Conversation } from './conversation.ts'
import { describeDenial, describeFailure, describeLate, describeResult } from './describe-result.ts'
import { EngineError } from './engine-error.ts'
import { guessLanguage } from './guess-language.ts'
import type { EmittedEvent, HostedTools, ToolTarget } from './hosted-tools.ts'
import type { PlayoutClock } from './playout-clock.ts'
import { ResponseRun } from './response-run.ts'
import { Sentences } from './sentences.ts'
import { readModality, type SessionConfig } from './session-config.ts'
import { speakSentence } from './speak.ts'
import { eachUntilAborted, untilAborted } from './until-aborted.ts'

/** How long after the last hosted call the engine goes on by itself, in ms. */
const FOLLOW_UP_MS = 300

/** Responses that may follow one another without a person; a brain that calls tools for ever is stopped. */
const MAX_FOLLOW_UPS = 8

export interface ResponderOptions {
  brain: Brain
  voice: Voice
  emit: (event: EmittedEvent) => void
  conversation: Conversation
  hosted: HostedTools
  playout: PlayoutClock
  /** Resolves once all is there that an answer needs: the words of what was said, and the lists of tools. */
  ready: () => Promise<unknown>
  config: () => SessionConfig
  timezone: string
  now: () => number
  onError: (error: unknown) => void
}

/** Who answers: one response at a time into the conversation, and what follows from it. */
export class Responder {
  private active: { run: ResponseRun; own: boolean } | undefined
  private readonly asides = new Set<ResponseRun>()
  private readonly approvals = new Map<string, McpApprovalRequest>()
  private followUp: NodeJS.Timeout | undefined
  private followUps = 0
  private unanswered = false
  private again = false
  private language: string | undefined
  private readonly options: ResponderOptions

  constructor(options: ResponderOptions) {
    this.options = options
  }

  /** @param set - The language that the client named; else it is guessed from what is said. */
  forgetLanguage(set: string | undefined): void {
    this.language = set
  }

  /**
   * @throws {EngineError} Where a response is under way that the client has not been promised: one that follows a
   *   hosted call by itself is taken for the one that is asked for.
   */
  create(params: ResponseParams): void {
    if (params.conversation === 'none') return this.start(params, false)
    if (this.active?.own) {
      // The client could not know that the engine goes on by itself.
      this.active.own = false
      this.again = this.unanswered
      return
    }
    if (this.active) {
      throw new EngineError(
        'conversation_already_has_active_response',
        `The conversation has an active response already: ${this.active.run.id}`,
      )
    }
    this.followUps = 0
    this.start(params, true)
  }

  get isAnswering(): boolean {
    return this.active !== undefined
  }

  /** A person's message has come: who answers already may not know of it. */
  heard(): void {
    this.unanswered = this.active !== undefined
  }

  /** A person has spoken. */
  respondToTurn(): void {
    this.followUps = 0
    this.cancel('turn_detected')
    this.start({}, true)
  }

  cancel(reason: 'turn_detected' | 'client_cancelled'): void {
    clearTimeout(this.followUp)
    this.followUp = undefined
    this.active?.run.end('cancelled', { reason })
    this.active = undefined
    this.options.playout.stop()
    if (reason === 'client_cancelled') for (const run of this.asides) run.end('cancelled', { reason })
  }

  /** @throws {EngineError} Where there is nothing to cancel. */
  cancelByClient(id: string | undefined): void {
    const aside = [...this.asides].find((run) => run.id === id)
    if (aside) return aside.end('cancelled', { reason: 'client_cancelled' })
    if (!this.active || (id !== undefined && this.active.run.id !== id)) {
      throw new EngineError('response_cancel_not_active', 'There is no such active response')
    }
    this.cancel('client_cancelled')
  }

  /**
   * Uses an approval request up.
   *
   * @returns What to do once the answer is in the conversation.
   * @throws {EngineError} Where nothing was asked, or it was answered already.
   */
  takeApproval(answer: McpApprovalResponse): () => void {
    const request = this.approvals.get(answer.approval_request_id)
    if (!request) {
      const message = `There is no open approval request ${answer.approval_request_id}`
      throw new EngineError('approval_request_not_found', message, 'item.approval_request_id')
    }
    this.approvals.delete(request.id)
    return () => {
      this.cancel('turn_detected')
      this.followUps = 0
      if (answer.approve) this.startCall(request)
      else this.start({}, true, describeDenial(request, answer.reason ?? undefined))
    }
  }

  private startCall(request: McpApprovalRequest): void {
    const run = this.open({}, true)
    this.active = { run, own: true }
    this.work(run, async () => {
      await this.callHosted(run, request, request.id)
      this.finishRun(run, true)
    })
  }

  private start(params: ResponseParams, inConversation: boolean, extra: Remembered[] = []): void {
    clearTimeout(this.followUp)
    this.followUp = undefined
    if (inConversation) this.unanswered = this.again = false
    const run = this.open(params, inConversation)
    if (inConversation) this.active = { run, own: false }
    else this.asides.add(run)
    this.work(run, async () => {
      await this.options.ready()
      const called = await this.answer(run, params, extra)
      this.finishRun(run, called)
    })
  }

  private open(params: ResponseParams, inConversation: boolean): ResponseRun {
    const { emit, conversation, config } = this.options
    return new ResponseRun({
      emit,
      modality: readModality(params.output_modalities) ?? config().modality,
      metadata: params.metadata ?? null,
      conversationId: inConversation ? conversation.id : undefined,
      addItem: (item) => {
        if (!inConversation) return
        const previous = conversation.insert(item, undefined)
        emit({ type: 'conversation.item.added', previous_item_id: previous, item })
      },
      finishItem: (item) => {
        if (!inConversation) return
        conversation.replace(item)
        emit({ type: 'conversation.item.done', item })
      },
    })
  }

  private work(run: ResponseRun, job: () => Promise<void>): void {
    job().catch((error: unknown) => {
      if (!run.isOver) this.options.onError(error)
      run.end('failed', { error: { type: 'server_error', code: 'internal_error' } })
      this.leave(run)
    })
  }

  /** @returns Whether a hosted tool was called, so that there is something to go on from. */
  private async answer(run: ResponseRun, params: ResponseParams, extra: Remembered[]): Promise<boolean> {
    const { brain, conversation, hosted, config, timezone, now } = this.options
    const session = config()
    const functions = session.tools.flatMap((tool) => (tool.type === 'function' ? [tool] : []))
    const tools = hosted.describe(functions)
    const given = params.input?.flatMap((item) => rememberCreated(item))
    const history = [...(given ?? conversation.remember()), ...extra]
    this.language ??= guessLanguage(history)
    const choice = params.tool_choice ?? session.toolChoice
    const events = brain.respond({
      instructions: params.instructions ?? session.instructions,
      history,
      tools: [...tools.values()].map(({ tool }) => tool),
      toolChoice: choice === 'none' || choice === 'required' ? choice : 'auto',
      timezone,
      now: new Date(now()),
      signal: run.abort.signal,
    })
    const sentences = new Sentences()
    let called = false
    for await (const event of eachUntilAborted(events, run.abort.signal)) {
      if (run.isOver) return false
      if (event.type === 'text') {
        for (const sentence of sentences.add(event.text)) await this.say(run, sentence)
        continue
      }
      for (const sentence of sentences.flush()) await this.say(run, sentence)
      const target = tools.get(event.name)?.target
      if (await this.use(run, event, target)) called = true
    }
    for (const sentence of sentences.flush()) await this.say(run, sentence)
    return called
  }

  private async say(run: ResponseRun, sentence: string): Promise<void> {
    const { voice, conversation, playout, config } = this.options
    run.say(sentence)
    if (run.modality === 'text') return
    const { outputFormat: format, speed } = config()
    const how = { voice, format, speed, language: this.language ?? 'en', conversation }
    await speakSentence(run, sentence, { ...how, playout: this.asides.has(run) ? undefined : playout })
  }

  /** @returns Whether a hosted call was made. */
  private async use(
    run: ResponseRun,
    event: Extract<BrainEvent, { type: 'tool_call' }>,
    target: ToolTarget | undefined,
  ): Promise<boolean> {
    if (!target) throw new Error(`The brain asked for a tool that there is not: ${event.name}`)
    if (target.kind === 'function') {
      run.callFunction(event)
      return false
    }
    const call = { server_label: target.label, name: target.name, arguments: event.arguments }
    if (!target.needsApproval) {
      await this.callHosted(run, call, null)
      return true
    }
    const request = run.askApproval(call)
    if (request) this.approvals.set(request.id, request)
    return false
  }

  private async callHosted(
    run: ResponseRun,
    call: Pick<McpCall, 'server_label' | 'name' | 'arguments'>,
    approvalId: string | null,
  ): Promise<void> {
    const { server_label, name, arguments: args } = call
    const item = run.beginMcpCall({ server_label, name, arguments: args, approval_request_id: approvalId })
    if (!item) return
    // Interrupting stops speech: a read may end with it, a write that was sent goes on.
    const { hosted } = this.options
    const signal = hosted.isReadOnly(server_label, name) ? run.abort.signal : new AbortController().signal
    const calling = hosted.call(call, { signal, functionCallId: item.id })
    const outcome = await untilAborted(calling, signal).then(describeResult, describeFailure)
    if (run.finishMcpCall(item, outcome) || signal.aborted) return
    this.tellLate(item, outcome)
  }

  /** The response was interrupted before the result came: it becomes an item of its own. */
  private tellLate(call: McpCall, outcome: Pick<McpCall, 'output' | 'error'>): void {
    const { conversation, emit } = this.options
    const item = describeLate(call, outcome)
    const previous = conversation.insert(item, undefined)
    emit({ type: 'conversation.item.added', previous_item_id: previous, item })
    emit({ type: 'conversation.item.done', previous_item_id: previous, item })
  }

  private finishRun(run: ResponseRun, called: boolean): void {
    const wasActive = this.active?.run === run
    run.end('completed')
    this.leave(run)
    if (!wasActive) return
    if (this.again) return this.start({}, true)
    if (!called) return
    if ((this.followUps += 1) > MAX_FOLLOW_UPS) return
    this.followUp = setTimeout(() => {
      this.start({}, true)
      if (this.active) this.active.own = true
    }, FOLLOW_UP_MS)
  }

  private leave(run: ResponseRun): void {
    this.asides.delete(run)
    if (this.active?.run === run) this.active = undefined
  }
}
