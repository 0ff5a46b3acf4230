import { isItem, nounOf } from './facts.ts'
import type { Filled } from './goal.ts'
import { capitalize, phrases } from './phrases.ts'
import { speakItem } from './speak-item.ts'
import { nameOf, speakLabel, speakScalar, type Voice } from './speak-value.ts'
import { speakTool } from './speak-tool.ts'
import type { IndexedTool } from './tool-index.ts'

/**
 * Says what is about to be done, every argument in words, and asks for a yes. An id is said as the thing that it stands
 * for; only what has no words of its own is said with its id.
 */
export function readBack(tool: IndexedTool, { arguments: args, items }: Filled, voice: Voice): string {
  const { language } = voice
  const words = phrases(language)
  const people: string[] = []
  const parts: string[] = []
  for (const [name, value] of Object.entries(args)) {
    const item = items.get(name)
    const called = item && nameOf(item)
    const noun = speakLabel(nounOf(name), language)
    if (item && called !== undefined && ownsName(item, name)) people.push(called)
    else if (item) parts.push(speakItem(without(item), voice))
    else if (Array.isArray(value) && value.some(isItem)) parts.push(speakArgument(value, voice))
    else parts.push(`${noun === '' ? speakLabel(name, language) : noun} ${speakArgument(value, voice)}`)
  }
  const action = capitalize(speakTool(tool, language))
  const whom = people.length > 0 ? ` ${words.for} ${people.join(` ${words.and} `)}` : ''
  const what = parts.length > 0 ? `: ${parts.join(', ')}` : ''
  return `${action}${whom}${what}. ${words.shallI}`
}

/** A booking has the name of its member; only what is itself called so is said by name alone. */
function ownsName(item: Record<string, unknown>, idName: string): boolean {
  const noun = nounOf(idName)
  return (
    Object.keys(item).some((key) => key === 'name' || key === 'title' || key === `${noun}_name`) &&
    !Object.keys(item).some((key) => /(_at|date|time)$/.test(key))
  )
}

/** How many are left is no part of what is agreed on. */
function without(item: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([key]) => !/(left|remaining|available|status)$/i.test(key)))
}

function speakArgument(value: unknown, voice: Voice): string {
  if (Array.isArray(value))
    return value.length === 0
      ? phrases(voice.language).none
      : value.map((each) => speakArgument(each, voice)).join(', ')
  if (isItem(value)) {
    return Object.entries(value)
      .map(([key, member]) => `${speakLabel(key, voice.language)} ${speakArgument(member, voice)}`)
      .join(', ')
  }
  return speakScalar(value, voice) ?? ''
}
