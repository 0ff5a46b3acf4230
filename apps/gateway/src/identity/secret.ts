import { hash, randomBytes } from 'node:crypto'

/** @returns 256 random bits, written for a URL, behind a prefix that says what it is. */
export function newSecret(prefix: string): string {
  return prefix + randomBytes(32).toString('base64url')
}

/** What the store keeps of a bearer secret. The secrets are random, so a plain SHA-256 cannot be guessed back. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex')
}
