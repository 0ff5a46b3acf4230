import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { CallToolResult } from '@patchbay/contract'
import { fillIn } from '../bindings.ts'
import { endWith } from '../outcome-result.ts'
import { targetOf, type Middleware, type ToolCall } from '../tool-call.ts'

/** Faults that are told at once; a model repairs a few better than fifty. */
const MAX_FAULTS = 5

/**
 * Fills in what is bound, which no model can set, then holds the arguments against the tool's JSON Schema, compiled once,
 * and says a mistake in words that a model can repair.
 */
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

  return (given, next) => {
    const filled = fillInBound(given)
    if ('refusal' in filled) return Promise.resolve(filled.refusal)
    const { call } = filled
    const check = compile(targetOf(call).tool.inputSchema)
    if (check === 'broken' || check(call.arguments)) return next(call)
    const faults = (check.errors ?? []).slice(0, MAX_FAULTS).map(describe)
    return Promise.resolve(refuse(call, faults.join('; ')))
  }
}

function refuse(call: ToolCall, faults: string): CallToolResult {
  const words = `The arguments of ${call.name} are not right: ${faults}. Nothing was done. Correct them and call again.`
  return endWith(call, { status: 'refused', reason: 'invalid_arguments' }, words)
}

/** @returns The call with what the gateway fills in, or why there is nothing to fill in with. */
function fillInBound(call: ToolCall): { call: ToolCall } | { refusal: CallToolResult } {
  const target = targetOf(call)
  if (target.arguments.length === 0 && target.headers.length === 0) return { call }
  const args = { ...call.arguments }
  const headers: Record<string, string> = {}
  for (const binding of [...target.arguments, ...target.headers]) {
    if (binding.kind === 'argument' && binding.name in call.arguments) {
      return { refusal: refuse(call, `${binding.name} is not an argument of it`) }
    }
    const found = fillIn(binding.value, call)
    if ('missing' in found) {
      const reason = `missing ${found.missing}`
      const words = `${call.name} needs ${found.missing}, which this conversation has not. Nothing was done.`
      return { refusal: endWith(call, { status: 'refused', reason }, words) }
    }
    if (binding.kind === 'argument') args[binding.name] = asTyped(found.value, target.tool.inputSchema, binding.name)
    else headers[binding.name] = found.value
  }
  return { call: { ...call, arguments: args, headers } }
}

/** A template is text; where the schema wants a number or a truth value, it is read as one. */
function asTyped(value: string, { properties }: Record<string, unknown>, name: string): unknown {
  // The schema's members are whatever its author wrote.
  const type = (properties as Record<string, { type?: unknown }> | undefined)?.[name]?.type
  if ((type === 'integer' || type === 'number') && value.trim() !== '' && Number.isFinite(Number(value)))
    return Number(value)
  return type === 'boolean' && (value === 'true' || value === 'false') ? value === 'true' : value
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
