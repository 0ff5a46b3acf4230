import type { Argument } from './argument.ts'
import { isQuery } from './choose-tool.ts'
import { nounOf } from './facts.ts'
import type { Missing } from './goal.ts'
import { capitalize, joinWords, phrases } from './phrases.ts'
import { speakChoice, speakSharedDay } from './speak-result.ts'
import { speakLabel, speakWord, type Voice } from './speak-value.ts'

/** How many choices a question names. */
const most = 4

/**
 * Asks for one argument, naming what it can be.
 *
 * @param wanted - The id that a search is to find by it: that is what a person can be asked for.
 */
export function askFor({ argument, reason, items }: Missing, voice: Voice, wanted?: Argument): string {
  const { language } = voice
  const words = phrases(language)
  const pt = language === 'pt'
  if (wanted && isQuery(argument)) return `${pt ? 'Qual' : 'Which'} ${speakLabel(idLabel(wanted), language)}?`
  const label = speakLabel(argument.kind === 'id' ? idLabel(argument) : argument.name, language)
  if (items.size > 0) {
    const all = [...items.values()]
    const choices = all.slice(0, most).map((item) => speakChoice(item, all, voice))
    const day = speakSharedDay(all, voice)
    const when = day === undefined ? '' : `, ${day}`
    const more = all.length > most ? (pt ? `, ou outra` : `, or another`) : ''
    const conjunction = choices.some((choice) => choice.includes(',')) ? `; ${words.or}` : words.or
    const listed = choices.some((choice) => choice.includes(',')) ? choices.join('; ') : joinWords(choices, conjunction)
    return `${reason === 'none' ? `${words.noSuch} ` : ''}${pt ? `Qual ${label}` : `Which ${label}`}${when}: ${listed}${more}?`
  }
  if (argument.choices.length > 0) {
    const choices = argument.choices.slice(0, most).map((choice) => speakWord(String(choice), language))
    return `${pt ? `Qual ${label}` : `Which ${label}`}: ${joinWords(choices, words.or)}?`
  }
  switch (argument.kind) {
    case 'day':
      return pt ? 'Para que dia?' : 'For which day?'
    case 'time':
      return pt ? 'A que horas?' : 'At what time?'
    case 'instant':
      return pt ? 'Para que dia e a que horas?' : 'For which day, and at what time?'
    case 'number':
      return pt ? `Que número devo usar para ${label}?` : `What number should I use for ${label}?`
    case 'flag':
      return `${capitalize(label)}: ${words.yes} ${words.or} ${words.no}?`
    case 'path':
      return pt ? 'Qual arquivo ou pasta?' : 'Which file or folder?'
    case 'choice':
    case 'id':
    case 'text':
    case 'list':
    case 'object':
      return pt ? `Qual deve ser: ${label}?` : `What should the ${label} be?`
  }
}

/** What an id is the id of: as its description begins ("The book, from …"), else by its name. */
function idLabel({ name, description }: Argument): string {
  return /^the (\p{L}+),/iu.exec(description)?.[1]?.toLowerCase() ?? (nounOf(name) || name)
}
