import { openVoices } from './open-voices.ts'
import type { VoiceLog } from './open-voice.ts'
import type { Voices } from './voices.ts'

/** Voices that are opened when somebody first needs them, once. */
export interface VoicesOnDemand extends AsyncDisposable {
  readonly get: () => Promise<Voices>
}

export function createVoicesOnDemand(log?: VoiceLog): VoicesOnDemand {
  let opened: Promise<Voices> | undefined
  return {
    get: () => (opened ??= openVoices(log)),
    async [Symbol.asyncDispose]() {
      await (await opened)?.[Symbol.asyncDispose]()
    },
  }
}
