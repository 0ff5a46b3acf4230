import { clientSecret, type ClientSecret } from '@patchbay/contract'
import { mcpApiKey, type Gateway } from './start-gateway.ts'

/** Asks for an ephemeral key; the answer as it is, good or bad. */
export function askForSecret(gateway: Gateway, body: unknown, key: string | null = mcpApiKey): Promise<Response> {
  return fetch(`${gateway.url}/v1/realtime/client_secrets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
    body: JSON.stringify(body),
  })
}

/** An ephemeral key that is in force. */
export async function makeSecret(gateway: Gateway, body: unknown = {}, key: string = mcpApiKey): Promise<ClientSecret> {
  const response = await askForSecret(gateway, body, key)
  if (response.status !== 200) throw new Error(`no secret: ${response.status} ${await response.text()}`)
  return clientSecret.parse(await response.json())
}
