import type { FastifyReply } from 'fastify'
import { CONSOLE_SESSION_SECONDS } from '../identity/console-sessions.ts'
import { SESSION_COOKIE } from './require-principal.ts'

/** Gives the browser its session: no script reads it, and no other site's page sends it. */
export function setSessionCookie(reply: Pick<FastifyReply, 'setCookie'>, token: string, publicUrl: string): void {
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: publicUrl.startsWith('https:'),
    maxAge: CONSOLE_SESSION_SECONDS,
  })
}
