import * as z from 'zod'

/** One thing that was tried. */
export const check = z.object({
  /** Such as `store`, `migrations of club`, `club: book_session`. */
  name: z.string(),
  ok: z.boolean(),
  ms: z.number(),
  /** What was found, or what is wrong and what to do. */
  detail: z.string(),
})
export type Check = z.infer<typeof check>

/** What `patchbay verify` found; `ok` where every check is. */
export const verification = z.object({ ok: z.boolean(), checks: z.array(check) })
export type Verification = z.infer<typeof verification>
