/** Names of arguments that nobody should read later. */
const secretName =
  /pass(word|phrase|code)|secret|token|api[-_]?key|authorization|credential|(^|[-_])(pin|cvv|cvc|otp)($|[-_])/i

const REDACTED = '[redacted]'

/**
 * Arguments as they may be kept: without what is named like a secret, and without what the tool's schema marks as one
 * (`writeOnly`, or the format `password`; JSON Schema 2020-12, validation §9.4).
 */
export function redact(args: Record<string, unknown>, schema?: Record<string, unknown>): Record<string, unknown> {
  const properties = asObject(schema?.properties)
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const marks = asObject(properties?.[name])
      if (secretName.test(name) || marks?.writeOnly === true || marks?.format === 'password') return [name, REDACTED]
      return [name, redactInside(value, marks)]
    }),
  )
}

function redactInside(value: unknown, schema: Record<string, unknown> | undefined): unknown {
  if (Array.isArray(value)) return value.map((entry) => redactInside(entry, asObject(schema?.items)))
  const object = asObject(value)
  return object ? redact(object, schema) : value
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  // Narrowed to an object that is no array, whose members are whatever they are.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
