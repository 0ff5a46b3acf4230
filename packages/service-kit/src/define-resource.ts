import {
  INTERNAL_ERROR,
  ProtocolError,
  ResourceNotFoundError,
  ResourceTemplate,
  type McpServer,
  type ReadResourceResult,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { requestContext, type RequestContext } from './tool-context.ts'
import { ToolError } from './tool-error.ts'
import type { ErrorListener } from './define-tool.ts'

type Content = ReadResourceResult['contents'][number]

export interface ResourceDefinition<Deps> {
  /** `box://status`, or a template (RFC 6570) such as `box://clips/{clip_id}`. */
  uri: string
  name: string
  title: string
  description: string
  mimeType: string
  /**
   * @param variables - What stands in the template's places, decoded.
   * @returns An object, which goes out as JSON, or a resource's contents as MCP writes them, without their address.
   * @throws {ToolError} Where there is no such resource for the asker; its sentence reaches them.
   */
  read(
    variables: Record<string, string>,
    context: RequestContext & Deps,
  ): Promise<{ json: unknown } | { mimeType: string; blob: string }>
}

/** A resource that only needs a server to live on. */
export interface ServiceResource<Deps> {
  uri: string
  register(server: McpServer, deps: Deps & ErrorListener): void
}

/** Makes a resource, or a template of resources, of its address and of how it is read. */
export function defineResource<Deps>(resource: ResourceDefinition<Deps>): ServiceResource<Deps> {
  const { uri, name, title, description, mimeType } = resource
  return {
    uri,
    register(server, deps) {
      const about = { title, description, mimeType }

      async function read(address: URL, variables: Record<string, string>, request: ServerContext) {
        try {
          const answer = await resource.read(variables, { ...deps, ...requestContext(request) })
          const content: Content =
            'json' in answer
              ? { uri: address.href, mimeType: 'application/json', text: JSON.stringify(answer.json) }
              : { uri: address.href, ...answer }
          return { contents: [content] }
        } catch (error) {
          if (error instanceof ToolError) throw new ResourceNotFoundError(address.href, error.message)
          deps.onError?.(error, { tool: uri })
          throw new ProtocolError(INTERNAL_ERROR, `${name} could not be read because of an internal error.`)
        }
      }

      if (!uri.includes('{')) {
        server.registerResource(name, uri, about, (address, request) => read(address, {}, request))
        return
      }
      server.registerResource(
        name,
        new ResourceTemplate(uri, { list: undefined }),
        about,
        (address, variables, request) => read(address, decoded(variables), request),
      )
    },
  }
}

function decoded(variables: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [key, decode(Array.isArray(value) ? value.join(',') : value)]),
  )
}

/** What is no percent-encoding stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
