import type { Turn } from '@patchbay/contract'
import type { QueryClient } from '@tanstack/react-query'
import { mergeTurns } from './merge-turns.ts'

// As for tool calls: nothing observes this entry, so the cache drops it some minutes after the last event.
const KEY = ['recent-turns']
const KEPT = 100

/** The turns that the event stream told of lately. */
export function readRecentTurns(queryClient: QueryClient): Turn[] {
  return queryClient.getQueryData<Turn[]>(KEY) ?? []
}

/** Keeps a turn, so that a fetch that was on its way when it was said does not lose it again. */
export function keepRecentTurn(queryClient: QueryClient, turn: Turn): void {
  queryClient.setQueryData<Turn[]>(KEY, (recent = []) => mergeTurns(recent, [turn]).slice(-KEPT))
}
