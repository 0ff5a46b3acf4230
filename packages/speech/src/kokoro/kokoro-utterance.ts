/** What the Kokoro process is asked for; it answers each with its samples, one after the other. */
export interface KokoroUtterance {
  text: string
  /** The voice's number in the model. */
  speaker: number
  /** As espeak-ng calls it. */
  language: string
  /** 1 is the voice's own pace. */
  speed: number
}

/** The rest of the utterance that is being made is not wanted. */
export interface StopUtterance {
  stop: true
}
