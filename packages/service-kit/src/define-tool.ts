import { META } from '@patchbay/contract'
import type { CallToolResult, McpServer, ToolAnnotations } from '@modelcontextprotocol/server'
import type * as z from 'zod'
import { ToolAnswer, type Beside } from './tool-answer.ts'
import { toolContext, type ToolContext } from './tool-context.ts'
import { ToolError } from './tool-error.ts'

export interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject, Deps> {
  name: string
  title: string
  /** Written for a language model in a phone call: what the tool does and when to use it. */
  description: string
  /** Strict (`z.strictObject`): an argument that nobody reads is a mistake that the model should hear of. */
  input: Input
  output: Output
  annotations: ToolAnnotations
  meta?: Record<string, unknown>
  /** Its result goes out as `output` reads it, as structure and as JSON in a text; a `ToolAnswer` adds to that. */
  run(args: z.output<Input>, context: ToolContext & Deps): Promise<z.input<Output> | ToolAnswer<z.input<Output>>>
}

/** Hears of what went wrong inside a tool; the asker hears only that something did. */
export interface ErrorListener {
  onError?: ((error: unknown, about: { tool: string }) => void) | undefined
}

/** A tool that only needs a server to live on. */
export interface ServiceTool<Deps> {
  name: string
  register(server: McpServer, deps: Deps & ErrorListener): void
}

/** Makes a tool of its schemas and what it does; the types of arguments and result follow from the schemas. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject, Deps>(
  tool: ToolDefinition<Input, Output, Deps>,
): ServiceTool<Deps> {
  const { name, title, description, input, output, annotations, meta } = tool
  return {
    name,
    register(server, deps) {
      // Widened: the server's types cannot follow a schema that is still a type parameter.
      const inputSchema: z.ZodObject = input
      const outputSchema: z.ZodObject = output
      server.registerTool(
        name,
        {
          title,
          description,
          inputSchema,
          outputSchema,
          annotations: { title, ...annotations },
          ...(meta ? { _meta: meta } : {}),
        },
        async (args, request) => {
          try {
            // The server has just read `args` with `input`.
            const result = await tool.run(args as z.output<Input>, { ...deps, ...toolContext(request) })
            if (!(result instanceof ToolAnswer)) return succeed(outputSchema.parse(result))
            return succeed(outputSchema.parse(result.structure), result)
          } catch (error) {
            if (error instanceof ToolError) return refuse(error)
            deps.onError?.(error, { tool: name })
            return refuse(new ToolError(`${name} failed because of an internal error. It may help to try again later.`))
          }
        },
      )
    },
  }
}

function succeed(
  structuredContent: Record<string, unknown>,
  { blocks = [], text = JSON.stringify(structuredContent) }: Beside = {},
): CallToolResult {
  return { content: [...blocks, { type: 'text', text }], structuredContent }
}

/** Without `structuredContent`: clients hold that against the output schema, even of an error. */
function refuse({ message, data }: ToolError): CallToolResult {
  return {
    content: [{ type: 'text', text: message }],
    isError: true,
    ...(data ? { _meta: { [META.errorData]: data } } : {}),
  }
}
