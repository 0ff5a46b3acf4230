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
  progressChange,
  readingProgress,
} from '@patchbay/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { asRoute } from './as-route.ts'
import { requireClient, requireReader } from './require-reader.ts'

const byJob = z.object({ job_id: jobId })

/** The reader's audiobooks: the document's search and questions, and what the Library page shows. */
export function libraryRoutes(api: Api, context: ApiContext): void {
  const { library } = context
  const tags = ['library']
  const reader = (request: FastifyRequest) => requireReader(context, request, 'library:read')

  const answerSearch = { tags, summary: 'Search your books', response: { 200: librarySearchResult } }
  const search = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { query, max_results }: z.output<typeof librarySearchQuery>,
  ) => library.search(await requireClient(context, request, reply, 'library:read'), query, max_results)
  const searchPath = '/api/v1/knowledge/library/search'
  api.post(searchPath, { schema: { ...answerSearch, body: librarySearchQuery } }, (request, reply) =>
    search(request, reply, request.body),
  )
  api.get(searchPath, { schema: { ...answerSearch, querystring: librarySearchQuery } }, (request, reply) =>
    search(request, reply, request.query),
  )

  const answerJob = { tags, summary: 'Search one book', params: byJob, response: { 200: librarySearchResult } }
  const searchJob = async (
    request: FastifyRequest,
    reply: FastifyReply,
    job: string,
    asked: z.output<typeof jobSearchQuery>,
  ) =>
    asRoute(
      library.searchBook(
        await requireClient(context, request, reply, 'library:read'),
        job,
        asked.query,
        asked.max_results,
      ),
    )
  const jobPath = '/api/v1/knowledge/jobs/:job_id/search'
  api.post(jobPath, { schema: { ...answerJob, body: jobSearchQuery } }, (request, reply) =>
    searchJob(request, reply, request.params.job_id, request.body),
  )
  api.get(jobPath, { schema: { ...answerJob, querystring: jobSearchQuery } }, (request, reply) =>
    searchJob(request, reply, request.params.job_id, request.query),
  )

  const answerAsk = { tags, summary: 'Ask about one book', params: byJob, response: { 200: libraryAnswer } }
  const ask = async (
    request: FastifyRequest,
    reply: FastifyReply,
    job: string,
    { question }: z.output<typeof jobQuestion>,
  ) => {
    const principal = await requireClient(context, request, reply, 'library:ask')
    const left = new AbortController()
    reply.raw.once('close', () => left.abort(new Error('The client went away')))
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
    async (request) => ({ books: await library.books(await reader(request)) }),
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
      const principal = await reader(request)
      return asRoute(library.passages(principal, request.params.job_id, request.query.position_s))
    },
  )

  api.get(
    '/api/library/books/:job_id/progress',
    { schema: { tags, summary: 'Where you are', params: byJob, response: { 200: readingProgress } } },
    async (request) => asRoute(library.progress(await reader(request), request.params.job_id)),
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
      const principal = await reader(request)
      return asRoute(library.setProgress(principal, request.params.job_id, request.body.position_s))
    },
  )
}
