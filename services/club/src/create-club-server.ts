import { createService, type ErrorListener } from '@patchbay/service-kit'
import type { McpServer } from '@modelcontextprotocol/server'
import { bookSession } from './book-session.ts'
import { cancelBooking } from './cancel-booking.ts'
import type { ClubDeps } from './club-context.ts'
import { getAvailability } from './get-availability.ts'
import { getBookings } from './get-bookings.ts'
import { getMemberPreferences } from './get-member-preferences.ts'
import { getMembers } from './get-members.ts'
import { setMemberPreferences } from './set-member-preferences.ts'

/**
 * The club's bookings as an MCP server, for any transport. Who the caller is comes with each request, as `caller` of the
 * principal in the transport's `authInfo.extra`.
 */
export function createClubServer(deps: ClubDeps & ErrorListener): McpServer {
  return createService({
    name: 'club',
    title: 'Beyond The Club',
    version: '0.1.0',
    instructions:
      'Books surf and tennis sessions for the members of the club. Find the member with get_members and a session with ' +
      'get_availability, agree on both and on the price with the caller, then use book_session. Times carry the ' +
      'offset of the club’s zone: say them as local time. Prices are in the smallest unit: 18000 BRL is R$ 180.00.',
    tools: [
      getMembers,
      getMemberPreferences,
      setMemberPreferences,
      getAvailability,
      bookSession,
      cancelBooking,
      getBookings,
    ],
    deps,
  })
}
