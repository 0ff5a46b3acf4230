import * as z from 'zod'

/** The number of a row, as a path has it; PostgreSQL's integers end at 2^31 - 1. */
export const rowId = z.coerce.number().int().min(1).max(2_147_483_647)
