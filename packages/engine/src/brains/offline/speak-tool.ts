import type { Language } from './detect-language.ts'
import { joinWords, phrases } from './phrases.ts'
import { speakName } from './speak-value.ts'
import type { IndexedTool, ToolIndex } from './tool-index.ts'

/** What a tool does, by its name: "book session", "list members". */
export function speakTool({ name }: IndexedTool, language: Language): string {
  const words = name.replace(/^get(?=[_-]|[A-Z])/, 'list')
  return speakName(words, language)
}

/** What the tools can do, four of them by name. */
export function speakAbilities(index: ToolIndex, language: Language): string {
  const words = phrases(language)
  if (index.tools.length === 0) return words.noTools
  // Changes first: they are what people call for.
  const ordered = index.tools.toSorted((one, other) => Number(one.readOnly) - Number(other.readOnly))
  const shown = pickSpread(ordered, 4).map((tool) => speakTool(tool, language))
  const can = `${language === 'pt' ? 'Eu posso' : 'I can'} ${joinWords(shown, words.and)}`
  const more = index.tools.length - shown.length
  if (more <= 0) return `${can}.`
  return language === 'pt' ? `${can}, e mais ${more}.` : `${can}, and ${more} more.`
}

/** As many from the front as from the back: changes and reads. */
function pickSpread<Each>(all: readonly Each[], most: number): Each[] {
  if (all.length <= most) return [...all]
  return [...all.slice(0, most / 2), ...all.slice(-most / 2)]
}
