import { adminApiKey, type Gateway } from './start-gateway.ts'

/**
 * Reads a route of the REST API as the first user.
 *
 * @throws where the answer is not 200.
 */
export async function getJson(gateway: Gateway, path: string): Promise<unknown> {
  const response = await fetch(`${gateway.url}${path}`, { headers: { 'x-api-key': adminApiKey } })
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
