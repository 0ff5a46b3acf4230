import type { ToolCallRecord } from '@patchbay/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { recentToolCallsKey } from '../calls/recent-tool-calls.ts'

/** How long a pulse and its time are shown, in ms. */
const SHOWN_MS = 2_500

/** A tool call that passes along a cord. */
export interface Pulse {
  id: string
  /** Its time, once it has landed. */
  ms: number | undefined
}

/** The latest tool call of each cord, by `agent-server`, while it is shown. */
export function usePulses(): ReadonlyMap<string, Pulse> {
  const queryClient = useQueryClient()
  const [pulses, setPulses] = useState<ReadonlyMap<string, Pulse>>(new Map())

  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>()
    const stop = queryClient.getQueryCache().subscribe(({ type, query }) => {
      if (type !== 'updated' || query.queryKey[0] !== recentToolCallsKey[0]) return
      const latest = latestOf(query.state.data)
      if (!latest || latest.agentId === null || latest.serverId === null) return
      const cord = `${latest.agentId}-${latest.serverId}`
      const pulse = { id: latest.id, ms: latest.durationMs ?? undefined }
      setPulses((known) => new Map(known).set(cord, pulse))
      const timer = setTimeout(() => {
        timers.delete(timer)
        setPulses((known) =>
          known.get(cord)?.id === pulse.id ? new Map([...known].filter(([name]) => name !== cord)) : known,
        )
      }, SHOWN_MS)
      timers.add(timer)
    })
    return () => {
      stop()
      for (const timer of timers) clearTimeout(timer)
    }
  }, [queryClient])

  return pulses
}

/** As `keepRecentToolCall` keeps them. */
function latestOf(data: unknown): ToolCallRecord | undefined {
  return Array.isArray(data) ? (data[0] as ToolCallRecord | undefined) : undefined
}
