import type { IncomingMessage, ServerResponse } from 'node:http'
import { PatchbayError } from '@patchbay/contract'
import type Provider from 'oidc-provider'
import { ownPath } from '../../asked-origin.ts'
import type { OAuthConnections } from './oauth-connections.ts'
import type { Resource } from './create-provider.ts'

/** What a client asks a person for. */
interface ConsentRequest {
  client: {
    id: string
    name: string
    /** Where the client is described: by a document at its own address, or by what it registered about itself. */
    described: 'document' | 'itself'
  }
  redirectUri: string
  redirectHost: string
  resource: Resource
  /** The scopes that it would get. */
  scopes: string[]
}

export interface Consent {
  /** @throws {PatchbayError} `NOT_FOUND` where the browser has not begun this, or too long ago. */
  read(uid: string, req: IncomingMessage, res: ServerResponse): Promise<ConsentRequest>
  /**
   * Lets the client in as `userId`, with the tools of an agent or all that the resource has.
   *
   * @returns Where the browser goes on.
   * @throws {PatchbayError} As `read`.
   */
  allow(uid: string, userId: number, agentId: number | null, req: IncomingMessage, res: ServerResponse): Promise<string>
  deny(uid: string, req: IncomingMessage, res: ServerResponse): Promise<string>
}

export interface ConsentOptions {
  provider: () => Promise<Provider>
  connections: OAuthConnections
  issuer: () => string
  findResource: (path: string) => Resource | undefined
}

/** What lies between the request of a client and its code: a person's answer. */
export function createConsent({ provider, connections, issuer, findResource }: ConsentOptions): Consent {
  async function find(uid: string, req: IncomingMessage, res: ServerResponse) {
    const server = await provider()
    const interaction = await server.interactionDetails(req, res).catch((cause: unknown) => {
      throw gone(cause)
    })
    if (interaction.uid !== uid) throw gone()
    return { server, params: interaction.params }
  }

  async function read(uid: string, req: IncomingMessage, res: ServerResponse) {
    const { server, params } = await find(uid, req, res)
    const clientId = textOf(params['client_id'])
    const client = await server.Client.find(clientId)
    const indicator = textOf(params['resource'])
    const resource = findResource(ownPath(issuer(), indicator) ?? '')
    if (!client || !resource) throw gone()
    const redirectUri = textOf(params['redirect_uri'])
    const asked = textOf(params['scope']).split(' ')
    const request: ConsentRequest = {
      client: {
        id: clientId,
        name: client.clientName ?? 'An application without a name',
        described: /^https:/i.test(clientId) ? 'document' : 'itself',
      },
      redirectUri,
      redirectHost: hostOf(redirectUri),
      resource,
      scopes: resource.scopes.filter((scope) => asked.includes(scope)),
    }
    return { server, request, asked, indicator }
  }

  return {
    read: async (uid, req, res) => (await read(uid, req, res)).request,
    async allow(uid, userId, agentId, req, res) {
      const { server, request, asked, indicator } = await read(uid, req, res)
      const { client, resource, scopes, redirectHost } = request
      const accountId = String(userId)
      const grant = new server.Grant({ accountId, clientId: client.id })
      grant.addOIDCScope(asked.join(' '))
      // Kept as it was written: codes and refresh tokens name it so.
      grant.addResourceScope(indicator, scopes.join(' '))
      const grantId = await grant.save()
      await connections.begin({
        grantId,
        userId,
        clientId: client.id,
        clientName: client.name.slice(0, 200),
        redirectHost,
        resource: resource.path,
        scopes,
        agentId,
      })
      const result = { login: { accountId, remember: false }, consent: { grantId } }
      return server.interactionResult(req, res, result, { mergeWithLastSubmission: false })
    },
    async deny(uid, req, res) {
      const { server } = await find(uid, req, res)
      const result = { error: 'access_denied', error_description: 'the person did not allow it' }
      return server.interactionResult(req, res, result, { mergeWithLastSubmission: false })
    },
  }
}

function textOf(param: unknown): string {
  return typeof param === 'string' ? param : ''
}

/** What tells one redirect from another to a person; programs on a device have a scheme of their own. */
function hostOf(uri: string): string {
  const { host, protocol } = new URL(uri)
  return host === '' ? protocol.slice(0, -1) : host
}

function gone(cause?: unknown): PatchbayError {
  return new PatchbayError(
    'NOT_FOUND',
    'This request was answered already, is too old, or was begun in another browser. Go back to the application and connect again.',
    { cause },
  )
}
