import { callerSession, type CallerSession } from '@patchbay/contract'
import { mcpApiKey, type Gateway } from './start-gateway.ts'

/** Rafael Silva, whom the demonstration club knows with two members. */
export const rafael = '+5511999999999'

/** Asks for a caller session; the answer as it is, good or bad. */
export function askForSession(gateway: Gateway, body: unknown, key: string | null = mcpApiKey): Promise<Response> {
  return fetch(`${gateway.url}/mcp/auth/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === null ? {} : { 'x-api-key': key }) },
    body: JSON.stringify(body),
  })
}

/** A caller session that is in force. */
export async function openCallerSession(gateway: Gateway, phone: string = rafael): Promise<CallerSession> {
  const response = await askForSession(gateway, { caller_id: phone })
  if (response.status !== 200) throw new Error(`no session: ${response.status} ${await response.text()}`)
  return callerSession.parse(await response.json())
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
