import * as z from 'zod'

/** What a tool may do to the world; a person confirms or changes what was proposed. */
export const toolClass = z.enum(['read', 'write', 'dangerous', 'unclassified'])
export type ToolClass = z.infer<typeof toolClass>

/** Verbs that begin the names of tools which only look. */
const reading = /^(get|list|search|find|read|fetch|lookup|look_up|show|describe|check|count|query|ask)(?=$|[_-]|[A-Z])/

/** Whether a tool is named like one that changes nothing: all that there is to go by where its author annotates nothing. */
export function soundsReadOnly(name: string): boolean {
  return reading.test(name)
}
