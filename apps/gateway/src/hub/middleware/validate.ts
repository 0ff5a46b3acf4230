import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { endWith } from '../outcome-result.ts'
import { targetOf, type Middleware } from '../tool-call.ts'

/** Faults that are told at once; a model repairs a few better than fifty. */
const MAX_FAULTS = 5

/** Holds the arguments against the tool's JSON Schema, compiled once, and says a mistake in words that a model can repair. */
export function validate(onError: (error: unknown) => void): Middleware {
  // The first fault is enough to refuse; collecting all of them costs what a caller chooses to send.
  const options = { strict: false, allErrors: false, logger: false } as const
  const draft7 = new Ajv(options)
  const draft2020 = new Ajv2020(options)
  addFormats.default(draft7)
  addFormats.default(draft2020)
  const compiled = new WeakMap<object, ValidateFunction | 'broken'>()

  function compile(schema: Record<string, unknown>): ValidateFunction | 'broken' {
    const known = compiled.get(schema)
    if (known) return known
    let check: ValidateFunction | 'broken' = 'broken'
    try {
      // JSON Schema 2020-12 is MCP's default; older servers name draft 7.
      check = (isDraft7(schema) ? draft7 : draft2020).compile(schema)
    } catch (error) {
      // A schema that nobody can read guards nothing; its server checks the arguments itself.
      onError(error)
    }
    compiled.set(schema, check)
    return check
  }

  return async (call, next) => {
    const { tool } = targetOf(call)
    const check = compile(tool.inputSchema)
    if (check === 'broken' || check(call.arguments)) return next(call)
    const faults = (check.errors ?? []).slice(0, MAX_FAULTS).map(describe)
    const words = `The arguments of ${call.name} are not right: ${faults.join('; ')}. Nothing was done. Correct them and call again.`
    return endWith(call, { status: 'refused', reason: 'invalid_arguments' }, words)
  }
}

function isDraft7({ $schema }: Record<string, unknown>): boolean {
  return typeof $schema === 'string' && $schema.includes('draft-07')
}

function describe({ instancePath, keyword, message, params }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll('/', '.')
  const inside = path === '' ? '' : `${path}.`
  if (keyword === 'required') return `${inside}${params.missingProperty} is missing`
  if (keyword === 'additionalProperties') return `${inside}${params.additionalProperty} is not an argument of it`
  if (keyword === 'enum') return `${path} must be one of ${JSON.stringify(params.allowedValues)}`
  return `${path || 'the arguments'} ${message ?? 'is not valid'}`
}
