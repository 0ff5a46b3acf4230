import { callDetail, calls, toolCalls } from '@patchbay/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { request } from '../../app/request.ts'
import { mergeToolCalls } from './merge-tool-calls.ts'
import { mergeTurns } from './merge-turns.ts'
import { readRecentToolCalls } from './recent-tool-calls.ts'
import { readRecentTurns } from './recent-turns.ts'

const PAGE_SIZE = 50

/** `GET /api/calls`, newest first, a page at a time. */
export const callsQuery = infiniteQueryOptions({
  queryKey: ['calls'],
  queryFn: ({ pageParam, signal }) => request(`/api/calls?${page(pageParam)}`, calls, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.nextBefore,
})

/** `GET /api/tool-calls`, inside and outside calls, newest first, a page at a time. */
export const toolCallsQuery = infiniteQueryOptions({
  queryKey: ['tool-calls'],
  queryFn: async ({ pageParam, signal, client }) => {
    const fetched = await request(`/api/tool-calls?${page(pageParam)}`, toolCalls, { signal })
    if (pageParam !== null) return fetched
    return { ...fetched, toolCalls: mergeToolCalls(fetched.toolCalls, readRecentToolCalls(client)) }
  },
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.nextBefore,
})

/** `GET /api/calls/:callId`: one call with its turns, oldest first, and its tool calls, newest first. */
export function callQuery(callId: string) {
  return queryOptions({
    queryKey: ['call', callId],
    queryFn: async ({ signal, client }) => {
      const fetched = await request(`/api/calls/${encodeURIComponent(callId)}`, callDetail, { signal })
      const recent = readRecentToolCalls(client).filter((toolCall) => toolCall.callId === callId)
      const said = readRecentTurns(client).filter((turn) => turn.callId === callId)
      return {
        ...fetched,
        turns: mergeTurns(fetched.turns, said),
        toolCalls: mergeToolCalls(fetched.toolCalls, recent),
      }
    },
  })
}

function page(before: string | null): URLSearchParams {
  return new URLSearchParams({ limit: String(PAGE_SIZE), ...(before === null ? {} : { before }) })
}
