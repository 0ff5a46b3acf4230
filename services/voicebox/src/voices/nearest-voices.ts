import type { VoiceboxVoice } from '@patchbay/contract'

const SHOWN = 5

/** The voices whose id or name comes nearest to what was asked for, the nearest first. */
export function nearestVoices(wanted: string, all: readonly VoiceboxVoice[]): VoiceboxVoice[] {
  const word = wanted.slice(0, 100).toLowerCase()
  const distanceTo = (voice: VoiceboxVoice) =>
    Math.min(editDistance(word, voice.voice_id.toLowerCase()), editDistance(word, voice.name.toLowerCase()))
  return all
    .map((voice) => ({ voice, distance: distanceTo(voice) }))
    .toSorted((one, other) => one.distance - other.distance)
    .slice(0, SHOWN)
    .map(({ voice }) => voice)
}

/** How many letters have to be put in, left out or changed to make one word of the other (Levenshtein). */
function editDistance(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [row, letter] of Array.from(one).entries()) {
    const now = [row + 1]
    for (const [column, otherLetter] of Array.from(other).entries()) {
      const changed = (before[column] ?? 0) + (letter === otherLetter ? 0 : 1)
      now.push(Math.min(changed, (before[column + 1] ?? 0) + 1, (now[column] ?? 0) + 1))
    }
    before = now
  }
  return before.at(-1) ?? 0
}
