import { Readable } from 'node:stream'
import {
  clip,
  clipLink,
  clips,
  PatchbayError,
  quotaChange,
  rowId,
  speakBody,
  speechUsage,
  voiceId,
  voices as voicesAnswer,
} from '@patchbay/contract'
import type { ClipFile } from '@patchbay/voicebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Api, ApiContext } from './api-context.ts'
import { asRoute } from './as-route.ts'
import { readRange } from './read-range.ts'
import { requirePrincipal } from './require-principal.ts'

const clipId = z.string().regex(/^[\w-]{1,64}$/)
const byClip = z.object({ clip_id: clipId })
const byLink = z.object({
  clip_id: clipId,
  expires: z.coerce.number().int().min(0).max(1e11),
  file: z.string().regex(/^[\w-]{1,100}\.wav$/),
})

/** The voicebox for the console and for programs without MCP: voices, speech, clips and usage. */
export function voiceRoutes(api: Api, { identity, voicebox, audit }: ApiContext): void {
  const tags = ['voices']
  const speaker = (request: FastifyRequest) => requirePrincipal(identity, request, 'tools:call')

  api.get(
    '/api/voices',
    { schema: { tags, summary: 'List the voices', response: { 200: voicesAnswer } } },
    async (request) => {
      await speaker(request)
      return { voices: await voicebox.listVoices() }
    },
  )

  api.get(
    '/api/voices/:voice_id/sample',
    {
      schema: {
        tags,
        summary: 'A voice introduces itself (audio/wav), counted to nobody',
        params: z.object({ voice_id: voiceId }),
      },
    },
    async (request, reply) => {
      await speaker(request)
      const file = Buffer.from(await asRoute(voicebox.sampleOf(request.params.voice_id)))
      const whole: ClipFile = {
        bytes: file.length,
        async *read(from, to) {
          yield file.subarray(from, to)
        },
      }
      return sendSound(request, reply, whole)
    },
  )

  api.post(
    '/api/voices/speak',
    {
      schema: {
        tags,
        summary: 'Speak a text into a clip; leaving stops it',
        body: speakBody,
        response: { 200: clip },
      },
    },
    async (request, reply) => {
      const principal = await speaker(request)
      const left = new AbortController()
      reply.raw.once('close', () => left.abort(new PatchbayError('CONNECTION_LOST', 'The client went away')))
      const { text, voice_id, speed } = request.body
      const asked = { text, voiceId: voice_id, speed, signal: left.signal }
      const spoken = await asRoute(voicebox.speak(principal, asked))
      return spoken.clip
    },
  )

  api.get(
    '/api/voices/usage',
    { schema: { tags, summary: 'What was spoken this month, and what is left', response: { 200: speechUsage } } },
    async (request) => voicebox.usageOf(await speaker(request)),
  )

  api.put(
    '/api/voices/quotas/:user_id',
    {
      schema: {
        tags,
        summary: 'Set how many characters a user may have spoken in a month',
        params: z.object({ user_id: rowId }),
        body: quotaChange,
        response: { 200: speechUsage },
      },
    },
    async (request) => {
      const principal = await requirePrincipal(identity, request, 'admin')
      const { user_id } = request.params
      const { quota_characters } = request.body
      const usage = await voicebox.setQuota(user_id, quota_characters)
      const sentence = `${principal.name} set the speech quota of user ${user_id} to ${usage.quota_characters} characters`
      audit(principal, 'voicebox.quota', String(user_id), sentence)
      return usage
    },
  )

  api.get(
    '/api/voices/clips',
    { schema: { tags, summary: 'List your clips, the newest first', response: { 200: clips } } },
    async (request) => ({ clips: await voicebox.listClips(await speaker(request)) }),
  )

  api.get(
    '/api/voices/clips/:clip_id/audio',
    { schema: { tags, summary: 'The sound of a clip (audio/wav)', params: byClip } },
    async (request, reply) => {
      const principal = await speaker(request)
      const { file } = await asRoute(voicebox.readClip(principal, request.params.clip_id))
      return sendSound(request, reply, file)
    },
  )

  api.post(
    '/api/voices/clips/:clip_id/link',
    {
      schema: {
        tags,
        summary: 'Make an address that plays a clip for an hour, to whoever has it',
        params: byClip,
        response: { 200: clipLink },
      },
    },
    async (request) => asRoute(voicebox.linkTo(await speaker(request), request.params.clip_id)),
  )

  api.get(
    '/api/voices/clips/:clip_id/:expires/:file',
    { schema: { tags, summary: 'The sound of a clip, by such an address', params: byLink } },
    async (request, reply) => {
      const { clip_id, expires, file: name } = request.params
      const file = await asRoute(voicebox.followLink(clip_id, expires, name.slice(0, -'.wav'.length)))
      return sendSound(request, reply, file)
    },
  )

  api.delete(
    '/api/voices/clips/:clip_id',
    {
      schema: {
        tags,
        summary: 'Delete a clip',
        params: byClip,
        response: { 200: z.object({ message: z.string() }) },
      },
    },
    async (request) => {
      await asRoute(voicebox.deleteClip(await speaker(request), request.params.clip_id))
      return { message: 'Clip deleted successfully' }
    },
  )
}

/** Sends a WAV file, or the piece of it that a player asked for. */
function sendSound({ headers }: FastifyRequest, reply: FastifyReply, file: ClipFile): FastifyReply {
  const range = readRange(headers.range, file.bytes)
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${file.bytes}`).send()
  }
  const { from, to } = range ?? { from: 0, to: file.bytes }
  if (range) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${file.bytes}`)
  return reply
    .header('content-type', 'audio/wav')
    .header('accept-ranges', 'bytes')
    .header('content-length', to - from)
    .header('cache-control', 'private, no-store')
    .send(Readable.from(file.read(from, to), { objectMode: false }))
}
