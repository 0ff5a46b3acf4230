import type { Tool } from '@patchbay/contract'

/** An argument that a server wants as a header too, so that what stands before it can route by it. */
export interface HeaderParam {
  path: string[]
  header: string
  /** The argument's type, as its schema has it. */
  type: unknown
}

/** A field name of HTTP (RFC 9110 §5.1). */
const token = /^[\w!#$%&'*+\-.^`|~]+$/

/** The types that may be marked. */
const markable = new Set<unknown>(['string', 'integer', 'boolean'])

const required = new WeakMap<Tool, readonly HeaderParam[]>()

/** What a tool's schema marks with `x-mcp-header` (MCP 2026-07-28, Streamable HTTP), whether it may or not. */
export function findHeaderParams({ inputSchema }: Tool): HeaderParam[] {
  const found: HeaderParam[] = []
  const visit = (schema: unknown, path: string[]) => {
    if (typeof schema !== 'object' || schema === null || path.length > 8) return
    const name = 'x-mcp-header' in schema ? schema['x-mcp-header'] : undefined
    if (typeof name === 'string' && token.test(name)) {
      const type = 'type' in schema ? schema.type : undefined
      found.push({ path, header: `mcp-param-${name.toLowerCase()}`, type })
    }
    const properties = 'properties' in schema ? schema.properties : undefined
    if (typeof properties !== 'object' || properties === null) return
    for (const [member, below] of Object.entries(properties)) visit(below, [...path, member])
  }
  visit(inputSchema, [])
  return found
}

/** The marks that every client has to heed: on a type that may have one, under a name that no other has. */
export function requiredHeaderParams(tool: Tool): readonly HeaderParam[] {
  let params = required.get(tool)
  if (!params) {
    const found = findHeaderParams(tool)
    const isAlone = ({ header }: HeaderParam) => found.filter((other) => other.header === header).length === 1
    params = found.filter((param) => markable.has(param.type) && isAlone(param))
    required.set(tool, params)
  }
  return params
}

/** The headers of one call, with the values that they stand for; what is no plain value, or not there, has none. */
export function* paramHeaders(
  params: readonly HeaderParam[],
  args: Record<string, unknown>,
): Generator<[string, string | number | boolean]> {
  for (const { path, header } of params) {
    let value: unknown = args
    for (const member of path) {
      value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined
    }
    if (typeof value === 'string' || typeof value === 'boolean') yield [header, value]
    // A larger integer is not what was written any more, and the revision allows none.
    else if (typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value)))
      yield [header, value]
  }
}
