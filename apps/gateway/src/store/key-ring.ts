import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'

const FILE = 'keys.json'

/** Seals what must come out again (credentials for other servers), and signs what goes out and comes back. */
export interface KeyRing {
  /** @param boundTo - Where it is kept (`mcp_servers:12:api_key`): elsewhere it cannot be opened. */
  seal(text: string, boundTo: string): string
  /** @throws Where it was not sealed for `boundTo`, or by a key that is gone. */
  open(sealed: string, boundTo: string): string
  /** Seals it by the newest key. @returns The same text where it is so already. */
  reseal(sealed: string, boundTo: string): string
  /** @param purpose - What the signature is for (`clip link`): it is worth nothing for anything else. */
  sign(text: string, purpose: string): string
  /** Whether a key of the ring signed it: a key that is gone takes its signatures along. */
  isSigned(text: string, signature: string, purpose: string): boolean
  /**
   * Makes a new key, has everything sealed by it, and drops the others.
   *
   * @param resealAll - Writes everything that is sealed anew, all or nothing.
   */
  rotate(resealAll: () => Promise<void>): Promise<void>
}

interface MasterKey {
  /** The first bytes of its hash. */
  id: string
  key: Buffer
}

/**
 * Envelope encryption: each value has a data key of its own, which is wrapped by the ring's newest key (AES-256-GCM, with
 * its place as associated data, so that a value that is moved to another row does not open).
 *
 * @param secretsKey - `SECRETS_KEY`: keys in Base64, the newest first. Without it they are in the data folder.
 * @throws {StartError} Where the keys cannot be read.
 */
export function openKeyRing({ secretsKey, dataDir }: { secretsKey: string | undefined; dataDir: string }): KeyRing {
  let keys = secretsKey === undefined ? readFile() : readKeys(secretsKey.split(','), 'SECRETS_KEY')

  function readFile(): MasterKey[] {
    const path = join(dataDir, FILE)
    try {
      const read: unknown = JSON.parse(readFileSync(path, 'utf8'))
      const listed = typeof read === 'object' && read !== null && 'keys' in read ? read.keys : undefined
      if (!Array.isArray(listed)) throw new Error('It has no keys')
      return readKeys(listed.map(String), path)
    } catch (error) {
      if (error instanceof StartError) throw error
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
        throw new StartError(
          `${path} cannot be read: without its keys no stored credential opens. Put a copy in its place.`,
          {
            cause: error,
          },
        )
      }
      return []
    }
  }

  /** In one step, so that whatever happens one of both is there. */
  function writeFile(next: MasterKey[]): void {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const path = join(dataDir, FILE)
    const text = `${JSON.stringify({ keys: next.map(({ key }) => key.toString('base64')) }, null, 2)}\n`
    writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true })
    chmodSync(`${path}.new`, 0o600)
    renameSync(`${path}.new`, path)
  }

  /** The first key is made when the first secret is sealed. */
  function newest(): MasterKey {
    const [first] = keys
    if (first) return first
    const made = newKey()
    keys = [made]
    writeFile(keys)
    return made
  }

  function seal(text: string, boundTo: string): string {
    const dataKey = randomBytes(32)
    return wrap(dataKey, boundTo, encrypt(dataKey, Buffer.from(text), boundTo))
  }

  function wrap(dataKey: Buffer, boundTo: string, value: Buffer): string {
    const { id, key } = newest()
    return ['s1', id, encrypt(key, dataKey, boundTo).toString('base64url'), value.toString('base64url')].join('.')
  }

  function unwrap(sealed: string, boundTo: string): { id: string; dataKey: Buffer; value: Buffer } {
    const [version, id, wrapped, value] = sealed.split('.')
    if (version !== 's1' || id === undefined || wrapped === undefined || value === undefined) {
      throw new Error(`${boundTo} is not sealed`)
    }
    const master = keys.find((key) => key.id === id)
    if (!master)
      throw new Error(`${boundTo} was sealed by a key that is not in the ring: put ${id} back, or enter it anew`)
    return {
      id,
      dataKey: decrypt(master.key, Buffer.from(wrapped, 'base64url'), boundTo),
      value: Buffer.from(value, 'base64url'),
    }
  }

  return {
    seal,
    open(sealed, boundTo) {
      const { dataKey, value } = unwrap(sealed, boundTo)
      return decrypt(dataKey, value, boundTo).toString()
    },
    reseal(sealed, boundTo) {
      const { id, dataKey, value } = unwrap(sealed, boundTo)
      return id === newest().id ? sealed : wrap(dataKey, boundTo, value)
    },
    sign: (text, purpose) => mac(newest(), text, purpose).toString('base64url'),
    isSigned(text, signature, purpose) {
      const shown = Buffer.from(signature, 'base64url')
      return keys.some((key) => {
        const right = mac(key, text, purpose)
        return shown.length === right.length && timingSafeEqual(shown, right)
      })
    },
    async rotate(resealAll) {
      if (secretsKey !== undefined) {
        // The first of SECRETS_KEY is the newest: whoever rotates has put it there.
        return resealAll()
      }
      const before = keys
      keys = [newKey(), ...before]
      // Both are kept until everything is sealed by the new one: a crash in between loses nothing.
      writeFile(keys)
      await resealAll()
      keys = keys.slice(0, 1)
      writeFile(keys)
    },
  }
}

/** HMAC-SHA-256 by a key that is derived for the purpose alone (HKDF, RFC 5869). */
function mac({ key }: MasterKey, text: string, purpose: string): Buffer {
  const derived = Buffer.from(hkdfSync('sha256', key, '', `patchbay ${purpose}`, 32))
  return createHmac('sha256', derived).update(text).digest()
}

function newKey(): MasterKey {
  return keyOf(randomBytes(32))
}

function keyOf(key: Buffer): MasterKey {
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key }
}

function readKeys(texts: string[], where: string): MasterKey[] {
  const keys = texts.map((text) => keyOf(Buffer.from(text.trim(), 'base64')))
  if (keys.length > 0 && keys.every(({ key }) => key.length === 32)) return keys
  throw new StartError(`${where} must be keys of 32 bytes in Base64, the newest first: openssl rand -base64 32`)
}

const IV_BYTES = 12
const TAG_BYTES = 16

function encrypt(key: Buffer, plain: Buffer, boundTo: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(boundTo))
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, text, cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, boundTo: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES)).setAAD(Buffer.from(boundTo))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
}
