import { createHash, randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { Gateway } from './start-gateway.ts'

/** A client that signs in, as far as the page on which a person is asked. */
export interface AskingClient {
  /** The path that it sends its person to. */
  authorize: string
  /** Changes the code that it was given for an access token. */
  exchange(code: string): Promise<string>
}

/**
 * Registers a client, whose code comes to the gateway's own page.
 *
 * @param path - Of the mount that it wants to use.
 */
export async function askToBeLetIn({ port }: Gateway, name: string, path: string): Promise<AskingClient> {
  const origin = `http://localhost:${port}`
  const redirectUri = `${origin}/callback`
  const registered = await fetch(`${origin}/api/v1/mcp-oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: name, redirect_uris: [redirectUri] }),
  })
  const client = z.object({ client_id: z.string(), client_secret: z.string() }).parse(await registered.json())
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    resource: origin + path,
  })
  return {
    authorize: `/api/v1/mcp-oauth/authorize?${query.toString()}`,
    async exchange(code) {
      const form = {
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        redirect_uri: redirectUri,
        ...client,
      }
      const answer = await fetch(`${origin}/api/v1/mcp-oauth/token`, {
        method: 'POST',
        body: new URLSearchParams(form),
      })
      return z.object({ access_token: z.string() }).parse(await answer.json()).access_token
    },
  }
}
