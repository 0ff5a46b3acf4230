import { randomBytes } from 'node:crypto'

/** @returns An id of the protocol's form: a prefix and random letters. */
export function newId(prefix: 'event' | 'item' | 'resp' | 'call' | 'conv' | 'mcpr' | 'rt'): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`
}
