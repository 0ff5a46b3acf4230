const wholeNumber = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })

/**
 * A length of time, short: `412 ms`, `3,240 ms`, `12.4 s`, `2:05`, `1:02:05`. In a conversation milliseconds count,
 * so they are kept up to ten seconds.
 *
 * @param ms milliseconds; below zero (two machines' clocks differ) counts as zero.
 */
export function formatDuration(ms: number): string {
  if (ms < 9_999.5) return `${wholeNumber.format(Math.max(0, ms))} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  return formatClock(ms)
}

/**
 * The length of a recording, whose milliseconds nobody counts: `7.5 s`, `2:05`, `1:02:05`.
 *
 * @param ms milliseconds; below zero counts as zero.
 */
export function formatLength(ms: number): string {
  return ms < 59_950 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : formatClock(ms)
}

/**
 * The same as a clock that counts up by the second: `0:07`, `12:40`, `1:02:05`.
 *
 * @param ms milliseconds; below zero counts as zero.
 */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const twoDigits = (value: number) => String(value).padStart(2, '0')
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${twoDigits(m)}:${twoDigits(s)}` : `${m}:${twoDigits(s)}`
}
