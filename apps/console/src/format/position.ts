const pad = (value: number) => String(value).padStart(2, '0')

/** A place in a narration, always with its hours: `0:07:05`, `1:02:05`. Parts of a second are left off. */
export function formatPosition(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  return `${Math.floor(whole / 3600)}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`
}

/** Reads `1:02:05`, `2:05` or `125` (seconds); null where it is none of them. */
export function readPosition(text: string): number | null {
  const [, hours = '0', minutes = '0', seconds] = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})$/.exec(text.trim()) ?? []
  if (seconds === undefined) return null
  const isClock = text.includes(':')
  if (isClock && (Number(seconds) > 59 || (text.split(':').length === 3 && Number(minutes) > 59))) return null
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}
