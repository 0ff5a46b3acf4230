/** What the espeak thread is asked for; it answers each with its samples, one after the other. */
export interface Utterance {
  text: string
  /** BCP 47. */
  language: string
  /** 1 is espeak's own pace. */
  speed: number
  /** Silence after it, in ms at espeak's own pace. */
  pauseMs: number
}
