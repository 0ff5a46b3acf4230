import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKeyRing } from './key-ring.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-keys-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))
const open = (secretsKey?: string) => openKeyRing({ secretsKey, dataDir })
const [one, two] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')]

describe('the key ring', () => {
  it('opens after a restart what it sealed, where it was sealed for, and nowhere else', () => {
    const sealed = open().seal('a secret', 'mcp_servers:1:api_key')
    expect(sealed).not.toContain('a secret')
    expect(open().open(sealed, 'mcp_servers:1:api_key')).toBe('a secret')
    expect(() => open().open(sealed, 'mcp_servers:2:api_key')).toThrow('unable to authenticate')
    expect(() => open().open(`${sealed.slice(0, -4)}AAAA`, 'mcp_servers:1:api_key')).toThrow('unable to authenticate')
  })

  it('signs for one purpose, and a key that is gone takes its signatures along', async () => {
    const ring = open()
    const signature = ring.sign('clip 1', 'a link')
    expect(open().isSigned('clip 1', signature, 'a link')).toBe(true)
    expect(open().isSigned('clip 2', signature, 'a link')).toBe(false)
    expect(open().isSigned('clip 1', signature, 'another link')).toBe(false)
    for (const forged of ['', 'A', signature.slice(1), `${signature}AAAA`])
      expect(open().isSigned('clip 1', forged, 'a link')).toBe(false)
    await ring.rotate(async () => {})
    expect(open().isSigned('clip 1', signature, 'a link')).toBe(false)
    expect(open([one, two].join()).isSigned('clip 1', open(two).sign('clip 1', 'a link'), 'a link')).toBe(true)
  })

  it('keeps its keys for its owner alone', () => {
    open().seal('a secret', 'here')
    expect(statSync(join(dataDir, 'keys.json')).mode & 0o777).toBe(0o600)
  })

  it('rotates: everything is sealed by a new key, and the old one is gone', async () => {
    const ring = open()
    let sealed = ring.seal('a secret', 'here')
    const before = readFileSync(join(dataDir, 'keys.json'), 'utf8')
    const old = sealed
    await ring.rotate(async () => {
      sealed = ring.reseal(sealed, 'here')
      // A gateway that starts in the middle opens both.
      expect([open().open(old, 'here'), open().open(sealed, 'here')]).toEqual(['a secret', 'a secret'])
    })
    expect(readFileSync(join(dataDir, 'keys.json'), 'utf8')).not.toBe(before)
    expect(open().open(sealed, 'here')).toBe('a secret')
    expect(() => open().open(old, 'here')).toThrow('a key that is not in the ring')
  })

  it('keeps the old keys where sealing anew fails', async () => {
    const ring = open()
    const sealed = ring.seal('a secret', 'here')
    await expect(ring.rotate(() => Promise.reject(new Error('the store is gone')))).rejects.toThrow('the store is gone')
    expect(open().open(sealed, 'here')).toBe('a secret')
  })

  it('takes its keys from the environment, the newest first', () => {
    const sealed = open(one).seal('a secret', 'here')
    const both = open(`${two},${one}`)
    const resealed = both.reseal(sealed, 'here')
    expect(open(two).open(resealed, 'here')).toBe('a secret')
    expect(() => open(two).open(sealed, 'here')).toThrow('a key that is not in the ring')
    expect(() => open('short')).toThrow('SECRETS_KEY must be keys of 32 bytes in Base64')
  })
})
