/** By this member of its `_meta` a request of 2026-07-28 says that it wants logs; on its way out of the protocol. */
export const LOG_LEVEL = 'io.modelcontextprotocol/logLevel'

const levels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency']

/** Whether a client that wants to hear from one level on (RFC 5424 §6.2.1) hears a message of another. */
export function isHeard(level: string, from: string | undefined): boolean {
  return from === undefined || levels.indexOf(level) >= levels.indexOf(from)
}

export function isLevel(value: unknown): value is string {
  return typeof value === 'string' && levels.includes(value)
}
