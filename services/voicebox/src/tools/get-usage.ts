import { speechUsage } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import type { VoiceboxContext } from '../voicebox-context.ts'

/** Says how much was spoken this month, and how much may be still. */
export const getUsage = defineTool({
  name: 'get_usage',
  title: 'Usage',
  description: 'Say how many characters and seconds were spoken this month (UTC), and how many characters are left.',
  input: z.strictObject({}),
  output: speechUsage,
  annotations: { readOnlyHint: true, openWorldHint: false },
  run: async (_, { voicebox, principal }: VoiceboxContext) => voicebox.usageOf(principal),
})
