import { importBatch, importState, jobId, newImport } from '@patchbay/contract'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { asRoute } from './as-route.ts'
import { requirePrincipal } from './require-principal.ts'

const byJob = z.object({ job_id: jobId })

/** Importing a book, a batch of passages at a time; until it is finished nobody can read it. */
export function libraryImportRoutes(api: Api, { identity, library, audit }: ApiContext): void {
  const tags = ['library']
  const owner = (request: FastifyRequest) => requirePrincipal(identity, request, 'servers:manage')
  const target = async (request: FastifyRequest) => library.importsOf((await owner(request)).userId)
  const response = { 200: importState }

  api.post(
    '/api/library/imports',
    { schema: { tags, summary: 'Begin an import, or find the one of the same file', body: newImport, response } },
    async (request) => asRoute((await target(request)).begin(request.body)),
  )

  api.post(
    '/api/library/imports/:job_id/passages',
    { schema: { tags, summary: 'Keep a batch of passages', params: byJob, body: importBatch, response } },
    async (request) => asRoute((await target(request)).add(request.params.job_id, request.body)),
  )

  api.post(
    '/api/library/imports/:job_id/finish',
    { schema: { tags, summary: 'Let the book be read', params: byJob, response } },
    async (request) => {
      const principal = await owner(request)
      const done = await asRoute(library.importsOf(principal.userId).finish(request.params.job_id))
      audit(principal, 'library.imported', done.job_id, `${principal.name} imported the book ${done.job_id}`)
      return done
    },
  )

  api.delete(
    '/api/library/books/:job_id',
    {
      schema: {
        tags,
        summary: 'Delete a book of yours, or an import that was broken off',
        params: byJob,
        response: { 200: z.object({ message: z.string() }) },
      },
    },
    async (request) => {
      const principal = await owner(request)
      const { job_id } = request.params
      await asRoute(library.importsOf(principal.userId).drop(job_id))
      audit(principal, 'library.deleted', job_id, `${principal.name} deleted the book ${job_id}`)
      return { message: 'Book deleted successfully' }
    },
  )
}
