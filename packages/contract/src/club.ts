import * as z from 'zod'

export const sport = z.enum(['surf', 'tennis'])
export type Sport = z.infer<typeof sport>
export const level = z.enum(['beginner', 'intermediate', 'advanced'])
export const waveSide = z.enum(['left', 'right'])
export const date = z.iso.date()

/** An amount in the currency's smallest unit (ISO 4217): 12050 and `BRL` are R$ 120.50. */
export const price = z.object({ amount_minor: z.int().min(0), currency: z.string().length(3) })

/** One bookable session; times are ISO 8601 with the offset of the club's zone. */
export const clubSession = z.object({
  session_id: z.int(),
  sport,
  starts_at: z.iso.datetime({ offset: true }),
  ends_at: z.iso.datetime({ offset: true }),
  level: level.optional(),
  wave_side: waveSide.optional(),
  court: z.int().optional(),
  spots_left: z.int().min(0),
  price,
})
export type ClubSession = z.infer<typeof clubSession>

export const member = z.object({
  member_id: z.int(),
  name: z.string(),
  relation: z.string(),
  sports: z.array(sport),
})
export type Member = z.infer<typeof member>

/** One member's place in one session. */
export const clubBooking = z.object({
  booking_id: z.int(),
  status: z.literal('confirmed'),
  member_id: z.int(),
  member_name: z.string(),
  ...clubSession.omit({ spots_left: true, price: true }).shape,
  /** What the member pays, after the voucher's discount. */
  price,
  voucher_code: z.string().optional(),
})
export type ClubBooking = z.infer<typeof clubBooking>

/** `GET /api/club/callers`: the numbers that the club knows, each with its members. */
export const clubCallers = z.object({
  callers: z.array(z.object({ phone: z.string(), name: z.string(), members: z.array(member) })),
})
export type ClubCallers = z.infer<typeof clubCallers>

/** `GET /api/club/week?from=YYYY-MM-DD`: seven days from `from`, as the club's staff see them. */
export const clubWeekQuery = z.object({
  from: date.refine((day) => day >= '2000' && day < '2100', 'must be between 2000 and 2099').optional(),
})
export const clubWeek = z.object({
  from: date,
  to: date,
  timezone: z.string(),
  sessions: z.array(
    clubSession.extend({
      spots: z.int(),
      bookings: z.array(
        z.object({ booking_id: z.int(), member_id: z.int(), member_name: z.string(), caller_phone: z.string() }),
      ),
    }),
  ),
})
export type ClubWeek = z.infer<typeof clubWeek>
