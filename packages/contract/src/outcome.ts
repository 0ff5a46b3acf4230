import * as z from 'zod'

/** How a tool call can end besides its own result or error; sent in `_meta["patchbay/outcome"]`. */
export const outcome = z.discriminatedUnion('status', [
  z.object({ status: z.literal('already_done'), at: z.iso.datetime(), tool_call_id: z.string() }),
  z.object({
    status: z.literal('needs_confirmation'),
    confirmation_id: z.string(),
    say: z.string(),
    expires_at: z.iso.datetime(),
  }),
  z.object({ status: z.literal('running'), id: z.string(), say: z.string() }),
  z.object({ status: z.literal('unknown'), id: z.string() }),
  z.object({ status: z.literal('unavailable'), retry_after_s: z.number() }),
  z.object({ status: z.literal('busy'), retry_after_s: z.number() }),
  z.object({ status: z.literal('refused'), reason: z.string() }),
])

export type Outcome = z.infer<typeof outcome>
