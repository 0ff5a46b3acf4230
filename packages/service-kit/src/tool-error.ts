/**
 * A refusal that the asker can act on. The sentence reaches a language model and may be said aloud, so it says what is
 * wrong and what to do next; `data` carries the same facts for a program.
 */
export class ToolError extends Error {
  readonly data: Record<string, unknown> | undefined

  constructor(message: string, data?: Record<string, unknown>) {
    super(message)
    this.name = 'ToolError'
    this.data = data
  }
}
