import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import { capabilities, readCapabilities } from '../capabilities.ts'
import type { VoiceboxContext } from '../voicebox-context.ts'

/** Says what the server has and how far it goes. */
export const listCapabilities = defineTool({
  name: 'list_capabilities',
  title: 'List capabilities',
  description:
    'Say what the voicebox can do: its tools and resources, its engines with their languages, and its limits.',
  input: z.strictObject({}),
  output: capabilities,
  annotations: { readOnlyHint: true, openWorldHint: false },
  run: async (_, context: VoiceboxContext) => readCapabilities(context),
})
