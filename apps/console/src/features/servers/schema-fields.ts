/** One argument of a tool, as a form asks for it. */
export interface Field {
  name: string
  kind: 'text' | 'number' | 'truth' | 'choice' | 'json'
  description: string | undefined
  required: boolean
  /** Of a choice. */
  options: string[]
}

/** The arguments that a tool's JSON Schema names, each in the simplest field that can hold it. */
export function fieldsOf(schema: Record<string, unknown>): Field[] {
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  return Object.entries(asObject(schema.properties)).map(([name, property]) => {
    const { type, enum: options, description } = asObject(property)
    const isChoice = Array.isArray(options) && options.every((option) => typeof option === 'string')
    return {
      name,
      kind: isChoice ? 'choice' : kindOf(type),
      description: typeof description === 'string' ? description : undefined,
      required: required.has(name),
      options: isChoice ? options.map(String) : [],
    }
  })
}

function kindOf(type: unknown): Field['kind'] {
  if (type === 'string') return 'text'
  if (type === 'number' || type === 'integer') return 'number'
  return type === 'boolean' ? 'truth' : 'json'
}

/** @returns The value that a text in a field stands for; nothing where it is empty. What is not right the gateway says. */
export function valueOf({ kind }: Field, text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  if (kind === 'number') return Number.isNaN(Number(text)) ? text : Number(text)
  if (kind === 'truth') return text === 'true'
  if (kind !== 'json') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function asObject(value: unknown): Record<string, unknown> {
  // Its members are whatever they are.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
