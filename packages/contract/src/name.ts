import * as z from 'zod'

/** A name that a person gives: no control characters. */
export const name = z
  .string()
  .trim()
  .min(1, 'Give it a name')
  .max(80)
  .regex(/^\P{Cc}*$/u, 'Leave control characters out')
