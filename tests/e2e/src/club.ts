import { clubCallers, clubSession, clubWeek, type ClubSession, type ClubWeek } from '@patchbay/contract'
import * as z from 'zod'
import { callTool } from './call-tool.ts'
import { adminApiKey, type Gateway } from './start-gateway.ts'

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

/** A session of the week as the club's staff see it. */
export async function staffView(gateway: Gateway, session: ClubSession): Promise<ClubWeek['sessions'][number]> {
  const week = clubWeek.parse(await getJson(gateway, `/api/club/week?from=${session.starts_at.slice(0, 10)}`))
  const found = week.sessions.find(({ session_id }) => session_id === session.session_id)
  if (found === undefined) throw new Error(`session ${session.session_id} is not in the week`)
  return found
}

async function getJson(gateway: Gateway, path: string): Promise<unknown> {
  const response = await fetch(`${gateway.url}${path}`, { headers: { 'x-api-key': adminApiKey } })
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
