/**
 * Every error code that a route of ours answers, or that our client says, with its HTTP status.
 * The table is the one place where a status is chosen.
 */
const statusOf = {
  VALIDATION_FAILED: 400,
  COMMAND_NOT_ALLOWED: 400,
  SIGN_IN_FAILED: 400,
  MISSING_CALLER_ID: 400,
  INVALID_CALLER_ID: 400,
  INVALID_API_KEY: 401,
  INVALID_SESSION: 401,
  MISSING_TOKEN: 401,
  INVALID_CLIENT_SECRET: 401,
  INVALID_SIGN_IN_LINK: 401,
  INVALID_INVITATION: 401,
  INVALID_PASSWORD: 401,
  INVALID_TOKEN: 401,
  SIGN_IN_REQUIRED: 401,
  CALLER_NOT_ALLOWED: 403,
  NOT_INVITED: 403,
  SCOPE_REQUIRED: 403,
  HOST_NOT_ALLOWED: 403,
  ORIGIN_NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  SSE_ALREADY_CONNECTED: 409,
  NOT_CONNECTED: 409,
  KEY_NOT_REMOVABLE: 409,
  NAME_TAKEN: 409,
  OWNER_STAYS: 409,
  ALREADY_LINKED: 409,
  ALREADY_DECIDED: 409,
  ALREADY_SETTLED: 409,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  ADDRESS_BLOCKED: 422,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  CONNECTION_LOST: 502,
  SERVER_REFUSED: 502,
  ISSUER_UNAVAILABLE: 503,
  STORE_UNAVAILABLE: 503,
  SERVER_UNREACHABLE: 503,
  STOPPING: 503,
  VOICE_UNAVAILABLE: 503,
  TIMED_OUT: 504,
} as const

export type ErrorCode = keyof typeof statusOf

export const errorCodes = Object.keys(statusOf) as ErrorCode[]

/** The body of an error answer. `issues` lists what was wrong with a request's fields. */
export interface ErrorBody {
  error: string
  code: ErrorCode
  issues?: { path: string; message: string }[]
}

export interface PatchbayErrorOptions {
  cause?: unknown
  issues?: ErrorBody['issues']
  /** Seconds after which a try may succeed; sent as `Retry-After`. */
  retryAfterS?: number
}

/** An error that its reader can act on: a sentence, a code, and the status that follows from the code. */
export class PatchbayError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly issues: ErrorBody['issues']
  readonly retryAfterS: number | undefined

  constructor(code: ErrorCode, message: string, { cause, issues, retryAfterS }: PatchbayErrorOptions = {}) {
    super(message, { cause })
    this.name = 'PatchbayError'
    this.code = code
    this.status = statusOf[code]
    this.issues = issues
    this.retryAfterS = retryAfterS
  }

  /** The body as the readers of a path expect it: under `/v1` as OpenAI's API writes errors. */
  toBodyFor(path: string): object {
    return path.startsWith('/v1/') ? this.toOpenAiBody() : this.toBody()
  }

  toOpenAiBody(): { error: { message: string; type: string; code: string; param: null } } {
    const type = this.status < 500 ? 'invalid_request_error' : 'server_error'
    return { error: { message: this.message, type, code: this.code.toLowerCase(), param: null } }
  }

  toBody(): ErrorBody {
    return { error: this.message, code: this.code, ...(this.issues ? { issues: this.issues } : {}) }
  }
}
