import { INVALID_PARAMS, ProtocolError } from '@modelcontextprotocol/server'

/** How deep arguments may be nested. */
const MAX_DEPTH = 64

/** Members and entries that arguments may have in all. */
const MAX_PARTS = 20_000

/**
 * Holds arguments in bounds before anybody walks through them.
 *
 * @throws {ProtocolError} Invalid params.
 */
export function boundArguments(args: Record<string, unknown>): void {
  let parts = 0
  let level: unknown[] = [args]
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      const inside = Object.values(value)
      parts += inside.length
      if (parts > MAX_PARTS || depth > MAX_DEPTH) {
        throw new ProtocolError(
          INVALID_PARAMS,
          `The arguments are too large: ${MAX_PARTS} parts, ${MAX_DEPTH} levels at most`,
        )
      }
      for (const member of inside) below.push(member)
    }
    level = below
  }
}
