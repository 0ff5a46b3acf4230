import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

/** OWASP's second choice for argon2id: 19 MiB, 2 passes, 1 lane; about 50 ms. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

/** @returns A PHC string, which says how it was made: `$argon2id$v=19$m=…,t=…,p=…$SALT$HASH`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { message: password.normalize('NFKC'), nonce, ...cost })
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`
}

/** What is compared for a name that nobody has, so that the answer takes as long as for one that somebody has. */
const nobodys = hashPassword(randomBytes(16).toString('hex'))

/**
 * Takes as long for somebody without a password, or for nobody at all, as for somebody with one.
 *
 * @param hash - What `hashPassword` gave, where there is one.
 */
export async function isPassword(password: string, hash: string | null | undefined): Promise<boolean> {
  const [, , , costs = '', salt = '', expected = ''] = (hash ?? (await nobodys)).split('$')
  const [memory, passes, parallelism] = costs.split(',').map((setting) => Number(setting.slice(2)))
  const tag = Buffer.from(expected, 'base64')
  const found = await derive('argon2id', {
    message: password.normalize('NFKC'),
    nonce: Buffer.from(salt, 'base64'),
    memory: memory ?? 0,
    passes: passes ?? 0,
    parallelism: parallelism ?? 0,
    tagLength: tag.length,
  })
  return timingSafeEqual(found, tag) && typeof hash === 'string'
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
