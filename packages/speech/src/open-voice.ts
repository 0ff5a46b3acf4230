import { createSilentVoice } from './create-silent-voice.ts'
import { openEspeakVoice } from './espeak/open-espeak-voice.ts'
import type { Voice } from './voice.ts'

/** Where a voice says what a person should know; a pino logger is one. */
export interface VoiceLog {
  warn(fields: Record<string, unknown>, message: string): void
}

/** Opens the best voice that this installation has: espeak, else one named `none` that says nothing. Never throws. */
export async function openVoice(log?: VoiceLog): Promise<Voice> {
  try {
    return await openEspeakVoice()
  } catch (error) {
    log?.warn({ err: error }, 'No voice: @echogarden/espeak-ng-emscripten does not load, so answers are text only')
    return createSilentVoice()
  }
}
