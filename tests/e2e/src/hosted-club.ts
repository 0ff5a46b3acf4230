import type { McpTool } from '@patchbay/realtime'
import { rafael } from './caller-session.ts'
import { mcpApiKey, type Gateway } from './start-gateway.ts'

/** The credentials of a phone worker that acts for one caller. */
export function workerHeaders(caller: string = rafael): Record<string, string> {
  return { 'x-api-key': mcpApiKey, 'x-caller-id': caller }
}

/** The club's tools, for the engine to call by itself. */
export function hostedClub(gateway: Gateway, caller?: string): McpTool {
  return {
    type: 'mcp',
    server_label: 'club',
    server_url: `${gateway.url}/club`,
    headers: workerHeaders(caller),
    require_approval: 'never',
  }
}
