import type { OAuthDiscoveryState, StoredOAuthClientInformation, StoredOAuthTokens } from '@modelcontextprotocol/client'
import * as z from 'zod'
import type { TokenStorage } from './token-storage.ts'

/** What is kept of a sign-in at one server. */
export interface SignInRecord {
  client?: StoredOAuthClientInformation
  tokens?: StoredOAuthTokens
  discovery?: OAuthDiscoveryState
  /** Of the person who is on the way: good once. */
  underWay?: { state: string; verifier: string; redirectUrl: string; scope?: string }
  /** Where people came back to, to be used again: a client is registered for it. */
  redirectUrl?: string
  /** All that was ever asked for, space-separated: a token with less would lose what it had. */
  scope?: string
}

/** One record of a storage. What is there and is not ours counts as nothing. */
export interface RecordKeeper {
  read(): Promise<SignInRecord>
  write(change: SignInRecord): Promise<void>
  /** Members that are undefined are dropped. */
  drop(...names: (keyof SignInRecord)[]): Promise<void>
  forget(): Promise<void>
}

const record = z.looseObject({
  client: z.looseObject({ client_id: z.string() }).optional(),
  tokens: z.looseObject({ access_token: z.string() }).optional(),
})

export function keepRecord(storage: TokenStorage, serverUrl: URL): RecordKeeper {
  const key = `patchbay:sign-in:${serverUrl.origin}${serverUrl.pathname}`
  const read = async (): Promise<SignInRecord> => parse(await storage.get(key))
  return {
    read,
    write: async (change) => storage.set(key, JSON.stringify({ ...(await read()), ...change })),
    async drop(...names) {
      const kept = await read()
      for (const name of names) delete kept[name]
      await storage.set(key, JSON.stringify(kept))
    },
    forget: async () => storage.delete(key),
  }
}

function parse(text: string | undefined): SignInRecord {
  if (text === undefined) return {}
  try {
    // Written by us; of what an older version may have written, the members that matter are checked.
    return (record.safeParse(JSON.parse(text)).data ?? {}) as unknown as SignInRecord
  } catch {
    return {}
  }
}
