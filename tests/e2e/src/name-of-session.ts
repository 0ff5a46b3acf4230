/**
 * The name of a session's button on Bookings: `Surf, Thursday 26 November, 16:00–17:00, ` and what follows.
 *
 * @param details - A pattern of what else must be in it.
 */
export function nameOfSession(starts_at: string, details = ''): RegExp {
  const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'America/Sao_Paulo',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  })
    .format(new Date(starts_at))
    .replace(',', '')
  const hour = starts_at.slice(11, 13)
  const next = String(Number(hour) + 1).padStart(2, '0')
  return new RegExp(`^Surf, ${day}, ${hour}:00–${next}:00, .*${details}`)
}
