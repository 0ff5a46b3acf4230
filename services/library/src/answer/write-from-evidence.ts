import type { BookLanguage, Citation } from '@patchbay/contract'
import type { LibraryDeps } from '../library-context.ts'
import type { Evidence } from './gather-evidence.ts'
import { supportedSentences } from './supported-sentences.ts'

/** What a model wrote from passages. */
export interface Written {
  /** As it wrote it. */
  whole: string
  /** Its sentences that a passage supports; empty where none does. */
  text: string
  /** Those that its sentences rest on. */
  citations: Citation[]
}

/**
 * Has the model write from numbered passages and nothing else.
 *
 * @param said - What the reader said, with its label.
 * @returns Nothing where there is no model, or it does not answer: that is no reason for no answer.
 * @throws Where `signal` has aborted.
 */
export async function writeFromEvidence(
  writer: LibraryDeps['writer'],
  instructions: string,
  { texts, citations }: Evidence,
  said: string,
  language: BookLanguage,
  signal: AbortSignal,
): Promise<Written | undefined> {
  const passages = texts.map((text, index) => `[${index + 1}] ${text}`).join('\n\n')
  const whole = await writer
    ?.write(instructions, `${passages}\n\n${said}`, signal)
    .catch(() => (signal.throwIfAborted(), undefined))
  if (whole === undefined) return undefined
  const { text, cited } = supportedSentences(whole, texts, language)
  return { whole, text, citations: citations.filter((_, index) => cited.has(index)) }
}
