import { PatchbayError, type TestResult, type TestStage, type Tool } from '@patchbay/contract'
import { reasonOf } from './reason-of.ts'
import { guessType, openLink, type OpenLinkOptions } from './open-link.ts'
import { readEveryPage, readTools } from './read-lists.ts'
import type { RegisteredServer } from './registered-server.ts'

/** How long a try may take, in ms. */
const LIMIT_MS = 30_000

/** Tries a connection of its own to a server, step by step, and says at which it failed. */
export async function tryServer(
  server: RegisteredServer,
  userId: number,
  { guard, now }: Pick<OpenLinkOptions, 'guard' | 'now'>,
): Promise<TestResult> {
  const stages: { stage: TestStage; ms: number }[] = []
  let stage: TestStage = 'address'
  let begun = performance.now()
  const first = begun
  const reach = (next: TestStage) => {
    if (next === stage) return
    const at = performance.now()
    stages.push({ stage, ms: round(at - begun) })
    begun = at
    stage = next
  }
  const limit = AbortSignal.timeout(LIMIT_MS)
  try {
    const target = await server.targetFor(userId)
    const kind = target.type === 'auto' ? guessType(target.url) : target.type
    const opening = openLink(target, {
      guard,
      events: { onClosed() {}, onListChanged() {}, onResourceUpdated() {}, onSuspect() {} },
      startProcess: server.startProcess,
      now,
      random: Math.random,
      onStage: (next) => reach(kind === 'stdio' && next === 'connect' ? 'initialize' : next),
    })
    // Who comes too late is let go.
    const link = await within(opening, limit).catch((error: unknown) => {
      opening.then((late) => late.close()).catch(() => {})
      throw error
    })
    try {
      reach('list')
      const asked = performance.now()
      const listed = await readEveryPage('tools', (params) => link.request('tools/list', params, { signal: limit }))
      const tools: Tool[] = readTools(listed)
      const latency = performance.now() - asked
      stages.push({ stage, ms: round(performance.now() - begun) })
      return {
        status: 'connected',
        tools_count: tools.length,
        latency_ms: round(latency),
        protocol_version: link.protocolVersion,
        transport: link.transport,
        tools,
        stages,
      }
    } finally {
      await link.close().catch(() => {})
    }
  } catch (error) {
    const at = performance.now()
    stages.push({ stage, ms: round(at - begun) })
    const seconds = LIMIT_MS / 1000
    const late = limit.aborted && at - first >= LIMIT_MS
    return {
      status: 'error',
      error: late ? `The server has not answered within ${seconds} seconds` : reasonOf(error),
      code: late ? 'TIMEOUT' : codeOf(error),
      stage,
      stages,
    }
  }
}

function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )
  return Promise.race([promise, over])
}

function codeOf(error: unknown): string {
  if (error instanceof PatchbayError) return error.code
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  }
  return 'CONNECTION_FAILED'
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
