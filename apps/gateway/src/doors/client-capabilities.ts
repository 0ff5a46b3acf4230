import { METHOD_NOT_FOUND, ProtocolError } from '@modelcontextprotocol/server'

type Members = Record<string, unknown>

/**
 * What a client must have said that it can do before it may be asked a question (MCP 2026-07-28, client capabilities).
 *
 * @param declared - Its `ClientCapabilities`, in either revision.
 * @returns What is missing, as `ClientCapabilities`; nothing where it can be asked.
 */
export function missingCapabilities(
  { method, params }: { method: string; params?: Members | undefined },
  declared: Members | undefined,
): Members | undefined {
  switch (method) {
    case 'roots/list':
      return declared?.roots ? undefined : { roots: {} }
    case 'sampling/createMessage':
      return params?.tools === undefined && params?.toolChoice === undefined
        ? lacking('sampling', undefined, declared)
        : lacking('sampling', 'tools', declared)
    case 'elicitation/create':
      return lacking('elicitation', params?.mode === 'url' ? 'url' : 'form', declared)
    default:
      return undefined
  }
}

/** @throws {ProtocolError} Where the client has not said that it can answer the question: it might wait for ever. */
export function requireAnswerable(
  question: { method: string; params?: Members | undefined },
  declared: Members | undefined,
): void {
  if (!missingCapabilities(question, declared)) return
  throw new ProtocolError(METHOD_NOT_FOUND, `The client cannot answer ${question.method}`)
}

function lacking(capability: string, member: string | undefined, declared: Members | undefined): Members | undefined {
  const own = declared?.[capability]
  const wanted = { [capability]: member === undefined ? {} : { [member]: {} } }
  if (!isMembers(own)) return wanted
  // Before there were modes, `elicitation: {}` meant forms.
  if (member === undefined || member in own || (member === 'form' && Object.keys(own).length === 0)) return undefined
  return wanted
}

/** Whether a value is an object with members, and no list. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
