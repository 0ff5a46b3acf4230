import { META, PatchbayError, realtimeSession } from '@patchbay/contract'
import { defineTool, ToolAnswer, ToolError } from '@patchbay/service-kit'
import * as z from 'zod'
import type { VoiceboxContext } from '../voicebox-context.ts'

/** Begins a spoken conversation. */
export const createRealtimeSession = defineTool({
  name: 'create_realtime_session',
  title: 'Create a realtime session',
  description:
    'Make a session for a spoken conversation (OpenAI Realtime protocol), and the one-time secret that opens it within a ' +
    'minute. The secret is in the structured answer alone, so that it stands in no transcript.',
  input: z.strictObject({
    agent: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe(
        'Who answers, by their slug: brings their instructions and tools. Without one, the credential’s own agent',
      ),
    voice: z.string().min(1).max(100).optional().describe('The voice that the session asks its engine for'),
    instructions: z.string().max(10_000).optional().describe('How the agent is to behave'),
  }),
  output: realtimeSession,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  // It changes nothing that lasts; its answer holds a secret, which is for whoever asked alone.
  meta: { [META.toolClass]: 'read', [META.ownAnswer]: true },
  async run(asked, { voicebox, principal }: VoiceboxContext) {
    const { makeRealtimeSession } = voicebox
    if (!makeRealtimeSession || !principal) {
      throw new ToolError('This installation makes no realtime sessions. generate_speech speaks a text without one.')
    }
    if (asked.instructions !== undefined && !principal.scopes.includes('realtime:configure')) {
      throw new ToolError('Instructions need the scope realtime:configure. Use a credential that has it.', {
        code: 'SCOPE_REQUIRED',
      })
    }
    const session = await makeRealtimeSession(principal, asked).catch((error: unknown) => {
      if (!(error instanceof PatchbayError)) throw error
      throw new ToolError(error.message, { code: error.code })
    })
    const until = new Date(session.expires_at * 1000).toISOString()
    return new ToolAnswer(session, {
      text: `A session is ready. Its secret is in the structured answer, works once, and ends at ${until}.`,
    })
  },
})
