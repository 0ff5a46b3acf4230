import { clip, clips, speechUsage, voices } from '@patchbay/contract'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import * as z from 'zod'
import { request } from '../../app/request.ts'

/** `GET /api/voices`. */
export const voicesQuery = queryOptions({
  queryKey: ['voices', 'list'],
  queryFn: ({ signal }) => request('/api/voices', voices, { signal }),
})

/** `GET /api/voices/clips`, the newest first. */
export const clipsQuery = queryOptions({
  queryKey: ['voices', 'clips'],
  queryFn: ({ signal }) => request('/api/voices/clips', clips, { signal }),
})

/** `GET /api/voices/usage`: this month. */
export const usageQuery = queryOptions({
  queryKey: ['voices', 'usage'],
  queryFn: ({ signal }) => request('/api/voices/usage', speechUsage, { signal }),
})

/** Where a voice introduces itself. */
export function samplePath(voiceId: string): string {
  return `/api/voices/${encodeURIComponent(voiceId)}/sample`
}

export function clipPath(clipId: string): string {
  return `/api/voices/clips/${encodeURIComponent(clipId)}/audio`
}

export interface Spoken {
  text: string
  voice_id: string
  speed: number
}

/** `POST /api/voices/speak`; `stop` ends it at the gateway too. */
export function useSpeak() {
  const queryClient = useQueryClient()
  const leave = useRef<AbortController>(null)
  const speak = useMutation({
    mutationFn: (body: Spoken) => {
      leave.current = new AbortController()
      return request('/api/voices/speak', clip, { method: 'POST', body, signal: leave.current.signal })
    },
    onSuccess(made) {
      queryClient.setQueryData(clipsQuery.queryKey, (known) => known && { clips: [made, ...known.clips] })
    },
    // What was stopped or broke off may have been counted in part.
    onSettled: () => void queryClient.invalidateQueries({ queryKey: usageQuery.queryKey }),
  })
  return {
    speak,
    stop: () => {
      leave.current?.abort()
      speak.reset()
    },
  }
}

/** `DELETE /api/voices/clips/:clip_id`. */
export function useDeleteClip() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (clipId: string) =>
      request(`/api/voices/clips/${encodeURIComponent(clipId)}`, z.object({ message: z.string() }), {
        method: 'DELETE',
      }),
    onSuccess(_, clipId) {
      queryClient.setQueryData(
        clipsQuery.queryKey,
        (known) => known && { clips: known.clips.filter(({ clip_id }) => clip_id !== clipId) },
      )
    },
  })
}
