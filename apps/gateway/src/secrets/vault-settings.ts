import * as z from 'zod'

/** Where HashiCorp Vault is and as whom it is asked. @param secret - How a secret is read. */
export function vaultSettings(secret: z.ZodType<string, string>) {
  return {
    VAULT_ADDR: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .refine((url) => new URL(url).username === '', 'must hold no user name and no password')
      .transform((url) => url.replace(/\/+$/, ''))
      .optional()
      .describe(
        'The HashiCorp Vault that `vault:PATH#FIELD` is read from, by its KV engine of version 2, such as `https://vault.example.com:8200`.',
      ),
    VAULT_TOKEN: secret
      .optional()
      .describe('A token for it, which is renewed while the gateway runs; or the two below. Secret.'),
    VAULT_ROLE_ID: secret.optional().describe('An AppRole, which signs in at each start.'),
    VAULT_SECRET_ID: secret.optional().describe('The secret of that role. Secret.'),
    VAULT_NAMESPACE: z.string().optional().describe('The namespace, where Vault has them.'),
  }
}
