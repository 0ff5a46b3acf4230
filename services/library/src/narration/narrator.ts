import type { Voices } from '@patchbay/speech'

/** What reads books aloud, and whoever has that done. */
export interface Narrator {
  /** Opened when they are first needed. */
  voices(): Promise<NarratingVoices>
  /**
   * Has a narration that is in the store carried out, or lets it go on where it is already.
   *
   * @throws ToolError where nobody can be reached who does it.
   */
  start(narrationId: string): Promise<void>
  /** Ends the work on a narration that has just been cancelled in the store. */
  stop(narrationId: string): Promise<void>
}

export type NarratingVoices = Pick<Voices, 'list' | 'speak'>
