import * as z from 'zod'

/** An id as the club's tables have it: PostgreSQL's `integer`, from 1. */
export const id = z.int().min(1).max(2_147_483_647)
