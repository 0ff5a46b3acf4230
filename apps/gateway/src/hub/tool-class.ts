import { META, soundsReadOnly, toolClass, type Tool, type ToolClass } from '@patchbay/contract'

/** Verbs that begin the names of tools which change something. */
const writing =
  /^(set|create|add|insert|update|edit|write|put|post|send|book|cancel|reserve|order|pay|move|rename|upload|make)(?=$|[_-]|[A-Z])/

/** Verbs whose effect cannot be taken back. */
const destroying =
  /^(delete|remove|drop|purge|destroy|wipe|erase|refund|transfer|execute|exec|run|shell)(?=$|[_-]|[A-Z])/

/** What a service of ours says of its own tool, else a proposal. */
export function classOfServiceTool(tool: Tool): ToolClass {
  return toolClass.safeParse(tool._meta?.[META.toolClass]).data ?? proposeToolClass(tool)
}

/**
 * What a tool may do to the world, as far as it tells: by its annotations, else by its name. A proposal: hints
 * are its author's word, and an unclassified tool is handled with the care of a write.
 */
export function proposeToolClass({ name, annotations }: Tool): ToolClass {
  if (annotations?.readOnlyHint === true) return 'read'
  if (annotations?.destructiveHint === true || destroying.test(name)) return 'dangerous'
  if (annotations?.readOnlyHint === false) return 'write'
  if (writing.test(name)) return 'write'
  if (soundsReadOnly(name)) return 'read'
  return 'unclassified'
}
