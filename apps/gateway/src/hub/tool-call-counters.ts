import type { ServerMetrics } from '@patchbay/contract'
import { Counter, Histogram, type Registry } from 'prom-client'

/** What calls have come to. */
export type Counted = Omit<ServerMetrics['servers'][number]['tools'][number], 'name'>

export function nothingCounted(): Counted {
  return { calls: 0, errors: 0, totalMs: 0, bytes: 0, cacheHits: 0 }
}

/** What one tool of one server has come to. */
interface ToolCallCounter extends Counted {
  /** Durations that Prometheus' buckets have not been given yet, in seconds. */
  seconds: number[]
}

/** Durations that may wait for somebody to look. */
const MAX_WAITING = 1_000

const labelNames = ['server', 'tool'] as const
type Label = (typeof labelNames)[number]

/** Tool calls for Prometheus, by the names of server and tool. */
export interface ToolCallCounters {
  /** @returns The tool's, to be added to; followed by `added`. */
  of(server: string, tool: string): ToolCallCounter
  added(server: string, tool: string, counter: ToolCallCounter): void
}

/** Counted as plain numbers, and put in Prometheus' form when somebody looks: its counters look their labels up each time. */
export function createToolCallCounters(registry: Registry): ToolCallCounters {
  const byServer = new Map<string, Map<string, ToolCallCounter>>()

  function total(name: string, help: string, member: keyof Counted): void {
    const counter = new Counter<Label>({
      name,
      help,
      labelNames,
      registers: [],
      collect() {
        this.reset()
        for (const [server, tools] of byServer) {
          for (const [tool, counted] of tools) if (counted[member] > 0) this.inc({ server, tool }, counted[member])
        }
      },
    })
    registry.registerMetric(counter)
  }
  total('patchbay_tool_calls_total', 'Tool calls', 'calls')
  total('patchbay_tool_call_errors_total', 'Tool calls that failed, or were refused', 'errors')
  total('patchbay_tool_call_bytes_total', 'Bytes of answers', 'bytes')
  total('patchbay_tool_call_cache_hits_total', 'Answers that were kept from an earlier call', 'cacheHits')
  const seconds = new Histogram<Label>({
    name: 'patchbay_tool_call_seconds',
    help: 'Time of tool calls',
    labelNames,
    buckets: [0.005, 0.02, 0.1, 0.3, 1, 3, 10, 30],
    registers: [registry],
    collect() {
      for (const [server, tools] of byServer) for (const [tool, counter] of tools) observe(server, tool, counter)
    },
  })

  function observe(server: string, tool: string, counter: ToolCallCounter): void {
    for (const each of counter.seconds.splice(0)) seconds.observe({ server, tool }, each)
  }

  return {
    of(server, tool) {
      let tools = byServer.get(server)
      if (!tools) byServer.set(server, (tools = new Map()))
      let counter = tools.get(tool)
      if (!counter) tools.set(tool, (counter = { ...nothingCounted(), seconds: [] }))
      return counter
    },
    added(server, tool, counter) {
      if (counter.seconds.length >= MAX_WAITING) observe(server, tool, counter)
    },
  }
}
