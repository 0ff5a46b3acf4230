import { defineResource } from '@patchbay/service-kit'
import type { VoiceboxResourceContext } from '../voicebox-context.ts'

export const voicesResource = defineResource({
  uri: 'voicebox://voices',
  name: 'voices',
  title: 'Voices',
  description: 'Every voice, as list_voices answers it.',
  mimeType: 'application/json',
  read: async (_, { voicebox }: VoiceboxResourceContext) => ({ json: { voices: await voicebox.listVoices() } }),
})
