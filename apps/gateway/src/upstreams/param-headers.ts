import type { Tool } from '@patchbay/contract'

/** An argument that a server wants as a header too, so that what stands before it can route by it. */
export interface HeaderParam {
  path: string[]
  header: string
}

/** What a tool's schema marks with `x-mcp-header` (MCP 2026-07-28, Streamable HTTP). */
export function findHeaderParams({ inputSchema }: Tool): HeaderParam[] {
  const found: HeaderParam[] = []
  const visit = (schema: unknown, path: string[]) => {
    if (typeof schema !== 'object' || schema === null || path.length > 8) return
    const name = 'x-mcp-header' in schema ? schema['x-mcp-header'] : undefined
    if (typeof name === 'string' && /^[\w-]+$/.test(name))
      found.push({ path, header: `mcp-param-${name.toLowerCase()}` })
    const properties = 'properties' in schema ? schema.properties : undefined
    if (typeof properties !== 'object' || properties === null) return
    for (const [member, below] of Object.entries(properties)) visit(below, [...path, member])
  }
  visit(inputSchema, [])
  return found
}

/** The headers of one call; what is no plain value, or not there, has none. */
export function* paramHeaders(
  params: readonly HeaderParam[],
  args: Record<string, unknown>,
): Generator<[string, string]> {
  for (const { path, header } of params) {
    let value: unknown = args
    for (const member of path) {
      value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined
    }
    if (typeof value === 'string' || typeof value === 'boolean') yield [header, String(value)]
    else if (typeof value === 'number' && Number.isFinite(value)) yield [header, String(value)]
  }
}
