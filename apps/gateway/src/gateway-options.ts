import type { McpServer, Server } from '@modelcontextprotocol/server'
import type { Logger } from 'pino'

/** What a gateway is opened with, beside its configuration. */
export interface GatewayOptions {
  log: Logger
  /** Listens on HOST and PORT too; else on the local socket alone. */
  listen: boolean
  /** Opens the voices; by default where it listens. */
  speaks?: boolean
  /** Serves the console's page; off where nobody looks. */
  console?: boolean
  /** MCP servers in this process, beside the services, that every user has. */
  services?: { name: string; server: McpServer | Server }[]
  /** Milliseconds since 1970. */
  now?: () => number
}
