import { bookNarrations, narration, narrations } from '@patchbay/contract'
import type { BookNarrations } from '@patchbay/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from '../../app/request.ts'

export type HeardNarration = BookNarrations['narrations'][number]

/** How often a narration that is under way is looked at: workers elsewhere send no events here. */
const LOOK_MS = 2_000

export function isUnderWay({ state }: Pick<HeardNarration, 'state'>): boolean {
  return state === 'queued' || state === 'running'
}

/** `GET /api/library/books/:job_id/narration`. */
export const narrationsQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['library', 'narrations', jobId],
    queryFn: ({ signal }) => request(pathOf(jobId), bookNarrations, { signal }),
    refetchInterval: ({ state }) => (state.data?.narrations.some(isUnderWay) ? LOOK_MS : false),
  })

/** `GET /api/library/narrations`. */
export const allNarrationsQuery = queryOptions({
  queryKey: ['library', 'narrations'],
  queryFn: ({ signal }) => request('/api/library/narrations', narrations, { signal }),
  refetchInterval: ({ state }) => (state.data?.narrations.some(isUnderWay) ? LOOK_MS : false),
})

/** `POST` of a book's: begins one, or has one that ended early go on. */
export function useNarrate(jobId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (voiceId: string) => request(pathOf(jobId), narration, { method: 'POST', body: { voice_id: voiceId } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: narrationsQuery(jobId).queryKey }),
  })
}

/** `DELETE` of the same. */
export function useCancelNarration(jobId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (voiceId: string) =>
      request(`${pathOf(jobId)}?voice_id=${encodeURIComponent(voiceId)}`, narration, { method: 'DELETE' }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: narrationsQuery(jobId).queryKey }),
  })
}

/** Where a browser plays a chapter from. */
export function chapterAudioUrl(jobId: string, chapter: number, voiceId: string): string {
  return `/api/library/books/${encodeURIComponent(jobId)}/chapters/${chapter}/audio?voice_id=${encodeURIComponent(voiceId)}`
}

function pathOf(jobId: string): string {
  return `/api/library/books/${encodeURIComponent(jobId)}/narration`
}
