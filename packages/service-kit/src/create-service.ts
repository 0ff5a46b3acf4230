import { McpServer } from '@modelcontextprotocol/server'
import type { ErrorListener, ServiceTool } from './define-tool.ts'

export interface ServiceDefinition<Deps> {
  name: string
  title: string
  version: string
  /** How the tools belong together, for the model that will use them. */
  instructions?: string
  tools: ServiceTool<NoInfer<Deps>>[]
  deps: Deps & ErrorListener
}

/** Makes an MCP server of its tools, to be connected to any transport. */
export function createService<Deps>(service: ServiceDefinition<Deps>): McpServer {
  const { name, title, version, instructions, tools, deps } = service
  const server = new McpServer(
    { name, title, version },
    {
      // A service's tools are the same from start to end.
      capabilities: { tools: { listChanged: false } },
      ...(instructions ? { instructions } : {}),
    },
  )
  for (const tool of tools) tool.register(server, deps)
  return server
}
