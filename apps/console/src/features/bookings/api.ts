import { clubCallers, clubWeek } from '@patchbay/contract'
import type { ClubWeek } from '@patchbay/contract'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import * as z from 'zod'
import { request } from '../../app/request.ts'

export type WeekSession = ClubWeek['sessions'][number]
export type WeekBooking = WeekSession['bookings'][number]

const WEEK_KEY = ['club', 'week'] as const

/** `GET /api/club/week`: seven days from `from`, or from the day that the gateway chooses. */
export function weekQuery(from: string | undefined) {
  return queryOptions({
    queryKey: [...WEEK_KEY, from],
    queryFn: ({ signal }) =>
      request(`/api/club/week${from === undefined ? '' : `?from=${from}`}`, clubWeek, { signal }),
    // The week before stays on the screen until the next one is here.
    placeholderData: keepPreviousData,
  })
}

/** What to mark as stale when something was booked or cancelled. */
export const anyWeek = { queryKey: WEEK_KEY }

/** `GET /api/club/callers`: the numbers that the club knows, each with its members. */
export const callersQuery = queryOptions({
  queryKey: ['club', 'callers'],
  queryFn: ({ signal }) => request('/api/club/callers', clubCallers, { signal }),
})

/** An MCP `CallToolResult`, as far as this page reads it. */
const toolResult = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().optional(),
})

export interface ClubToolCall {
  name: 'book_session' | 'cancel_booking'
  arguments: Record<string, unknown>
  /** E.164; the caller on whose behalf it is done. */
  callerPhone: string
  /** The same for every try of one confirmation, so that a double click or a second try does it once. */
  idempotencyKey: string
}

/**
 * Runs one of the club's tools, as an agent would, and gives its structured answer. Fails with the tool's own sentence
 * when the tool refuses.
 */
export function useClubTool() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ callerPhone, ...body }: ClubToolCall) => {
      const result = await request('/api/tools/call', toolResult, {
        method: 'POST',
        headers: { 'x-caller-id': callerPhone },
        body,
      })
      if (result.isError) throw new Error(result.content[0]?.text ?? 'The club refused without a reason.')
      return result.structuredContent
    },
    onSettled: () => queryClient.invalidateQueries(anyWeek),
  })
}
