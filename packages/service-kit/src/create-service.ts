import { McpServer } from '@modelcontextprotocol/server'
import type { ServiceResource } from './define-resource.ts'
import type { ErrorListener, ServiceTool } from './define-tool.ts'

export interface ServiceDefinition<Deps> {
  name: string
  title: string
  version: string
  /** How the tools belong together, for the model that will use them. */
  instructions?: string
  tools: ServiceTool<NoInfer<Deps>>[]
  resources?: ServiceResource<NoInfer<Deps>>[]
  deps: Deps & ErrorListener
}

/** Makes an MCP server of its tools, to be connected to any transport. */
export function createService<Deps>(service: ServiceDefinition<Deps>): McpServer {
  const { name, title, version, instructions, tools, resources = [], deps } = service
  const server = new McpServer(
    { name, title, version },
    {
      // A service's tools and resources are the same from start to end.
      capabilities: {
        tools: { listChanged: false },
        ...(resources.length > 0 && { resources: { listChanged: false } }),
      },
      ...(instructions ? { instructions } : {}),
    },
  )
  for (const tool of tools) tool.register(server, deps)
  for (const resource of resources) resource.register(server, deps)
  return server
}
