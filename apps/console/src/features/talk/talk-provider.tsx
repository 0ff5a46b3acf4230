import type { AnsweringAgent } from '@patchbay/contract'
import { useMutation } from '@tanstack/react-query'
import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import { RequestError } from '../../app/request.ts'
import { useMe } from '../../app/signed-in-user.ts'
import { openPlayer } from './play-audio.ts'
import type { CallState, RealtimeCall } from './realtime-call.ts'
import { startCall } from './start-call.ts'

interface Talk {
  /** The call that goes on, or the last one; null before the first. */
  call: RealtimeCall | null
  /** Calls an agent, as a number or as oneself. Only where a person has just clicked, for the sound's sake. */
  place: (agent: AnsweringAgent, number: string) => void
  isPlacing: boolean
  /** Why the last try brought no call, in a sentence. */
  failure: string | null
  /** Puts a call that is over away. */
  clear: () => void
}

const TalkContext = createContext<Talk | null>(null)

/** Keeps the one call of this page, so that it goes on while other pages of the console are looked at. */
export function TalkProvider({ children }: { children: ReactNode }) {
  const hears = useMe().engine.ears !== null
  const [call, setCall] = useState<RealtimeCall | null>(null)
  const { mutate, isPending, error, reset } = useMutation({ mutationFn: startCall, onSuccess: setCall })

  useEffect(() => () => call?.hangUp(), [call])

  const talk = useMemo<Talk>(
    () => ({
      call,
      place: (agent, number) => mutate({ agent, number, player: openPlayer(), hears }),
      isPlacing: isPending,
      failure: error && describeFailure(error),
      clear: () => {
        setCall(null)
        reset()
      },
    }),
    [call, mutate, isPending, error, reset, hears],
  )
  return <TalkContext value={talk}>{children}</TalkContext>
}

export function useTalk(): Talk {
  const talk = use(TalkContext)
  if (!talk) throw new Error('useTalk needs a TalkProvider above it')
  return talk
}

/** Everything about a call, as it changes. */
export function useCallState(call: RealtimeCall): CallState {
  return useSyncExternalStore(call.subscribe, call.getState)
}

/** Whether a call goes on; says nothing of what is said in it, and so changes twice a call. */
export function useIsInCall(): boolean {
  const { call } = useTalk()
  return useSyncExternalStore(
    (listener) => call?.subscribe(listener) ?? (() => {}),
    () => call !== null && call.getState().ending === null,
  )
}

/** The gateway names the field as a program sent it; the person filled in a number. */
function describeFailure(error: Error): string {
  if (!(error instanceof RequestError) || error.code !== 'INVALID_CALLER_ID') return error.message
  return error.message.replace(/^caller_id/, 'This')
}
