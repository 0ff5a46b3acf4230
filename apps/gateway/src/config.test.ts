import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({
      port: 8000,
      host: '127.0.0.1',
      demo: true,
      exposed: false,
      callsPerMinute: 6000,
    })
  })

  it('takes a variable that is set to nothing for one that is not set', () => {
    expect(readConfig({ PORT: '', MCP_API_KEY: '' })).toMatchObject({ port: 8000, mcpApiKey: undefined })
  })

  it.each([
    [{ PORT: 'abc' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '70000' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ DEMO: 'yes' }, 'DEMO must be 0 or 1.'],
    [{ PUBLIC_URL: 'gateway' }, 'PUBLIC_URL must be an http or https address.'],
    [{ CLUB_TIMEZONE: 'Mars/Olympus' }, 'CLUB_TIMEZONE must be a time zone name (IANA), such as America/Sao_Paulo.'],
    [{ TRUSTED_PROXIES: '10.0.0.0/99' }, 'TRUSTED_PROXIES must be addresses or CIDR ranges, separated by commas.'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL must begin with postgres:// or postgresql://.'],
    [
      { DATABASE_URL: 'postgres://h:99999/d' },
      'DATABASE_URL must be an address, such as postgres://USER:PASSWORD@HOST',
    ],
    [{ DEFAULT_COUNTRY: 'XX' }, 'DEFAULT_COUNTRY must be a two-letter country code (ISO 3166-1), such as BR.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be debug, info, warn, error or silent.'],
  ])('says of %o what it must be', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(sentence)
  })

  it('names every variable that is wrong, and never a secret', () => {
    const read = () => readConfig({ PORT: 'x', MCP_API_KEY: 'short-secret' })
    expect(read).toThrow(/PORT .*MCP_API_KEY must be at least 16 characters long\./)
    expect(read).not.toThrow(/short-secret/)
  })

  it('reads a secret from the file that it names', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'patchbay-')), 'key')
    writeFileSync(file, 'a-key-from-a-file\n')
    expect(readConfig({ MCP_API_KEY: `file:${file}` }).mcpApiKey).toBe('a-key-from-a-file')
    expect(() => readConfig({ MCP_API_KEY: 'file:/nowhere' })).toThrow(
      'names a file that cannot be read: file:/nowhere (ENOENT)',
    )
  })

  it('counts as exposed where others can reach it, and then seeds no demonstration', () => {
    expect(readConfig({ HOST: '0.0.0.0' })).toMatchObject({ exposed: true, demo: false })
    expect(readConfig({ PUBLIC_URL: 'https://voice.example/' })).toMatchObject({
      exposed: true,
      demo: false,
      publicUrl: 'https://voice.example',
    })
    expect(readConfig({ HOST: '0.0.0.0', DEMO: '1' }).demo).toBe(true)
  })
})

describe('a voice server', () => {
  it('is what TTS_BASE_URL names, with its key, model and voices', () => {
    expect(readConfig({}).voiceServer).toBeUndefined()
    expect(readConfig({ TTS_BASE_URL: 'http://localhost:9000/v1' }).voiceServer).toEqual({
      baseUrl: 'http://localhost:9000/v1',
      apiKey: undefined,
      model: 'tts-1',
      voices: ['alloy'],
    })
    const env = { TTS_BASE_URL: 'https://voice.example/v1', TTS_API_KEY: 'k', TTS_VOICES: 'nova, pt_ana' }
    expect(readConfig(env).voiceServer).toMatchObject({ apiKey: 'k', voices: ['nova', 'pt_ana'] })
  })

  it('is refused where it is none', () => {
    expect(() => readConfig({ TTS_BASE_URL: 'localhost:9000' })).toThrow(
      'TTS_BASE_URL must be an http or https address.',
    )
    expect(() => readConfig({ TTS_VOICES: 'nova,,onyx' })).toThrow(
      'TTS_VOICES must be names of voices, separated by commas.',
    )
  })
})
