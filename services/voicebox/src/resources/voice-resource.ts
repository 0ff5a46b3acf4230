import { defineResource } from '@patchbay/service-kit'
import type { VoiceboxResourceContext } from '../voicebox-context.ts'

export const voiceResource = defineResource({
  uri: 'voicebox://voices/{voice_id}',
  name: 'voice',
  title: 'One voice',
  description: 'A voice by its id, such as af_heart.',
  mimeType: 'application/json',
  read: async ({ voice_id = '' }, { voicebox }: VoiceboxResourceContext) => ({
    json: await voicebox.findVoice(voice_id),
  }),
})
