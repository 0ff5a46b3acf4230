import { voices } from '@patchbay/contract'
import { defineTool } from '@patchbay/service-kit'
import * as z from 'zod'
import type { VoiceboxContext } from '../voicebox-context.ts'

/** Lists the voices that a text can be spoken in. */
export const listVoices = defineTool({
  name: 'list_voices',
  title: 'List voices',
  description:
    'List the voices that generate_speech can speak in, of one language or all. A voice that is not ready is spoken by ' +
    'another engine in its place, where that has the language.',
  input: z.strictObject({
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i, 'must be a language tag, such as en or pt-BR')
      .optional()
      .describe('A language tag, such as en or pt-BR'),
  }),
  output: voices,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run({ language }, { voicebox }: VoiceboxContext) {
    return { voices: await voicebox.listVoices(language) }
  },
})
