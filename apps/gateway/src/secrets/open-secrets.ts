import { environment, parseSettings } from '../config.ts'
import { StartError } from '../start-error.ts'
import { openVault, VaultError, type Vault } from './open-vault.ts'

/** The environment with every secret that it names in Vault. */
export interface Secrets extends AsyncDisposable {
  env: Record<string, string | undefined>
  /** Keeps the token for Vault alive until this is disposed, for the next start. */
  keepToken(onError: (error: Error) => void): void
}

const vaultNames = { VAULT_ADDR: true, VAULT_TOKEN: true, VAULT_ROLE_ID: true, VAULT_SECRET_ID: true } as const

/**
 * Reads the values that settings name as `vault:PATH#FIELD`, each path once. Without such a setting Vault is not asked.
 *
 * @param env - As in `process.env`, which stays as it is: no value gets into what a child process inherits.
 * @throws {StartError} Naming the setting and what to do; never a value.
 */
export async function openSecrets(env: Record<string, string | undefined>): Promise<Secrets> {
  const references = Object.entries(env).flatMap(([name, value]) =>
    Object.hasOwn(environment.shape, name) && !(name in vaultNames) && value?.startsWith('vault:')
      ? [{ name, reference: value }]
      : [],
  )
  const [first] = references
  if (!first) return { env, keepToken() {}, async [Symbol.asyncDispose]() {} }
  await using opening = new AsyncDisposableStack()
  const vault = opening.use(openVaultOf(env, first.name))
  const read: Record<string, string> = {}
  // One after the other, so that the first that fails is the one that is named.
  for (const { name, reference } of references) read[name] = await readReference(vault, name, reference)
  const opened = opening.move()
  return {
    env: { ...env, ...read },
    keepToken: (onError) => vault.keepToken(onError),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function readReference(vault: Vault, name: string, reference: string): Promise<string> {
  const [, path, field] = /^vault:([^#/]+\/[^#]+)#(.+)$/.exec(reference) ?? []
  if (path === undefined || field === undefined) {
    throw new StartError(`${name} must be vault:MOUNT/PATH#FIELD, such as vault:secret/patchbay#mcp_api_key.`)
  }
  const value = await vault.read(path, field).catch((error: unknown) => {
    if (!(error instanceof VaultError))
      throw new StartError(`${name} cannot be read: Vault answers in no form of its API.`)
    throw new StartError(`${name} cannot be read: ${error.message}.`, { cause: error })
  })
  // A value is taken as it is, and names no other place.
  if (!/^(file|vault):/.test(value)) return value
  throw new StartError(`${name} cannot be read: its value in Vault names another place. Write the secret itself there.`)
}

function openVaultOf(env: Record<string, string | undefined>, name: string): Vault {
  const settings = parseSettings(environment.pick({ ...vaultNames, VAULT_NAMESPACE: true }), env)
  const { VAULT_ADDR: addr, VAULT_TOKEN, VAULT_ROLE_ID, VAULT_SECRET_ID, VAULT_NAMESPACE: namespace } = settings
  if (addr === undefined) throw new StartError(`${name} names a secret in Vault, so that VAULT_ADDR has to be set.`)
  if (VAULT_TOKEN !== undefined) return openVault({ addr, namespace, auth: { token: VAULT_TOKEN } })
  if (VAULT_ROLE_ID !== undefined && VAULT_SECRET_ID !== undefined) {
    return openVault({ addr, namespace, auth: { roleId: VAULT_ROLE_ID, secretId: VAULT_SECRET_ID } })
  }
  throw new StartError(
    `${name} names a secret in Vault, so that VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, have to be set.`,
  )
}
