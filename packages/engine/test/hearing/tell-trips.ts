import type { RoundTrip } from './hear-back.ts'
import { errorRate } from './word-error.ts'

/** What became of a voice's sentences: how many words were wrong, and where. */
export function tellTrips(judged: string, trips: readonly RoundTrip[]): string {
  const rate = (100 * errorRate(trips)).toFixed(1)
  const turns = trips.reduce((sum, trip) => sum + trip.turns, 0)
  const wrong = trips.filter(({ errors }) => errors > 0)
  return [
    `${judged}: ${rate} % of the words of ${trips.length} sentences are wrong; they made ${turns} turns`,
    ...wrong.map(({ text, heard, errors }) => `  ${text}\n  ${heard} (${errors})`),
  ].join('\n')
}
