import type { CallToolResult } from '@patchbay/contract'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Metrics } from './hub.ts'
import { createToolCallCounters, nothingCounted, type Counted } from './tool-call-counters.ts'
import { serverNameOf, type Middleware, type ToolCall } from './tool-call.ts'

/** Minutes that are kept for the console. */
const MINUTES = 60

/** Tools of one server that are counted by name; a server may invent names without end. */
const MAX_TOOLS = 1_000

interface ServerSeries {
  /** By the minute since 1970. */
  minutes: Map<number, Counted>
  tools: Map<string, Counted>
}

export interface MetricsOptions {
  queued: (serverId: number) => number
  memoryOf: (serverId: number) => Promise<number | null>
  serverIds: () => { id: number; name: string }[]
  now: () => number
}

export interface MetricsBook extends Metrics {
  step: Middleware
}

/** Counts every tool call, for Prometheus and for the console. */
export function createMetrics({ queued, memoryOf, serverIds, now }: MetricsOptions): MetricsBook {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counters = createToolCallCounters(registry)
  const queue = new Gauge({
    name: 'patchbay_queue_length',
    help: 'Tool calls that wait for a server',
    labelNames: ['server'],
    registers: [],
    collect() {
      this.reset()
      for (const { id, name } of serverIds()) this.set({ server: name }, queued(id))
    },
  })
  const memory = new Gauge({
    name: 'patchbay_upstream_memory_bytes',
    help: 'Resident memory of the processes of a server that runs here',
    labelNames: ['server'],
    registers: [],
    async collect() {
      this.reset()
      for (const { id, name } of serverIds()) {
        const resident = await memoryOf(id)
        if (resident !== null) this.set({ server: name }, resident)
      }
    },
  })

  registry.registerMetric(queue)
  registry.registerMetric(memory)

  const series = new Map<number, ServerSeries>()
  function countedIn<Key>(counts: Map<Key, Counted>, key: Key): Counted {
    let counted = counts.get(key)
    if (!counted) counts.set(key, (counted = nothingCounted()))
    return counted
  }

  function add(counted: Counted, { bytes: size, cached }: ToolCall['state'], ms: number, failed: boolean): void {
    counted.calls += 1
    counted.totalMs += ms
    counted.bytes += size
    if (failed) counted.errors += 1
    if (cached) counted.cacheHits += 1
  }

  function count(call: ToolCall, result: CallToolResult | undefined, ms: number): void {
    const { target, state } = call
    if (!target) return
    const server = serverNameOf(target)
    const serverId = target.server?.row.id ?? 0
    const known = series.get(serverId) ?? { minutes: new Map<number, Counted>(), tools: new Map<string, Counted>() }
    series.set(serverId, known)
    const tool = known.tools.has(target.tool.name) || known.tools.size < MAX_TOOLS ? target.tool.name : 'other'
    const failed = !result || result.isError === true
    const minute = Math.floor(now() / 60_000)
    if (!known.minutes.has(minute)) {
      for (const old of known.minutes.keys()) if (old <= minute - MINUTES) known.minutes.delete(old)
    }
    add(countedIn(known.minutes, minute), state, ms, failed)
    add(countedIn(known.tools, tool), state, ms, failed)
    const counter = counters.of(server, tool)
    add(counter, state, ms, failed)
    counter.seconds.push(ms / 1000)
    counters.added(server, tool, counter)
  }

  return {
    registry,
    step(call, next) {
      const begun = performance.now()
      return next(call).then(
        (result) => {
          count(call, result, performance.now() - begun)
          return result
        },
        (error: unknown) => {
          count(call, undefined, performance.now() - begun)
          throw error
        },
      )
    },
    async read(ids) {
      const oldest = Math.floor(now() / 60_000) - MINUTES
      const servers = ids.map(async (serverId) => {
        const known = series.get(serverId)
        const minutes = [...(known?.minutes ?? [])].filter(([minute]) => minute > oldest)
        return {
          serverId,
          minutes: minutes.map(([minute, counted]) => ({ at: new Date(minute * 60_000).toISOString(), ...counted })),
          queued: queued(serverId),
          memoryBytes: await memoryOf(serverId),
          tools: [...(known?.tools ?? [])].map(([name, counted]) => ({ name, ...counted })),
        }
      })
      return { servers: await Promise.all(servers) }
    },
  }
}
