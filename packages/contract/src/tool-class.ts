import * as z from 'zod'

/** What a tool may do to the world; a person confirms or changes what was proposed. */
export const toolClass = z.enum(['read', 'write', 'dangerous', 'unclassified'])
export type ToolClass = z.infer<typeof toolClass>
