import * as z from 'zod'
import { splitName, tokenize, type Token } from './tokens.ts'

/** The parts of JSON Schema that are understood; the rest travels to nobody. */
const jsonSchema = z.looseObject({
  type: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  title: z.string().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  enum: z.array(z.unknown()).optional().catch(undefined),
  const: z.unknown().optional(),
  format: z.string().optional().catch(undefined),
  pattern: z.string().optional().catch(undefined),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional().catch(undefined),
  required: z.array(z.string()).optional().catch(undefined),
  default: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional().catch(undefined),
  oneOf: z.array(z.unknown()).optional().catch(undefined),
  minItems: z.number().optional().catch(undefined),
})

/** What an argument holds, as far as speech is concerned. */
type Kind = 'choice' | 'flag' | 'number' | 'day' | 'time' | 'instant' | 'id' | 'path' | 'text' | 'list' | 'object'

/** One argument of a tool, or one member of an argument that is an object. */
export interface Argument {
  name: string
  /** The words of its name. */
  words: Token[]
  description: string
  kind: Kind
  required: boolean
  integer: boolean
  /** Where the schema allows an empty list, a list that nobody spoke of is empty. */
  mayBeEmpty: boolean
  choices: (string | number)[]
  /** Of a list. */
  item: Argument | undefined
  /** Of an object. */
  members: Argument[]
}

/** The arguments that a JSON Schema object describes; none where it describes nothing. */
export function readArguments(schema: unknown): Argument[] {
  const { properties = {}, required = [] } = parse(schema)
  return Object.entries(properties).map(([name, member]) => readArgument(name, member, required.includes(name)))
}

function readArgument(name: string, given: unknown, required: boolean, inherited = ''): Argument {
  const outer = parse(given)
  // A nullable argument is the schema that is not null.
  const inner = [...(outer.anyOf ?? []), ...(outer.oneOf ?? [])].map(parse).find(({ type }) => type !== 'null')
  const schema = inner ? { ...inner, description: outer.description ?? inner.description } : outer
  const description = schema.description ?? schema.title ?? inherited
  const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== 'null') : schema.type
  const choices = (schema.enum ?? (schema.const === undefined ? [] : [schema.const])).filter(
    (each) => typeof each === 'string' || typeof each === 'number',
  )
  return {
    name,
    words: tokenize(splitName(name)),
    description,
    kind: kindOf(name, type, choices.length > 0, `${schema.format ?? ''} ${schema.pattern ?? ''}`, description),
    required,
    integer: type === 'integer',
    mayBeEmpty: (schema.minItems ?? 0) === 0,
    choices,
    item: type === 'array' ? readArgument(name, schema.items ?? { type: 'string' }, true, description) : undefined,
    members: type === 'object' ? readArguments(schema) : [],
  }
}

function parse(schema: unknown): z.infer<typeof jsonSchema> {
  return jsonSchema.safeParse(schema).data ?? {}
}

function kindOf(name: string, type: string | undefined, hasChoices: boolean, form: string, description: string): Kind {
  if (type === 'array') return 'list'
  if (type === 'object') return 'object'
  if (hasChoices) return 'choice'
  if (type === 'boolean') return 'flag'
  if (isId(name)) return 'id'
  if (type === 'integer' || type === 'number') return 'number'
  if (/date-time/.test(form) || /ISO[ -]?8601/i.test(description)) return 'instant'
  if (/\bdate\b/.test(form) || /YYYY-MM-DD/i.test(description) || /(^|_)dates?$/i.test(name)) return 'day'
  if (/\btime\b/.test(form) || /HH:MM/i.test(description) || /\[0-5\]/.test(form)) return 'time'
  if (/(^|_)(paths?|files?|file_?names?|source|destination|director(y|ies)|folders?|dir)$/i.test(name)) return 'path'
  return 'text'
}

/** `member_id`, `memberId` and `id` name something that another tool has listed. */
export function isId(name: string): boolean {
  return /(^|_)ids?$|[\p{Ll}]Ids?$/u.test(name)
}
