import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openVaultServer, ROLE_ID, SECRET_ID } from '../../test/open-vault-server.ts'
import { readConfig } from '../config.ts'
import { openSecrets } from './open-secrets.ts'

async function publish(namespace?: string) {
  const vault = await openVaultServer('marked-token-of-vault', namespace)
  onTestFinished(() => vault[Symbol.asyncDispose]())
  vault.secrets = {
    'secret/patchbay': {
      mcp: 'marked-key-of-workers',
      admin: 'marked-key-of-admins',
      number: 7,
      loop: 'file:/etc/passwd',
    },
    'secret/gone': null,
  }
  const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.token, MCP_API_KEY: 'vault:secret/patchbay#mcp' }
  return { vault, env }
}

async function read(env: Record<string, string>) {
  await using secrets = await openSecrets(env)
  return readConfig(secrets.env)
}

describe('openSecrets, with a server that answers as the documentation of Vault says', () => {
  it('puts in what settings name, and asks for each path once', async () => {
    const { vault, env } = await publish()
    const config = await read({ ...env, ADMIN_API_KEY: 'vault:secret/patchbay#admin', PORT: '8123' })
    expect(config).toMatchObject({
      mcpApiKey: 'marked-key-of-workers',
      adminApiKey: 'marked-key-of-admins',
      port: 8123,
    })
    expect(vault.requests).toEqual(['GET secret/data/patchbay'])
  })

  it('takes a path as the API writes it, where a mount has several parts', async () => {
    const { vault, env } = await publish()
    vault.secrets['team/kv/patchbay'] = { mcp: 'marked-key-of-the-team' }
    expect(await read({ ...env, MCP_API_KEY: 'vault:team/kv/data/patchbay#mcp' })).toMatchObject({
      mcpApiKey: 'marked-key-of-the-team',
    })
  })

  it('asks nobody where nothing is in Vault', async () => {
    const { vault, env } = await publish()
    expect(await read({ ...env, MCP_API_KEY: 'a-key-of-sixteen' })).toMatchObject({ mcpApiKey: 'a-key-of-sixteen' })
    expect(vault.requests).toEqual([])
  })

  it('signs in by an AppRole whose secret is in a file, in a namespace, and gives the token back', async () => {
    const { vault, env } = await publish('team')
    const dir = await mkdtemp(join(tmpdir(), 'patchbay-vault-'))
    onTestFinished(() => rm(dir, { recursive: true, force: true }))
    await writeFile(join(dir, 'secret-id'), `${SECRET_ID}\n`)
    const { VAULT_TOKEN: _, ...rest } = env
    const asRole = {
      ...rest,
      VAULT_ROLE_ID: ROLE_ID,
      VAULT_SECRET_ID: `file:${join(dir, 'secret-id')}`,
      VAULT_NAMESPACE: 'team',
    }
    expect(await read(asRole)).toMatchObject({ mcpApiKey: 'marked-key-of-workers' })
    expect(vault.requests).toEqual([
      'POST auth/approle/login',
      'GET secret/data/patchbay',
      'POST auth/token/revoke-self',
    ])
    await expect(read({ ...asRole, VAULT_SECRET_ID: 'marked-wrong' })).rejects.toThrow(
      'MCP_API_KEY cannot be read: Vault refuses the AppRole (400). Look at VAULT_ROLE_ID and VAULT_SECRET_ID.',
    )
  })

  it('renews its token again and again while it is open, and says when it cannot', async () => {
    const { vault, env } = await publish()
    vault.ttl = 1
    const renewals = () => vault.requests.filter((each) => each === 'POST auth/token/renew-self').length
    const errors: Error[] = []
    {
      await using secrets = await openSecrets(env)
      secrets.keepToken((error) => errors.push(error))
      await expect.poll(renewals, { timeout: 20_000 }).toBeGreaterThanOrEqual(2)
      vault.sealed = true
      await expect
        .poll(() => errors.map(({ message }) => message), { timeout: 20_000 })
        .toEqual(['The token for Vault could not be renewed'])
    }
  })

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a path that is not there',
      { MCP_API_KEY: 'vault:secret/nowhere#mcp' },
      /there is nothing at secret\/nowhere in Vault\.$/,
    ],
    [
      'a secret that was deleted',
      { MCP_API_KEY: 'vault:secret/gone#mcp' },
      /there is nothing at secret\/gone in Vault\.$/,
    ],
    [
      'a field that is not there',
      { MCP_API_KEY: 'vault:secret/patchbay#key' },
      /secret\/patchbay in Vault has no field key\.$/,
    ],
    ['a field that is no text', { MCP_API_KEY: 'vault:secret/patchbay#number' }, /is no text, or empty\.$/],
    ['a value that names a file', { MCP_API_KEY: 'vault:secret/patchbay#loop' }, /names another place/],
    ['a reference without a field', { MCP_API_KEY: 'vault:secret/patchbay' }, /must be vault:MOUNT\/PATH#FIELD/],
    [
      'a token that ended',
      { VAULT_TOKEN: 'marked-old-token' },
      /Vault refuses secret\/patchbay \(403\): the token has ended/,
    ],
    ['no token', { VAULT_TOKEN: '' }, /so that VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, have to be set/],
    ['no address', { VAULT_ADDR: '' }, /so that VAULT_ADDR has to be set/],
    [
      'a dead Vault',
      { VAULT_ADDR: 'http://127.0.0.1:9' },
      /does not answer \(\w+\)\. Start it, or correct VAULT_ADDR\.$/,
    ],
  ])('says of %s what to do, naming the setting and no value', async (_, changed, sentence) => {
    const { env } = await publish()
    const failing = read({ ...env, ...changed })
    await expect(failing).rejects.toThrow(sentence)
    await expect(failing).rejects.toThrow(/^MCP_API_KEY /)
    await expect(failing).rejects.not.toThrow(/marked|etc/)
  })

  it('says of a Vault that is sealed, and of a token that is to be read from it, what to do', async () => {
    const { vault, env } = await publish()
    await expect(read({ ...env, VAULT_TOKEN: 'vault:secret/x#y' })).rejects.toThrow(
      'VAULT_TOKEN cannot be in Vault itself.',
    )
    vault.sealed = true
    await expect(read(env)).rejects.toThrow('is sealed or not ready. Unseal it.')
  })
})
