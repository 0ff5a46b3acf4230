import { useEffect, useState } from 'react'

/**
 * The time, renewed while it matters.
 *
 * @param everyMs milliseconds between renewals; null when nothing on the screen counts up.
 */
export function useNow(everyMs: number | null): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    if (everyMs === null) return
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
