import { defineResource } from '@patchbay/service-kit'
import type { VoiceboxResourceContext } from '../voicebox-context.ts'

export const usageResource = defineResource({
  uri: 'voicebox://usage',
  name: 'usage',
  title: 'Usage',
  description: 'What the reader has had spoken this month, and what is left.',
  mimeType: 'application/json',
  read: async (_, { voicebox, principal }: VoiceboxResourceContext) => ({ json: await voicebox.usageOf(principal) }),
})
