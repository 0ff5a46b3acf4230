import type { CallToolResult, Tool } from '@patchbay/contract'
import type { ServerEvent, SessionPatch } from '@patchbay/realtime'
import { createEnergyDetector, SAMPLE_RATE, type Ears, type TurnDetector, type Voice } from '@patchbay/speech'
import { expect } from 'vitest'
import type { Brain, BrainEvent, BrainRequest } from '../src/brain.ts'
import type { McpConnection } from '../src/hosted-tools.ts'
import { openRealtimeSession, type RealtimeSession } from '../src/realtime-session.ts'

/** A voice of which a test knows how long it speaks: 100 ms a word, a square wave. */
const wordVoice: Voice = {
  name: 'words',
  async *speak({ text, signal }) {
    for (const _ of text.trim().split(/\s+/)) {
      if (signal.aborted) return
      yield new Int16Array(SAMPLE_RATE / 10).map((__, n) => (n % 100 < 50 ? 8_000 : -8_000))
    }
  },
  async [Symbol.asyncDispose]() {},
}

export interface BenchOptions {
  /** What the brain does, call by call; the last one again and again. */
  script?: ((request: BrainRequest) => AsyncIterable<BrainEvent> | BrainEvent[])[]
  brain?: Brain
  voice?: Voice
  ears?: Ears
  detector?: TurnDetector
  /** Milliseconds since 1970. */
  now?: () => number
  session?: SessionPatch
  tools?: Tool[]
  callTool?: (name: string, args: Record<string, unknown>, signal: AbortSignal | undefined) => Promise<CallToolResult>
  listTools?: () => Promise<Tool[]>
}

export interface SessionBench extends AsyncDisposable {
  session: RealtimeSession
  events: ServerEvent[]
  errors: unknown[]
  requests: BrainRequest[]
  send(event: Record<string, unknown>): void
  /** Waits until an event of the type, and as many of it, has come. */
  until<T extends ServerEvent['type']>(type: T, times?: number): Promise<Extract<ServerEvent, { type: T }>>
  types(): string[]
}

export const say = (text: string): BrainEvent => ({ type: 'text', text })
export const use = (name: string, args: unknown = {}): BrainEvent => ({
  type: 'tool_call',
  name,
  arguments: JSON.stringify(args),
})

/** A session with a brain that does what the test says, and a hosted server that has the test's tools. */
export function openBench({ script = [() => [say('Hello.')]], ...options }: BenchOptions = {}): SessionBench {
  const events: ServerEvent[] = []
  const errors: unknown[] = []
  const requests: BrainRequest[] = []
  let turn = 0
  const scripted: Brain = {
    name: 'scripted',
    async *respond(request) {
      requests.push(request)
      const step = script[Math.min(turn, script.length - 1)]
      turn += 1
      if (step) yield* step(request)
    },
  }
  const connection: McpConnection = {
    listTools: options.listTools ?? (async () => options.tools ?? []),
    async callTool(name, args, call) {
      if (!options.callTool) return { content: [{ type: 'text', text: 'done' }] }
      return options.callTool(name, args, call?.signal)
    },
    async [Symbol.asyncDispose]() {},
  }
  const session = openRealtimeSession({
    brain: options.brain ?? scripted,
    voice: options.voice ?? wordVoice,
    ears: options.ears,
    detector: options.detector ?? createEnergyDetector(),
    connectMcp: async () => connection,
    send: (event) => events.push(structuredClone(event)),
    onEnd: () => {},
    session: options.session,
    model: 'patchbay-test',
    timezone: 'America/Sao_Paulo',
    now: options.now ?? (() => Date.parse('2026-03-01T12:00:00Z')),
    onError: (error) => errors.push(error),
  })
  return {
    session,
    events,
    errors,
    requests,
    send: (event) => session.receive(JSON.stringify(event)),
    async until(type, times = 1) {
      const found = () => events.filter((event) => event.type === type)
      await expect.poll(() => found().length, { timeout: 10_000, interval: 5 }).toBeGreaterThanOrEqual(times)
      // Filtered by its type.
      return found()[times - 1] as never
    },
    types: () => events.map(({ type }) => type),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  }
}

export const userSays = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})

export const hosted = (more: Record<string, unknown> = {}): SessionPatch => ({
  output_modalities: ['text'],
  tools: [
    { type: 'mcp', server_label: 'club', server_url: 'http://127.0.0.1:1/mcp', require_approval: 'never', ...more },
  ],
})
