import { callerProfile, callerSession, PatchbayError } from '@patchbay/contract'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import { CALLER_SESSION_SECONDS } from '../identity/caller-sessions.ts'
import type { Api, ApiContext } from './api-context.ts'

const validation = z.union([
  z.object({ valid: z.literal(true), user: callerProfile }),
  z.object({ valid: z.literal(false), error: z.string() }),
])

/** Naming a caller, and what comes of it. */
export function callerSessionRoutes(api: Api, { identity, bus, store, sessionsPerMinute }: ApiContext): void {
  const { callerSessions } = identity
  const rate = bus.rateLimit('sessions', sessionsPerMinute)

  api.post(
    '/mcp/auth/session',
    {
      // The key comes before the body, and a refused try counts.
      async onRequest(request) {
        const waitS = rate.consume(request.ip)
        if (waitS > 0) {
          const sentence = `Too many sessions from this address. Try again in ${waitS} seconds.`
          throw new PatchbayError('RATE_LIMITED', sentence, { retryAfterS: waitS })
        }
        await namingPrincipal(request)
      },
      attachValidation: true,
      schema: {
        tags: ['caller sessions'],
        summary: 'Name a caller: ten minutes to act for that number',
        body: z.object({ caller_id: z.string().min(1) }),
        response: { 200: callerSession },
      },
    },
    async (request) => {
      const { userId } = await namingPrincipal(request)
      const phone = identity.normalisePhone(readCallerId(request.body))
      const user = await identity.lookUpCaller(phone)
      const { token } = await callerSessions.begin(userId, user)
      return { session_token: token, expires_in: CALLER_SESSION_SECONDS, user }
    },
  )

  api.get(
    '/mcp/auth/validate',
    {
      schema: { tags: ['caller sessions'], summary: 'Whether a session is in force', response: { 200: validation } },
    },
    async (request) => {
      const principal = await callerSessions.find(readBearer(request))
      if (!principal?.caller) return { valid: false as const, error: 'Invalid or expired session' }
      return { valid: true as const, user: await identity.lookUpCaller(principal.caller.phone) }
    },
  )

  api.post(
    '/mcp/auth/logout',
    {
      schema: {
        tags: ['caller sessions'],
        summary: 'End a session at once',
        response: { 200: z.object({ success: z.literal(true) }) },
      },
    },
    async (request) => {
      const token = readBearer(request)
      if (!(await callerSessions.find(token))) {
        throw new PatchbayError('INVALID_SESSION', 'Session token invalid or expired')
      }
      await callerSessions.end(token)
      return { success: true as const }
    },
  )

  api.get(
    '/mcp/health',
    {
      schema: {
        tags: ['health'],
        summary: 'Whether the club can be reached',
        response: {
          200: z.object({ status: z.literal('healthy'), service: z.literal('mcp-server'), active_sessions: z.int() }),
          503: z.object({ status: z.literal('unhealthy') }),
        },
      },
    },
    async (_request, reply) => {
      try {
        await store.ping()
        const active = await callerSessions.countActive()
        return { status: 'healthy' as const, service: 'mcp-server' as const, active_sessions: active }
      } catch {
        reply.code(503)
        return { status: 'unhealthy' as const }
      }
    },
  )

  async function namingPrincipal({ headers }: FastifyRequest) {
    const principal = await identity.authenticate(headers, ['api_key']).catch((error: unknown) => {
      // Document 3 has one code for a key that is missing and one that is wrong.
      if (error instanceof PatchbayError && error.status === 401) {
        throw new PatchbayError('INVALID_API_KEY', 'API key invalid or missing', { cause: error })
      }
      throw error
    })
    if (principal.scopes.includes('sessions:create')) return principal
    throw new PatchbayError('SCOPE_REQUIRED', 'This key may not name callers: it lacks the scope sessions:create')
  }
}

function readCallerId(body: unknown): string {
  const callerId = typeof body === 'object' && body !== null && 'caller_id' in body ? body.caller_id : undefined
  if (callerId === undefined || callerId === null || callerId === '') {
    throw new PatchbayError('MISSING_CALLER_ID', 'caller_id not provided')
  }
  if (typeof callerId === 'string') return callerId
  throw new PatchbayError('INVALID_CALLER_ID', 'caller_id must be a string, such as "+5511999999999"')
}

function readBearer({ headers }: FastifyRequest): string {
  if (!headers.authorization) throw new PatchbayError('MISSING_TOKEN', 'Authorization header missing')
  return headers.authorization.replace(/^Bearer +/i, '')
}
