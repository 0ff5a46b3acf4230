import * as z from 'zod'

const schema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  minLength: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
})

/** Arguments that a tool's JSON Schema takes, where nobody knows better ones: what it requires, as small as may be. */
export function sampleArguments(inputSchema: unknown): Record<string, unknown> {
  const { properties = {}, required = [] } = schema.catch({}).parse(inputSchema)
  return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name])]))
}

function sampleOf(of: unknown): unknown {
  const read = schema.catch({}).parse(of)
  const given = read.const ?? read.default ?? read.examples?.[0] ?? read.enum?.[0]
  if (given !== undefined) return given
  switch (String(Array.isArray(read.type) ? read.type[0] : read.type)) {
    case 'integer':
    case 'number':
      return read.minimum ?? 1
    case 'boolean':
      return false
    case 'array':
      return []
    case 'object':
      return sampleArguments(of)
    default:
      return 'verify'.padEnd(read.minLength ?? 0, '.')
  }
}
