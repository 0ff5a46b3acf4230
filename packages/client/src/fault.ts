import {
  InsufficientScopeError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
} from '@modelcontextprotocol/client'
import { PatchbayError } from '@patchbay/contract/error'
import { readRefusal } from './read-refusal.ts'
import { SignInNeeded } from './sign-in/sign-in-needed.ts'
import { STREAM_ENDED } from './watched-transport.ts'

/** What is known of a request that failed. All but `lost` and `final` never reached a tool. */
export type Fault =
  | { kind: 'sign_in'; needed: SignInNeeded }
  /** The server has forgotten the session: another begins. */
  | { kind: 'session_over' }
  | { kind: 'not_sent' }
  /** It may have been done, or not. */
  | { kind: 'lost' }
  | { kind: 'final' }

/** Errors of Node's sockets that come before a byte was sent. */
const beforeSending = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** @param hasSession - Whether the request named a session. */
export function faultOf(error: unknown, hasSession: boolean): Fault {
  if (error instanceof SignInNeeded) return { kind: 'sign_in', needed: error }
  if (error instanceof InsufficientScopeError) {
    return { kind: 'sign_in', needed: SignInNeeded.forScope(error.requiredScope, error.resourceMetadataUrl) }
  }
  if (error instanceof SdkHttpError) return { kind: error.status === 404 && hasSession ? 'session_over' : 'final' }
  if (error instanceof ProtocolError && error.code === STREAM_ENDED) return { kind: 'lost' }
  if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) return { kind: 'lost' }
  // What `fetch` says of a connection, in Node and in browsers.
  if (error instanceof TypeError) return { kind: beforeSending.has(causeCodeOf(error)) ? 'not_sent' : 'lost' }
  // The SDK wraps what a first request failed with.
  if (error instanceof Error && error.cause !== undefined && !(error instanceof PatchbayError)) {
    return faultOf(error.cause, hasSession)
  }
  return { kind: 'final' }
}

function causeCodeOf({ cause }: Error): string {
  // Several addresses were tried: the first says as much as the others.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  return first instanceof Error && 'code' in first ? String(first.code) : ''
}

/** An error whose words say what happened and what to do. */
export function inWords(error: unknown, what: string): unknown {
  if (error instanceof PatchbayError) return error
  if (error instanceof SdkHttpError) return refusalOf(error, what)
  if (error instanceof ProtocolError) {
    return new PatchbayError('SERVER_REFUSED', `${what}: the server says: ${error.message}`, { cause: error })
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
    return new PatchbayError('TIMED_OUT', `${what}: no answer came in time. It may have been done all the same.`, {
      cause: error,
    })
  }
  if (!(error instanceof Error)) return error
  return new PatchbayError('SERVER_REFUSED', `${what}: ${error.message}`, { cause: error })
}

/** Keeps the words and the code of an answer of ours. */
function refusalOf(error: SdkHttpError, what: string): PatchbayError {
  const { words, code } = readRefusal(typeof error.data.text === 'string' ? error.data.text : '')
  const said = words ?? `the server answers ${error.status}. Is its address right?`
  return new PatchbayError(code ?? 'SERVER_REFUSED', `${what}: ${said}`, { cause: error })
}
