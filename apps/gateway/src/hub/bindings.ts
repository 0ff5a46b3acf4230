import type { Binding, BindingVariable, Principal, Tool } from '@patchbay/contract'
import type { AgentProfile } from './agent-book.ts'

export type ArgumentBinding = Extract<Binding, { kind: 'argument' }>
export type HeaderBinding = Extract<Binding, { kind: 'header' }>

/** What a call fills bindings from. */
export interface BindingContext {
  principal: Principal
  agent: AgentProfile | undefined
  callId: string | undefined
}

/** The bindings that fill in an argument of this tool. */
export function argumentBindingsFor(tool: Tool, bindings: readonly Binding[]): ArgumentBinding[] {
  const properties = propertiesOf(tool)
  return bindings.filter(
    (binding): binding is ArgumentBinding =>
      binding.kind === 'argument' && (binding.tools ? binding.tools.includes(tool.name) : binding.name in properties),
  )
}

/** @returns The tool as a model is given it: bound arguments are not in its schema. */
export function withoutBound(tool: Tool, bound: readonly ArgumentBinding[]): Tool {
  if (bound.length === 0) return tool
  const names = new Set(bound.map(({ name }) => name))
  const { required } = tool.inputSchema
  return {
    ...tool,
    inputSchema: {
      ...tool.inputSchema,
      properties: Object.fromEntries(Object.entries(propertiesOf(tool)).filter(([name]) => !names.has(name))),
      ...(Array.isArray(required) ? { required: required.filter((name: string) => !names.has(name)) } : {}),
    },
  }
}

/** @returns The value, or the variable that this call has none for. */
export function fillIn(template: string, context: BindingContext): { value: string } | { missing: BindingVariable } {
  let missing: BindingVariable | undefined
  const value = template.replaceAll(/\{\{\s*([^}]*?)\s*\}\}/g, (_, variable: BindingVariable) => {
    const found = valueOf(variable, context)
    if (found === undefined) missing ??= variable
    return found ?? ''
  })
  return missing === undefined ? { value } : { missing }
}

function valueOf(variable: BindingVariable, { principal, agent, callId }: BindingContext): string | undefined {
  switch (variable) {
    case 'caller.phone':
      return principal.caller?.phone
    case 'user.id':
      return String(principal.userId)
    case 'agent.slug':
      return agent?.slug
    case 'call.id':
      return callId
  }
}

function propertiesOf(tool: Tool): Record<string, unknown> {
  const { properties } = tool.inputSchema
  // An object that is no array has members of any kind.
  return typeof properties === 'object' && properties !== null ? (properties as Record<string, unknown>) : {}
}
