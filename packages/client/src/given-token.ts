import type { AuthProvider } from '@modelcontextprotocol/client'
import { PatchbayError } from '@patchbay/contract/error'
import { readRefusal } from './read-refusal.ts'
import { SignInNeeded } from './sign-in/sign-in-needed.ts'

/** The token that the program brought, for the official transport. A server that refuses it is not asked again. */
export function givenToken(accessToken: string | (() => string | Promise<string>) | undefined): AuthProvider {
  return {
    token: async () => (typeof accessToken === 'function' ? accessToken() : accessToken),
    async onUnauthorized({ response }) {
      if (accessToken === undefined) throw SignInNeeded.from(response)
      const refusal = readRefusal(await response.text())
      throw new PatchbayError(
        refusal.code ?? 'INVALID_API_KEY',
        refusal.words ?? 'The server takes no such token. Give another one, or sign in.',
      )
    },
  }
}
