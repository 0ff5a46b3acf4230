import { integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** What the OAuth server signs with. The public half is in the clear, so that every process can verify. */
export const oauthKeys = pgTable('oauth_keys', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  kid: text().notNull().unique(),
  use: text().$type<'token' | 'cookie'>().notNull(),
  /** A JWK (RFC 7517); none for cookies. */
  publicKey: jsonb('public_key').$type<Record<string, string>>(),
  /** Sealed: the private JWK as JSON, or the cookies' secret. */
  sealed: text().notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
})
