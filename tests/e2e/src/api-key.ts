import { createdApiKey, type CreatedApiKey, type Scope } from '@patchbay/contract'
import { adminApiKey, type Gateway } from './start-gateway.ts'

/** Makes an API key of the first user. */
export async function makeApiKey(gateway: Gateway, scopes: Scope[]): Promise<CreatedApiKey> {
  const response = await fetch(`${gateway.url}/api/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': adminApiKey },
    body: JSON.stringify({ name: scopes.join(' and '), scopes }),
  })
  if (response.status !== 201) throw new Error(`no key: ${response.status} ${await response.text()}`)
  return createdApiKey.parse(await response.json())
}

/** Ends an API key. */
export async function revokeApiKey(gateway: Gateway, { id }: { id: number }): Promise<void> {
  const response = await fetch(`${gateway.url}/api/keys/${id}`, {
    method: 'DELETE',
    headers: { 'x-api-key': adminApiKey },
  })
  if (!response.ok) throw new Error(`not revoked: ${response.status} ${await response.text()}`)
}
