import type { LiveEvent } from '@patchbay/contract'
import type { QueryClient } from '@tanstack/react-query'
import { anyWeek } from './api.ts'

/** Fetches the week anew when a tool call may have changed the club's bookings, whoever made it. */
export function applyToBookings(queryClient: QueryClient, event: LiveEvent): void {
  if (event.type !== 'tool_call.ended') return
  const { server, toolClass } = event.toolCall
  if (server === 'club' && toolClass !== 'read') void queryClient.invalidateQueries(anyWeek)
}
