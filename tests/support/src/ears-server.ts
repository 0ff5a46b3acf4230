import { createSentenceRecogniser, samplesOfWav } from './recognise-sentence.ts'
import { startTranscriptionServer } from './transcription-server.ts'

/**
 * A transcription server for tests in which known sentences are spoken: the one that `STT_BASE_URL` names, such as a real
 * Whisper, else one that recognises those sentences and no others.
 *
 * @param sentences - Each as it sounds, mono PCM16 at 24 kHz.
 */
export async function openEarsServer(
  sentences: ReadonlyMap<string, Int16Array>,
): Promise<AsyncDisposable & { baseUrl: string }> {
  const named = process.env['STT_BASE_URL']
  if (named) return { baseUrl: named, async [Symbol.asyncDispose]() {} }
  const recognise = createSentenceRecogniser(sentences)
  return startTranscriptionServer(({ wav }) => recognise(samplesOfWav(wav)))
}

/** Words without what recognisers write differently: capitals, marks and accents. */
export function plainWords(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
