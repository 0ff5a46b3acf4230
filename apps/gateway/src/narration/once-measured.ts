import type { NarratingVoices } from '@patchbay/library'
import type { MeasuredVoices } from '@patchbay/speech'

/** Hands voices out once every one has been tried: before, a voice that is still loading would have a stand-in. */
export function onceMeasured(
  voices: Pick<MeasuredVoices, 'list' | 'speak' | 'measured'>,
): () => Promise<NarratingVoices> {
  return async () => {
    await voices.measured
    return voices
  }
}
