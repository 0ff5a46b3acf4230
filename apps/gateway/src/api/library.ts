import type { ServerResponse } from 'node:http'
import {
  chapterPassages,
  jobId,
  jobQuestion,
  jobSearchQuery,
  libraryAnswer,
  libraryBooks,
  librarySearchQuery,
  librarySearchResult,
  passagesQuery,
  PatchbayError,
  progressChange,
  readingProgress,
  type Scope,
} from '@patchbay/contract'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { asRoute } from './as-route.ts'
import { requirePrincipal } from './require-principal.ts'

const byJob = z.object({ job_id: jobId })

/** The reader's audiobooks: the document's search and questions, and what the Library page shows. */
export function libraryRoutes(api: Api, { identity, library }: ApiContext): void {
  const tags = ['library']
  /** The scope, or `tools:call`, which may do as much by the tools. */
  const reader = async (request: FastifyRequest, scope: Scope) => {
    const principal = await requirePrincipal(identity, request)
    if (principal.scopes.includes(scope) || principal.scopes.includes('tools:call')) return principal
    throw new PatchbayError('SCOPE_REQUIRED', `This needs the scope ${scope}. Use a credential that has it.`)
  }

  const answerSearch = { tags, summary: 'Search your books', response: { 200: librarySearchResult } }
  const search = async (request: FastifyRequest, { query, max_results }: z.output<typeof librarySearchQuery>) =>
    library.search(await reader(request, 'library:read'), query, max_results)
  const searchPath = '/api/v1/knowledge/library/search'
  api.post(searchPath, { schema: { ...answerSearch, body: librarySearchQuery } }, (request) =>
    search(request, request.body),
  )
  api.get(searchPath, { schema: { ...answerSearch, querystring: librarySearchQuery } }, (request) =>
    search(request, request.query),
  )

  const answerJob = { tags, summary: 'Search one book', params: byJob, response: { 200: librarySearchResult } }
  const searchJob = async (request: FastifyRequest, job: string, asked: z.output<typeof jobSearchQuery>) =>
    asRoute(library.searchBook(await reader(request, 'library:read'), job, asked.query, asked.max_results))
  const jobPath = '/api/v1/knowledge/jobs/:job_id/search'
  api.post(jobPath, { schema: { ...answerJob, body: jobSearchQuery } }, (request) =>
    searchJob(request, request.params.job_id, request.body),
  )
  api.get(jobPath, { schema: { ...answerJob, querystring: jobSearchQuery } }, (request) =>
    searchJob(request, request.params.job_id, request.query),
  )

  const answerAsk = { tags, summary: 'Ask about one book', params: byJob, response: { 200: libraryAnswer } }
  const ask = async (
    request: FastifyRequest,
    { raw }: { raw: ServerResponse },
    job: string,
    { question }: z.output<typeof jobQuestion>,
  ) => {
    const principal = await reader(request, 'library:ask')
    const left = new AbortController()
    raw.once('close', () => left.abort(new Error('The client went away')))
    return asRoute(library.ask(principal, job, question, left.signal))
  }
  const askPath = '/api/v1/knowledge/jobs/:job_id/ask'
  api.post(askPath, { schema: { ...answerAsk, body: jobQuestion } }, (request, reply) =>
    ask(request, reply, request.params.job_id, request.body),
  )
  api.get(askPath, { schema: { ...answerAsk, querystring: jobQuestion } }, (request, reply) =>
    ask(request, reply, request.params.job_id, request.query),
  )

  api.get(
    '/api/library/books',
    { schema: { tags, summary: 'List your books and their chapters', response: { 200: libraryBooks } } },
    async (request) => ({ books: await library.books(await reader(request, 'library:read')) }),
  )

  api.get(
    '/api/library/books/:job_id/passages',
    {
      schema: {
        tags,
        summary: 'The chapter around a position',
        params: byJob,
        querystring: passagesQuery,
        response: { 200: chapterPassages },
      },
    },
    async (request) => {
      const principal = await reader(request, 'library:read')
      return asRoute(library.passages(principal, request.params.job_id, request.query.position_s))
    },
  )

  api.get(
    '/api/library/books/:job_id/progress',
    { schema: { tags, summary: 'Where you are', params: byJob, response: { 200: readingProgress } } },
    async (request) => asRoute(library.progress(await reader(request, 'library:read'), request.params.job_id)),
  )

  api.put(
    '/api/library/books/:job_id/progress',
    {
      schema: {
        tags,
        summary: 'Keep where you are',
        params: byJob,
        body: progressChange,
        response: { 200: readingProgress },
      },
    },
    async (request) => {
      const principal = await reader(request, 'library:read')
      return asRoute(library.setProgress(principal, request.params.job_id, request.body.position_s))
    },
  )
}
