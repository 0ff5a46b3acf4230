import { isId } from './argument.ts'
import { isItem, type Item } from './facts.ts'
import { readMoment } from './moment.ts'
import { joinWords, phrases } from './phrases.ts'
import { asPrice, nameOf, speakDuration, speakLabel, speakScalar, type Voice } from './speak-value.ts'

/** Members that a listener does not need beside the first time. */
const technical = /^(ends?_at|end|end_time|created_?at|updated_?at|url|uri|href|etag|hash|mime_?type|score)$/i

/** One thing in words: its name first, then its other members; ids only where nothing else tells what it is. */
export function speakItem(item: Item, voice: Voice, leaveOut: ReadonlySet<string> = new Set()): string {
  const name = nameOf(item)
  const parts: string[] = []
  if (name !== undefined && !leaveOut.has(name)) parts.push(name)
  for (const [key, value] of Object.entries(item)) {
    if (isId(key) || technical.test(key) || value === name) continue
    const spoken = speakMember(key, value, voice)
    if (spoken !== undefined && !leaveOut.has(spoken)) parts.push(spoken)
  }
  if (parts.length > 0) return parts.slice(0, 8).join(', ')
  return Object.entries(item)
    .flatMap(([key, value]) => {
      const spoken = speakScalar(value, voice)
      return spoken === undefined ? [] : [`${speakLabel(key, voice.language)} ${spoken}`]
    })
    .join(', ')
}

/** A member with as much of its name as the value needs to be understood. */
export function speakMember(key: string, value: unknown, voice: Voice): string | undefined {
  const label = speakLabel(key, voice.language)
  if (Array.isArray(value)) return speakList(value, label, voice)
  const spoken = speakScalar(value, voice)
  if (spoken === undefined || spoken === '') return isItem(value) ? speakItem(value, voice) : undefined
  if (typeof value === 'number') {
    if (/_s$|_seconds$/.test(key))
      return `${speakLabel(key.replace(/_\w+$/, ''), voice.language)} ${speakDuration(value, voice.language)}`
    if (/left|count|total|remaining|spots|items/i.test(key)) return `${spoken} ${label}`
    return `${label} ${spoken}`
  }
  if (typeof value === 'boolean') return value ? label : undefined
  if (asPrice(value, voice.language) !== undefined || readMoment(value, voice.clock.timezone)) return spoken
  // "wave side left", where "left" alone would say little; "surf" speaks for itself.
  return /^(from|to|by|of|source|destination)$|[_ ]|[\p{Ll}]\p{Lu}/u.test(key) &&
    !/name|title|text|message|content/i.test(key)
    ? `${label} ${spoken}`
    : spoken
}

function speakList(values: readonly unknown[], label: string, voice: Voice): string | undefined {
  const { and } = phrases(voice.language)
  const spoken = values.flatMap((value) =>
    isItem(value) ? speakItem(value, voice) : (speakScalar(value, voice) ?? []),
  )
  if (spoken.length === 0) return undefined
  const shown = spoken.slice(0, 3)
  const more = spoken.length > 3 ? ` (+${spoken.length - 3})` : ''
  return values.some(isItem) || spoken.every((each) => /[ \d]/.test(each))
    ? `${label}: ${joinWords(shown, and)}${more}`
    : `${joinWords(shown, and)}${more}`
}
