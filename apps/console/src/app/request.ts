import { errorCodes } from '@patchbay/contract'
import type { ErrorCode } from '@patchbay/contract'
import * as z from 'zod'

const errorBody = z.object({
  error: z.string(),
  code: z.enum(errorCodes),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

/** Under `/v1` the gateway speaks OpenAI's protocol, errors included; its codes there are ours in small letters. */
const openAiErrorBody = z.object({
  error: z.object({ message: z.string(), code: z.string().nullish() }),
})

/** The gateway's own codes, and the two that only this side can see. */
export type RequestErrorCode = ErrorCode | 'UNREACHABLE' | 'UNEXPECTED_ANSWER'

/** A request that brought no usable answer; the message is a sentence for the person at the screen. */
export class RequestError extends Error {
  readonly code: RequestErrorCode
  readonly issues: { path: string; message: string }[]

  constructor(
    code: RequestErrorCode,
    message: string,
    { issues = [], cause }: { issues?: { path: string; message: string }[] | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.name = 'RequestError'
    this.code = code
    this.issues = issues
  }
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Sent as JSON. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/**
 * Asks the gateway and parses its answer; the console session's cookie goes with it.
 *
 * @throws {RequestError} with the gateway's own code and sentence; `UNREACHABLE` when nothing answered,
 *   `UNEXPECTED_ANSWER` when something else than the contract did. An abort rejects with the signal's reason.
 */
export async function request<Answer>(
  path: string,
  answer: z.ZodType<Answer>,
  { method = 'GET', body, headers, signal }: RequestOptions = {},
): Promise<Answer> {
  const response = await send(path, {
    method,
    ...(signal ? { signal } : {}),
    headers: {
      accept: 'application/json',
      // The gateway takes it as proof against forged cross-site requests: a page elsewhere cannot send it.
      ...(method === 'GET' ? {} : { 'x-patchbay-console': '1' }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const json = await readJson(response)
  if (!response.ok) {
    throw readFailure(json) ?? unexpected(`The gateway answered with status ${response.status}.`, json)
  }
  const parsed = answer.safeParse(json)
  if (!parsed.success)
    throw unexpected('The gateway answered something that this page does not understand.', parsed.error)
  return parsed.data
}

function readFailure(json: unknown): RequestError | null {
  const failed = errorBody.safeParse(json)
  if (failed.success) return new RequestError(failed.data.code, failed.data.error, { issues: failed.data.issues })
  const { data } = openAiErrorBody.safeParse(json)
  if (!data) return null
  const known = errorCodes.find((code) => code === data.error.code?.toUpperCase())
  return new RequestError(known ?? 'UNEXPECTED_ANSWER', data.error.message)
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: 'same-origin', ...init })
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new RequestError('UNREACHABLE', 'The gateway does not answer. Check that it is running.', { cause })
  }
}

/** A 204 or a page that is no JSON reads as null; the schemas decide whether that will do. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function unexpected(message: string, cause: unknown): RequestError {
  return new RequestError('UNEXPECTED_ANSWER', `${message} Reload the page; it may be older than the gateway.`, {
    cause,
  })
}
