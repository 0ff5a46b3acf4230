import {
  clubBooking,
  clubCallers,
  clubSession,
  clubWeek,
  type ClubBooking,
  type ClubSession,
  type ClubWeek,
} from '@patchbay/contract'
import * as z from 'zod'
import { callTool } from './call-tool.ts'
import { getJson } from './get-json.ts'
import type { Gateway } from './start-gateway.ts'

export interface ClubMember {
  memberId: number
  caller: string
}

/** Every member that the demonstration club knows, with the number that may book for them. */
export async function clubMembers(gateway: Gateway): Promise<ClubMember[]> {
  const { callers } = clubCallers.parse(await getJson(gateway, '/api/club/callers'))
  return callers.flatMap(({ phone, members }) =>
    members.map(({ member_id }) => ({ memberId: member_id, caller: phone })),
  )
}

/** The sessions that can be booked in the next days, from the one that begins first. */
export async function openSessions(gateway: Gateway, filter: Record<string, unknown> = {}): Promise<ClubSession[]> {
  const { data } = await callTool(gateway, { name: 'get_availability', arguments: { sport: 'surf', ...filter } })
  return z.object({ sessions: z.array(clubSession) }).parse(data).sessions
}

/** The sessions for beginners that a caller is told of who asks for tomorrow's, in the order in which they are told. */
export async function beginnersTomorrow(gateway: Gateway): Promise<ClubSession[]> {
  // The club's zone has no summer time: a day has 24 hours.
  const tomorrow = new Date(Date.now() + 24 * 60 * 60_000)
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Sao_Paulo' }).format(tomorrow)
  return openSessions(gateway, { level: 'beginner', date })
}

/** What a caller's members have booked, by time. */
export async function bookingsOf(gateway: Gateway, caller: string): Promise<ClubBooking[]> {
  const { data } = await callTool(gateway, { name: 'get_bookings', caller })
  return z.object({ bookings: z.array(clubBooking) }).parse(data).bookings
}

/** A session of the week as the club's staff see it. */
export async function staffView(gateway: Gateway, session: ClubSession): Promise<ClubWeek['sessions'][number]> {
  const week = clubWeek.parse(await getJson(gateway, `/api/club/week?from=${session.starts_at.slice(0, 10)}`))
  const found = week.sessions.find(({ session_id }) => session_id === session.session_id)
  if (found === undefined) throw new Error(`session ${session.session_id} is not in the week`)
  return found
}
