import {
  createSilentVoice,
  openVoices,
  type EngineFigure,
  type Voice,
  type VoiceLog,
  type VoicesOptions,
} from '@patchbay/speech'

/** What the engine speaks with, and how each engine of speech does on this machine. */
export interface Speaking extends AsyncDisposable {
  readonly live: Voice
  figures(): EngineFigure[]
}

/** @param settings - Nothing where nobody speaks with this process. */
export async function openSpeaking(settings: VoicesOptions | undefined, log: VoiceLog): Promise<Speaking> {
  if (settings) return openVoices(log, settings)
  const live = createSilentVoice()
  return { live, figures: () => [], [Symbol.asyncDispose]: () => live[Symbol.asyncDispose]() }
}
