/**
 * A key that no other try has: 128 random bits in hexadecimal. Not `crypto.randomUUID`, which browsers keep from pages
 * that came over plain HTTP.
 */
export function makeIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
