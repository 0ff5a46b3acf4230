import type { ServerTool, Tool } from '@patchbay/contract'
import type { mcpTools } from '../store/schema/mcp-tools.ts'
import type { ServerRow } from '../upstreams/upstream.ts'
import { flagsOf, hashDefinition, weighDefinition } from './definition.ts'
import { classOfServiceTool, proposeToolClass } from './tool-class.ts'

/** A tool as it was last listed, what a person set for it, and the definition that was approved. */
export type KnownTool = typeof mcpTools.$inferSelect

/** What a tool has before a person set anything. */
const unset = {
  classBy: 'proposed',
  cacheTtlS: 0,
  timeoutMs: null,
  detachAfterMs: null,
  approval: 'agent',
  lastGood: false,
} as const

export interface Listing {
  row: ServerRow
  /** What was known of the server's tools. */
  before: readonly KnownTool[]
  /** What it lists now. */
  listed: readonly Tool[]
  /** Names of tools that the same user has elsewhere, and their server's. */
  others: ReadonlyMap<string, string>
  seenAt: Date
}

/**
 * What is known of a server's tools after it has listed them. Its first list is taken as it comes: a person has just
 * added it. From then on a pinned server's new and changed tools wait, and what is listed no more keeps its settings.
 */
export function mergeTools({ row, before, listed, others, seenAt }: Listing): KnownTool[] {
  const isService = row.type === 'service'
  const taken = isService || row.definitions === 'trust' || row.pinnedAt === null
  const had = new Map(before.map((tool) => [tool.name, tool]))
  const tools = new Map<string, KnownTool>()
  for (const definition of listed) {
    // A name that comes again is the first one's.
    if (tools.has(definition.name)) continue
    const known = had.get(definition.name)
    const hash = hashDefinition(definition)
    const approved = taken || known?.approvedHash === hash
    const proposed = isService ? classOfServiceTool(definition) : proposeToolClass(definition)
    tools.set(definition.name, {
      ...(known ?? unset),
      serverId: row.id,
      name: definition.name,
      position: tools.size,
      definition,
      hash,
      approvedHash: approved ? hash : (known?.approvedHash ?? null),
      approvedDefinition: approved ? definition : (known?.approvedDefinition ?? null),
      state: approved ? 'approved' : known?.approvedHash ? 'changed' : 'new',
      toolClass: known?.classBy === 'person' ? known.toolClass : proposed,
      flags: isService ? [] : flagsOf(definition, others),
      seenAt,
    })
  }
  for (const tool of before) {
    if (!tools.has(tool.name)) tools.set(tool.name, { ...tool, position: tools.size, state: 'gone' })
  }
  return [...tools.values()]
}

/** Whether it waits for a person to look at it. */
export function isHeld(tool: KnownTool): boolean {
  return heldState(tool) !== undefined
}

export function heldState({ state }: KnownTool): 'new' | 'changed' | undefined {
  return state === 'new' || state === 'changed' ? state : undefined
}

/** Whether anybody would notice a difference between two listings of a server. */
export function sameTools(a: readonly KnownTool[], b: readonly KnownTool[]): boolean {
  return (
    a.length === b.length &&
    a.every((tool, n) => {
      const other = b[n]
      return (
        other?.name === tool.name &&
        other.hash === tool.hash &&
        other.state === tool.state &&
        other.toolClass === tool.toolClass &&
        other.flags.join() === tool.flags.join()
      )
    })
  )
}

/** A tool as the wire shows it. */
export function describeTool(tool: KnownTool): ServerTool {
  const { definition } = tool
  return {
    name: tool.name,
    title: definition.title ?? definition.annotations?.title ?? null,
    description: definition.description ?? null,
    inputSchema: definition.inputSchema,
    outputSchema: definition.outputSchema ?? null,
    annotations: definition.annotations ?? null,
    state: tool.state,
    toolClass: tool.toolClass,
    classBy: tool.classBy,
    flags: tool.flags,
    approvedDefinition: tool.state === 'changed' ? tool.approvedDefinition : null,
    schemaTokens: weighDefinition(definition),
    cacheTtlS: tool.cacheTtlS,
    timeoutMs: tool.timeoutMs,
    detachAfterMs: tool.detachAfterMs,
    approval: tool.approval,
    lastGood: tool.lastGood,
  }
}
