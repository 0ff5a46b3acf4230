import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { Api } from './api-context.ts'

/** Nothing from elsewhere runs in the page, and no page may frame it. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** Addresses of programs: a wrong one is told as JSON and not as a page. */
const programs =
  /^\/(\.well-known|api|mcp|mcp-server|v1|club|sse|messages|healthz|readyz|metrics)(\/|$)|^\/agents\/[^/]+\/(mcp|sse|messages)$/

/**
 * Serves the console: its files, and its page at every address that holds a state of it.
 *
 * @param built - The folder of the built page; requests wait for it.
 */
export async function consolePage(api: Api, built: Promise<string>): Promise<void> {
  await api.register(fastifyStatic, { root: import.meta.dirname, serve: false })
  api.get('/*', { schema: { hide: true } }, async (request, reply) => {
    const path = decodeURIComponent(request.url.split('?', 1)[0] ?? '/')
    if (programs.test(path)) return reply.callNotFound()
    let dir: string
    try {
      dir = await built
    } catch {
      return reply
        .code(503)
        .type('text/plain')
        .send('The console could not be built; the log says why. The gateway itself works.')
    }
    reply.header('content-security-policy', CONTENT_SECURITY_POLICY).header('x-frame-options', 'DENY')
    const isFile = path !== '/' && !path.includes('..') && existsSync(join(dir, path))
    if (!isFile && path.startsWith('/assets/')) return reply.callNotFound()
    if (!isFile) return reply.header('cache-control', 'no-cache').sendFile('index.html', dir, { cacheControl: false })
    // Vite names what it puts there by content.
    const forever = path.startsWith('/assets/')
    return reply.sendFile(path.slice(1), dir, forever ? { immutable: true, maxAge: '365d' } : { maxAge: 0 })
  })
}
