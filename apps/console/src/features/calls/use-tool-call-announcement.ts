import type { ToolCallRecord } from '@patchbay/contract'
import { useEffect, useRef, useState } from 'react'
import { toolCallStatusLooks } from './tool-call-status.ts'

// Long enough that a busy minute is some sentences and not a hundred.
const EVERY_MS = 5_000

/**
 * A sentence for screen readers about tool calls that have ended since the last one, at most one in five seconds;
 * empty until the first ends. What was there at the start is not announced.
 *
 * @param toolCalls newest first
 */
export function useToolCallAnnouncement(toolCalls: readonly ToolCallRecord[]): string {
  const [announcement, setAnnouncement] = useState('')
  const latest = useRef(toolCalls)
  const announced = useRef<Set<string> | null>(null)

  useEffect(() => {
    latest.current = toolCalls
    if (announced.current === null && toolCalls.length > 0) announced.current = endedIds(toolCalls)
  }, [toolCalls])

  useEffect(() => {
    const timer = setInterval(() => {
      const known = (announced.current ??= new Set())
      const ended = latest.current.filter(({ id, status }) => status !== 'running' && !known.has(id))
      const [newest] = ended
      if (!newest) return
      announced.current = endedIds(latest.current)
      const what = `${newest.tool} ${toolCallStatusLooks[newest.status].label}`
      setAnnouncement(ended.length === 1 ? `Tool call: ${what}` : `${ended.length} new tool calls, the latest: ${what}`)
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [])

  return announcement
}

function endedIds(toolCalls: readonly ToolCallRecord[]): Set<string> {
  return new Set(toolCalls.filter(({ status }) => status !== 'running').map(({ id }) => id))
}
