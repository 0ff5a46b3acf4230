/** What an `error` event tells a client about something that it asked for; the session goes on. */
export class EngineError extends Error {
  readonly code: string
  readonly param: string | null
  constructor(code: string, message: string, param: string | null = null) {
    super(message)
    this.code = code
    this.param = param
  }
}
