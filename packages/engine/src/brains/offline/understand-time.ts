/** A time as it was said. */
export interface TimeOfDay {
  hour: number
  minute: number
  /** False where "nine" may be in the morning or in the evening. */
  sure: boolean
}

type Replace = (time: TimeOfDay) => string

const before = String.raw`(?:\b(?:at|as|a das|das|by|around|la pelas|pelas|umas|a)\s+)?`
const part = String.raw`(?:\s*(?:in the|da|de|a|at)?\s*(morning|afternoon|evening|night|manha|tarde|noite|madrugada)\b)?`
const clock = String.raw`(\d{1,2})`

/** Each way of saying a time, with digits for number words. The ones that say most come first. */
const ways: { pattern: RegExp; read: (groups: (string | undefined)[]) => TimeOfDay | undefined }[] = [
  { pattern: /\bmake (?:it|that) (\d{1,2})\b(?!\s*(?:am|pm|:))/g, read: ([h]) => timeOf(h, '0', undefined) },
  { pattern: /\b(?:at |ao )?(?:noon|meio[- ]dia)\b/g, read: () => ({ hour: 12, minute: 0, sure: true }) },
  { pattern: /\b(?:at |a )?(?:midnight|meia[- ]noite)\b/g, read: () => ({ hour: 0, minute: 0, sure: true }) },
  { pattern: new RegExp(String.raw`${before}\bhalf past ${clock}${part}`, 'g'), read: ([h, p]) => timeOf(h, '30', p) },
  {
    pattern: new RegExp(String.raw`${before}\bquarter past ${clock}${part}`, 'g'),
    read: ([h, p]) => timeOf(h, '15', p),
  },
  {
    pattern: new RegExp(
      String.raw`${before}\b${clock}(?::|h|\.)(\d\d)\s*(?:h\b)?\s*((?:am|pm|a\.m\.|p\.m\.)(?!\w))?${part}`,
      'g',
    ),
    read: ([h, m, meridiem, p]) => timeOf(h, m, meridiem ?? p),
  },
  {
    pattern: new RegExp(String.raw`${before}\b${clock}\s*((?:am|pm|a\.m\.|p\.m\.)(?!\w))`, 'g'),
    read: ([h, m]) => timeOf(h, '0', m),
  },
  { pattern: new RegExp(String.raw`${before}\b${clock} e meia\b${part}`, 'g'), read: ([h, p]) => timeOf(h, '30', p) },
  {
    pattern: new RegExp(String.raw`${before}\b${clock}\s*(?:h\b|horas?\b|o'?clock\b)${part}`, 'g'),
    read: ([h, p]) => timeOf(h, '0', p),
  },
  {
    pattern: new RegExp(
      String.raw`${before}\b${clock}\s*(?:in the|da|de)\s+(morning|afternoon|evening|night|manha|tarde|noite)\b`,
      'g',
    ),
    read: ([h, p]) => timeOf(h, '0', p),
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:at|as|a das|das|by|around|la pelas|pelas)\s+${clock}\b(?!\s*(?:/|de \p{L}|%))${part}`,
      'gu',
    ),
    read: ([h, p]) => timeOf(h, '0', p),
  },
]

function timeOf(hour: string | undefined, minute: string | undefined, said: string | undefined): TimeOfDay | undefined {
  const [h, m] = [Number(hour), Number(minute)]
  if (h > 24 || m > 59) return undefined
  const late = /^p|afternoon|evening|night|tarde|noite/.test(said ?? '')
  const early = /^a|^morning|manha|madrugada/.test(said ?? '')
  if (late && h < 12) return { hour: h + 12, minute: m, sure: true }
  if (early && h === 12) return { hour: 0, minute: m, sure: true }
  return { hour: h % 24, minute: m, sure: late || early || h === 0 || h > 12 || (hour ?? '').startsWith('0') }
}

/**
 * Finds the times that are said, and writes what `replace` answers in their place.
 *
 * @param text lower case, without accents, numbers as digits.
 */
export function replaceTimes(text: string, replace: Replace): string {
  let rest = text
  for (const { pattern, read } of ways) {
    rest = rest.replaceAll(pattern, (match, ...captured: unknown[]) => {
      // The captured groups come first, then the position (a number) and the whole text.
      const groups = captured.slice(
        0,
        captured.findIndex((each) => typeof each === 'number'),
      ) as (string | undefined)[]
      const time = read(groups)
      return time ? replace(time) : match
    })
  }
  return rest
}

export type PartOfDay = 'morning' | 'afternoon' | 'evening'

/** The part of the day that was asked for; a greeting ("bom dia", "boa noite") is none. */
export function understandPartOfDay(text: string): PartOfDay | undefined {
  const bare = text.replaceAll(/\b(good|boa|bom) (morning|afternoon|evening|night|tarde|noite|dia)\b/g, ' ')
  if (/\b(in the morning|morning|mornings|de manha|pela manha|da manha|amanha cedo)\b/.test(bare)) return 'morning'
  if (/\b(afternoon|afternoons|a tarde|de tarde|da tarde)\b/.test(bare)) return 'afternoon'
  if (/\b(evening|evenings|tonight|at night|a noite|de noite|da noite)\b/.test(bare)) return 'evening'
  return undefined
}
