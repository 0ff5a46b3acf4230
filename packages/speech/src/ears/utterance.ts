/** What the process that listens is given. */
export interface Utterance {
  /** Mono PCM16 at `SAMPLE_RATE`. */
  audio: Int16Array
  /** ISO 639-1, such as `pt`; nothing where the model shall find out. */
  language: string | undefined
}
