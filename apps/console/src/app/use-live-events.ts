import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { applyToBookings } from '../features/bookings/apply-live-event.ts'
import { applyToCalls } from '../features/calls/apply-live-event.ts'
import { applyToServers } from './apply-server-event.ts'
import { openLiveEvents } from './live-events.ts'
import type { LiveState } from './live-events.ts'
import { useNotice } from './notice.tsx'
import { meQuery } from './signed-in-user.ts'

/** Keeps the cache fresh by the event stream for as long as the component is mounted; returns how the stream stands. */
export function useLiveEvents(): LiveState {
  const queryClient = useQueryClient()
  const notice = useNotice()
  const [state, setState] = useState<LiveState>('connecting')

  useEffect(
    () =>
      openLiveEvents({
        onState: setState,
        onOpen: () => void queryClient.invalidateQueries(),
        onRefused: () => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
        onEvent: (event) => {
          applyToCalls(queryClient, event)
          applyToBookings(queryClient, event)
          applyToServers(queryClient, event, notice)
        },
      }),
    [queryClient, notice],
  )

  return state
}
