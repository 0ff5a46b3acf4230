/**
 * Reads a `Range` header (RFC 9110 §14) that asks for one piece, as players do.
 *
 * @returns The piece, its end exclusive; nothing where everything is to be sent, as for what is no such header.
 */
export function readRange(
  header: string | undefined,
  bytes: number,
): { from: number; to: number } | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  // `-500`: the last 500 bytes.
  const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first)
  const to = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1)
  return from < to ? { from, to } : 'unsatisfiable'
}
