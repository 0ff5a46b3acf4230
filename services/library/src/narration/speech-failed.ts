/** The voice could not speak; its sentence is shown to people. */
export class SpeechFailed extends Error {
  constructor(cause: unknown) {
    super(`The voice failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'SpeechFailed'
  }
}
