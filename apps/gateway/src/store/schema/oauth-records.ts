import { index, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'

/** What the OAuth server remembers: clients, codes, refresh tokens, authorizations under way. Bearer values are hashed. */
export const oauthRecords = pgTable(
  'oauth_records',
  {
    model: text().notNull(),
    /** The SHA-256 of the value, but for clients and grants, whose ids prove nothing. */
    id: text().notNull(),
    payload: jsonb().$type<Record<string, unknown>>().notNull(),
    grantId: text('grant_id'),
    uid: text(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    expiresAt: timestamp('expires_at', { withTimezone: true }),
    consumedAt: timestamp('consumed_at', { withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.model, table.id] }),
    index().on(table.grantId),
    index().on(table.model, table.uid),
    index().on(table.expiresAt),
  ],
)
