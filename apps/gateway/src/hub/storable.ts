/**
 * What PostgreSQL can keep of JSON: its text knows neither NUL nor half a character (a lone surrogate).
 *
 * @returns The same value with such characters taken out of every string and name in it.
 */
export function storable<T>(value: T): T {
  // The shape stays, whatever T is; only strings change.
  return clean(value) as T
}

/** Whether JSON, as `JSON.stringify` writes it, holds nothing of that. It may say no to what only looks so. */
export function isStorableJson(json: string): boolean {
  return !/\\u(0000|d[89a-f])/.test(json)
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [cleanText(name), clean(member)]))
}

function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}
