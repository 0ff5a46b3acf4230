import { defineResource } from '@patchbay/service-kit'
import type { VoiceboxResourceContext } from '../voicebox-context.ts'

export const statusResource = defineResource({
  uri: 'voicebox://status',
  name: 'status',
  title: 'Status',
  description: 'How each part of the voicebox is.',
  mimeType: 'application/json',
  read: async (_, { voicebox }: VoiceboxResourceContext) => ({ json: await voicebox.status() }),
})
