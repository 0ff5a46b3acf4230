import { chapterPassages, libraryAnswer, libraryBooks, librarySearchResult, readingProgress } from '@patchbay/contract'
import type { LibraryBook } from '@patchbay/contract'
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { request } from '../../app/request.ts'

const MAX_RESULTS = 20

/** `GET /api/library/books`. */
export const booksQuery = queryOptions({
  queryKey: ['library', 'books'],
  queryFn: ({ signal }) => request('/api/library/books', libraryBooks, { signal }),
})

/** Searches every book, or one; what was found before is kept while the next is looked for. */
export const searchQuery = (query: string, jobId?: string) =>
  queryOptions({
    queryKey: ['library', 'search', jobId ?? null, query],
    queryFn: ({ signal }) =>
      request(jobId === undefined ? '/api/v1/knowledge/library/search' : pathOf(jobId, 'search'), librarySearchResult, {
        method: 'POST',
        body: { query, max_results: MAX_RESULTS },
        signal,
      }),
    placeholderData: keepPreviousData,
  })

/** `GET /api/library/books/:job_id/passages`: the chapter around a position, in seconds. */
export const chapterQuery = (jobId: string, positionS: number) =>
  queryOptions({
    queryKey: ['library', 'chapter', jobId, positionS],
    queryFn: ({ signal }) =>
      request(`/api/library/books/${encodeURIComponent(jobId)}/passages?position_s=${positionS}`, chapterPassages, {
        signal,
      }),
    placeholderData: keepPreviousData,
    // A book does not change once it is here; a narration that becomes whole asks for all of it anew.
    staleTime: Infinity,
  })

/**
 * `POST /api/v1/knowledge/jobs/:job_id/ask`. A model may answer, so it is asked once for a place and a question.
 *
 * @param heardS - The reader's place: an answer holds for it alone.
 */
export const answerQuery = (jobId: string, question: string, heardS: number | null) =>
  queryOptions({
    queryKey: ['library', 'answer', jobId, question, heardS],
    queryFn: ({ signal }) =>
      request(pathOf(jobId, 'ask'), libraryAnswer, { method: 'POST', body: { question }, signal }),
    staleTime: Infinity,
  })

/** `PUT /api/library/books/:job_id/progress`. What may be found depends on it, so searches are made anew. */
export function useMovePlace(jobId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (positionS: number) =>
      request(`/api/library/books/${encodeURIComponent(jobId)}/progress`, readingProgress, {
        method: 'PUT',
        body: { position_s: positionS },
      }),
    onSuccess({ position_s }) {
      queryClient.setQueryData(booksQuery.queryKey, (known) => known && { books: known.books.map(moved) })
      void queryClient.invalidateQueries({ queryKey: ['library', 'search'] })

      function moved(book: LibraryBook): LibraryBook {
        return book.job_id === jobId ? { ...book, position_s } : book
      }
    },
  })
}

function pathOf(jobId: string, act: 'search' | 'ask'): string {
  return `/api/v1/knowledge/jobs/${encodeURIComponent(jobId)}/${act}`
}
