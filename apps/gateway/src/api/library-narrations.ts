import { Readable } from 'node:stream'
import { bookNarrations, jobId, narration, narrationRequest, narrations } from '@patchbay/contract'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { asRoute } from './as-route.ts'
import { readByteRange } from './read-byte-range.ts'
import { requirePrincipal } from './require-principal.ts'
import { requireReader } from './require-reader.ts'

const byJob = z.object({ job_id: jobId })
const byChapter = byJob.extend({ chapter: z.coerce.number().int().min(1).max(100_000) })

/** Having books read aloud, and hearing them. */
export function libraryNarrationRoutes(api: Api, context: ApiContext): void {
  const { identity, library, audit } = context
  const tags = ['library']
  const path = '/api/library/books/:job_id/narration'
  const reader = (request: FastifyRequest) => requireReader(context, request, 'library:read')

  api.get(
    path,
    { schema: { tags, summary: 'How far a book is narrated', params: byJob, response: { 200: bookNarrations } } },
    async (request) => asRoute(library.narrations(await reader(request), request.params.job_id)),
  )

  api.get(
    '/api/library/narrations',
    { schema: { tags, summary: 'The narrations of all your books, the newest first', response: { 200: narrations } } },
    async (request) => ({ narrations: await asRoute(library.allNarrations(await reader(request))) }),
  )

  api.post(
    path,
    {
      schema: {
        tags,
        summary: 'Have a book read aloud, or join the narration that is under way',
        params: byJob,
        body: narrationRequest,
        response: { 200: narration },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'servers:manage')
      const { job_id } = request.params
      const begun = await asRoute(library.narrate(principal, job_id, request.body.voice_id))
      const sentence = `${principal.name} has the book ${job_id} narrated by ${begun.voice_id}`
      if (begun.state === 'queued') audit(principal, 'library.narrated', job_id, sentence)
      return begun
    },
  )

  api.delete(
    path,
    {
      schema: {
        tags,
        summary: 'End a narration that is under way; what is made of it is kept',
        params: byJob,
        querystring: narrationRequest,
        response: { 200: narration },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'servers:manage')
      const { job_id } = request.params
      const ended = await asRoute(library.cancelNarration(principal, job_id, request.query.voice_id))
      audit(principal, 'library.narration_cancelled', job_id, `${principal.name} ended the narration of ${job_id}`)
      return ended
    },
  )

  api.get(
    '/api/library/books/:job_id/chapters/:chapter/audio',
    {
      schema: {
        tags,
        summary: 'A narrated chapter, Opus in Ogg; takes byte ranges',
        params: byChapter,
        querystring: narrationRequest,
      },
    },
    async (request, reply) => {
      const principal = await reader(request)
      const { job_id, chapter } = request.params
      const audio = await asRoute(library.chapterAudio(principal, job_id, chapter, request.query.voice_id))
      const etag = `"${audio.version}"`
      reply.headers({ etag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' }).type('audio/ogg')
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      const { range, 'if-range': ifRange } = request.headers
      // A part of what has changed meanwhile would not fit what the client has.
      const wanted = ifRange === undefined || ifRange === etag ? readByteRange(range, audio.bytes) : undefined
      if (wanted === 'unsatisfiable') {
        return reply.code(416).header('content-range', `bytes */${audio.bytes}`).type('text/plain').send('')
      }
      const { from, to } = wanted ?? { from: 0, to: audio.bytes }
      if (wanted) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${audio.bytes}`)
      reply.header('content-length', to - from)
      return reply.send(Readable.from(audio.read(from, to)))
    },
  )
}
