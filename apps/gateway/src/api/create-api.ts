import type { RequestListener, Server } from 'node:http'
import cookie from '@fastify/cookie'
import proxyAddr from '@fastify/proxy-addr'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { PatchbayError } from '@patchbay/contract'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyError, type FastifyReply } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import type { Api, ApiContext } from './api-context.ts'
import { accountRoutes } from './account.ts'
import { agentRoutes } from './agents.ts'
import { approvalRoutes } from './approvals.ts'
import { auditRoutes } from './audit.ts'
import { callerSessionRoutes } from './caller-sessions.ts'
import { callRoutes } from './calls.ts'
import { clubRoutes } from './club.ts'
import { consoleRoutes } from './console.ts'
import { eventRoutes } from './events.ts'
import { healthRoutes } from './health.ts'
import { invitationRoutes } from './invitations.ts'
import { keyRoutes } from './keys.ts'
import { libraryRoutes } from './library.ts'
import { libraryImportRoutes } from './library-imports.ts'
import { libraryNarrationRoutes } from './library-narrations.ts'
import { localCommandRoutes } from './local-command.ts'
import { mcpConnectionRoutes } from './mcp-connections.ts'
import { mcpServerRoutes } from './mcp-servers.ts'
import { mcpToolRoutes } from './mcp-tools.ts'
import { oauthRoutes } from './oauth.ts'
import { oauthConnectionRoutes } from './oauth-connections.ts'
import { providerSignInRoutes } from './provider-sign-in.ts'
import { realtimeRoutes } from './realtime.ts'
import { secretRoutes } from './secrets.ts'
import { statusRoutes } from './status.ts'
import { toolCallRoutes } from './tool-calls.ts'
import { toolRoutes } from './tools.ts'
import { userRoutes } from './users.ts'
import { verifyRoutes } from './verify.ts'
import { voiceRoutes } from './voices.ts'

export interface ApiOptions extends ApiContext {
  /** Makes the one HTTP server, whose other paths are answered before Fastify sees them. */
  createServer: (handler: RequestListener) => Server
  logger: FastifyBaseLogger
  trustedProxies: string[]
}

/** REST for the console and the documents' routes; its document is at /api/openapi.json, its pages at /api/docs. */
export async function createApi({ createServer, logger, trustedProxies, ...context }: ApiOptions): Promise<Api> {
  const api: Api = Fastify({
    serverFactory: (handler) => createServer(handler),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trust(trustedProxies),
    bodyLimit: 1024 * 1024,
    frameworkErrors(error, _request, reply) {
      const known = asPatchbayError(error)
      // Typed for the answers of one route, and this is none of a route's.
      const answer = reply as unknown as FastifyReply
      void answer.code(known.status).send(known.toBody())
    },
  }).withTypeProvider<ZodTypeProvider>()
  api.setValidatorCompiler(validatorCompiler)
  api.setSerializerCompiler(serializerCompiler)
  acceptEmptyJson(api)
  api.setErrorHandler<FastifyError>((error, request, reply) => {
    const known = asPatchbayError(error)
    if (known.code === 'INTERNAL_ERROR')
      request.log.error({ err: error, path: request.routeOptions.url }, 'request failed')
    if (known.retryAfterS !== undefined) reply.header('retry-after', known.retryAfterS)
    return reply.code(known.status).send(known.toBodyFor(request.url))
  })
  api.setNotFoundHandler((request, reply) => {
    const known = new PatchbayError(
      'NOT_FOUND',
      'There is nothing at this address. The routes are listed at /api/docs.',
    )
    return reply.code(known.status).send(known.toBodyFor(request.url))
  })
  api.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'no-referrer')
  })

  await api.register(cookie)
  await api.register(swagger, {
    openapi: {
      info: { title: 'Patchbay', version: context.version, description: 'The MCP switchboard for voice agents' },
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key; also taken as X-API-Key' },
          consoleSession: { type: 'apiKey', in: 'cookie', name: 'patchbay_session' },
        },
      },
    },
    transform: jsonSchemaTransform,
  })
  await api.register(swaggerUi, { routePrefix: '/api/docs' })
  await api.register(async (scope) => {
    const typed = scope.withTypeProvider<ZodTypeProvider>()
    for (const routes of [
      accountRoutes,
      agentRoutes,
      approvalRoutes,
      auditRoutes,
      callerSessionRoutes,
      callRoutes,
      clubRoutes,
      consoleRoutes,
      eventRoutes,
      healthRoutes,
      invitationRoutes,
      keyRoutes,
      libraryRoutes,
      libraryImportRoutes,
      libraryNarrationRoutes,
      localCommandRoutes,
      mcpConnectionRoutes,
      mcpServerRoutes,
      mcpToolRoutes,
      oauthRoutes,
      oauthConnectionRoutes,
      providerSignInRoutes,
      realtimeRoutes,
      secretRoutes,
      statusRoutes,
      toolCallRoutes,
      toolRoutes,
      userRoutes,
      verifyRoutes,
      voiceRoutes,
    ]) {
      routes(typed, context)
    }
    typed.get('/api/openapi.json', { schema: { hide: true } }, () => api.swagger())
  })
  return api
}

/** Whose `X-Forwarded-For` is believed: the named proxies', and that of our own door in front of the local socket. */
function trust(trustedProxies: string[]): (address: string | undefined, hop: number) => boolean {
  const isTrusted = trustedProxies.length > 0 ? proxyAddr.compile(trustedProxies) : () => false
  return (address, hop) => (address === undefined ? hop === 0 : isTrusted(address, hop))
}

/** An empty body of type JSON is no body: clients send the type out of habit. */
function acceptEmptyJson(api: Api): void {
  const parse = api.getDefaultJsonParser('error', 'error')
  api.removeAllContentTypeParsers()
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, String(body), done)
  })
}

function asPatchbayError(error: FastifyError): PatchbayError {
  if (error instanceof PatchbayError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map(({ instancePath, message }) => ({
      path: instancePath.slice(1).replaceAll('/', '.'),
      message: message ?? 'is not valid',
    }))
    const sentence = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
    return new PatchbayError('VALIDATION_FAILED', sentence, { cause: error, issues })
  }
  if (error.statusCode === 413)
    return new PatchbayError('BODY_TOO_LARGE', 'The body is larger than 1 MiB', { cause: error })
  if (error.statusCode === 415) {
    return new PatchbayError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json', { cause: error })
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new PatchbayError('VALIDATION_FAILED', error.message, { cause: error })
  }
  return new PatchbayError('INTERNAL_ERROR', 'Something went wrong here. Try again.', { cause: error })
}
