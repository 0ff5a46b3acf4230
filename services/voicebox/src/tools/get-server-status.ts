import { voiceboxStatus } from '@patchbay/contract'
import { defineTool, ToolAnswer } from '@patchbay/service-kit'
import * as z from 'zod'
import type { VoiceboxContext } from '../voicebox-context.ts'

/** Says that the server is there: it is whenever it can answer. What its parts say stands in the structure. */
const SENTENCE = 'AgentVoiceBox Platform is ONLINE'

/** Says how the server and each of its parts are. */
export const getServerStatus = defineTool({
  name: 'get_server_status',
  title: 'Server status',
  description: 'Say whether the voicebox works, and how each of its parts is: database, voices, realtime sessions.',
  input: z.strictObject({}),
  output: voiceboxStatus,
  annotations: { readOnlyHint: true, openWorldHint: false },
  async run(_, { voicebox }: VoiceboxContext) {
    return new ToolAnswer(await voicebox.status(), { blocks: [{ type: 'text', text: SENTENCE }] })
  },
})
