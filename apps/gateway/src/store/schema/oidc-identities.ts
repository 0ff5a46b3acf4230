import { integer, pgTable, text, timestamp, unique } from 'drizzle-orm/pg-core'
import { users } from './users.ts'

/** Whom a provider's account belongs to: by issuer and subject, which never change hands; an e-mail address may. */
export const oidcIdentities = pgTable(
  'oidc_identities',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    issuer: text().notNull(),
    subject: text().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [unique('oidc_identities_of_issuer').on(table.issuer, table.subject)],
)
