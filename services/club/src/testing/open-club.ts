import type { Database } from '@patchbay/service-kit'
import { connectService, type ServiceClient } from '@patchbay/test-support/connect-service'
import { openTestDatabase } from '@patchbay/test-support/database'
import type { DatabaseKind } from '@patchbay/test-support/describe-databases'
import { clubMigrations } from '../club-migrations.ts'
import { createClubServer } from '../create-club-server.ts'
import { bookings } from '../schema/bookings.ts'
import { callers } from '../schema/callers.ts'
import { members } from '../schema/members.ts'
import { sessions } from '../schema/sessions.ts'
import { vouchers } from '../schema/vouchers.ts'

export const timezone = 'America/Sao_Paulo'
/** When every test happens, unless it says otherwise: Saturday 2026-11-21, 10:00 in São Paulo. */
export const startOfTest = new Date('2026-11-21T13:00:00Z')

/** Opens an empty club with its own database and clock, and the means to fill it. */
export async function openClub(kind: DatabaseKind) {
  await using opening = new AsyncDisposableStack()
  const { db, url } = opening.use(await openTestDatabase(kind, [clubMigrations]))
  const errors: unknown[] = []
  const clock = { now: startOfTest }
  const opened = opening.move()
  let people = 0

  return {
    db,
    url,
    clock,
    /** What the tools handed to `onError`. */
    errors,

    /** A client of the club's server; without a phone, an API key that names no caller. */
    async connect(phone?: string, zone = timezone): Promise<ServiceClient> {
      const deps = { db, now: () => clock.now, timezone: zone, onError: (error: unknown) => errors.push(error) }
      return connectService(createClubServer(deps), phone)
    },

    /** A caller that no other test knows, with as many members. */
    async addCaller(howManyMembers = 1): Promise<{ phone: string; memberIds: number[] }> {
      people += 1
      const phone = `+55119${String(80_000_000 + people)}`
      await db.insert(callers).values({ phone, name: `Caller ${people}` })
      const added = await db
        .insert(members)
        .values(
          Array.from({ length: howManyMembers }, (_, index) => ({
            callerPhone: phone,
            name: `Member ${people}.${index + 1}`,
            relation: index === 0 ? 'self' : 'child',
            sports: ['surf' as const],
          })),
        )
        .returning()
      return { phone, memberIds: added.map(({ id }) => id) }
    },

    addSession: (session: Partial<typeof sessions.$inferInsert> = {}) => addSession(db, session),

    async addVoucher(voucher: typeof vouchers.$inferInsert): Promise<string> {
      await db.insert(vouchers).values(voucher)
      return voucher.code
    },

    readBookings: () => db.select().from(bookings).orderBy(bookings.id),
    readVouchers: () => db.select().from(vouchers),

    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

export type OpenClub = Awaited<ReturnType<typeof openClub>>

/** Adds a session, tomorrow at nine unless told, and answers its id. */
async function addSession(db: Database, session: Partial<typeof sessions.$inferInsert>): Promise<number> {
  const startsAt = session.startsAt ?? new Date('2026-11-22T12:00:00Z')
  const [added] = await db
    .insert(sessions)
    .values({
      sport: 'surf',
      level: 'beginner',
      waveSide: 'left',
      spots: 6,
      priceMinor: 18_000,
      currency: 'BRL',
      ...session,
      startsAt,
      endsAt: session.endsAt ?? new Date(startsAt.getTime() + 60 * 60_000),
    })
    .returning()
  if (!added) throw new Error('an insert returned no row')
  return added.id
}
