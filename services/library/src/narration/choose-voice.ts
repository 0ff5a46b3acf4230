import type { BookLanguage } from '@patchbay/contract'
import { ToolError } from '@patchbay/service-kit'
import type { VoiceListing } from '@patchbay/speech'
import type { ReadBook } from '../find-book.ts'
import type { NarratingVoices } from './narrator.ts'

/** The voices of a language, those that are ready first. */
export function voicesOf(voices: NarratingVoices, language: BookLanguage): VoiceListing[] {
  const speaking = voices.list().filter((voice) => new Intl.Locale(voice.language).language === language)
  return speaking.toSorted((a, b) => Number(b.ready) - Number(a.ready))
}

/**
 * The voice that is asked for, else the first of the book's language.
 *
 * @throws ToolError that names the voices there are.
 */
export function chooseVoice(voices: NarratingVoices, book: ReadBook, voiceId: string | undefined): string {
  const fitting = voicesOf(voices, book.language)
  if (!fitting.some(({ ready }) => ready)) {
    const sentence = `No voice here can speak ${languageNames[book.language]}, so “${book.title}” cannot be narrated.`
    throw new ToolError(sentence, { code: 'VALIDATION_FAILED' })
  }
  const chosen = voiceId === undefined ? fitting[0] : fitting.find((voice) => voice.voiceId === voiceId)
  if (chosen) return chosen.voiceId
  const known = fitting.slice(0, 12).map((voice) => voice.voiceId)
  throw new ToolError(
    `There is no voice ${voiceId} for a book in ${languageNames[book.language]}. There is: ${known.join(', ')}.`,
    { code: 'VALIDATION_FAILED' },
  )
}

const languageNames: Record<BookLanguage, string> = { en: 'English', pt: 'Portuguese' }
