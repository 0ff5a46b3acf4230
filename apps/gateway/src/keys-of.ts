import type { Config } from './config.ts'

/** A command passes by with an environment of its own: a key that it has is put in force, and none that it lacks is ended. */
export function keysOf(
  { mcpApiKey, adminApiKey }: Config,
  listen: boolean,
): { MCP_API_KEY?: string | undefined; ADMIN_API_KEY?: string | undefined } {
  if (listen) return { MCP_API_KEY: mcpApiKey, ADMIN_API_KEY: adminApiKey }
  return { ...(mcpApiKey && { MCP_API_KEY: mcpApiKey }), ...(adminApiKey && { ADMIN_API_KEY: adminApiKey }) }
}
