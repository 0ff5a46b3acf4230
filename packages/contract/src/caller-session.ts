import * as z from 'zod'

/** A caller as the club knows them; `name` is null and `member_ids` empty for a number that is not linked. */
export const callerProfile = z.object({
  phone: z.string(),
  name: z.string().nullable(),
  has_beyond_token: z.boolean(),
  member_ids: z.array(z.int()),
})
export type CallerProfile = z.infer<typeof callerProfile>

/** `POST /mcp/auth/session` answers this; `expires_in` is in seconds and counts from creation. */
export const callerSession = z.object({
  session_token: z.string(),
  expires_in: z.int(),
  user: callerProfile,
})
export type CallerSession = z.infer<typeof callerSession>
