import type { RequestContext, ToolContext } from '@patchbay/service-kit'
import type { Voicebox } from './voicebox.ts'

/** What the tools and resources need. */
export interface VoiceboxToolDeps {
  voicebox: Voicebox
  /** The names of what the server has. */
  offered: { tools: string[]; resources: string[] }
}

export type VoiceboxContext = ToolContext & VoiceboxToolDeps
export type VoiceboxResourceContext = RequestContext & VoiceboxToolDeps
