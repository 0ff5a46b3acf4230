import { VisuallyHidden } from '@mantine/core'
import type { ApiKey } from '@patchbay/contract'
import { KeyName, KeyRevocation, KeyScopes, Moment } from './key-parts.tsx'
import classes from './key-table.module.css'

export interface KeysProps {
  keys: readonly ApiKey[]
  now: Date
  onRevoke: (key: ApiKey) => void
}

/** The keys, a row each. */
export function KeyTable({ keys, now, onRevoke }: KeysProps) {
  return (
    <table className={classes.table} aria-label="API keys">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Begins with</th>
          <th scope="col">Scopes</th>
          <th scope="col">Last used</th>
          <th scope="col">Made</th>
          <th scope="col">
            <VisuallyHidden>Revoke</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id} data-revoked={key.revokedAt !== null || undefined}>
            <th scope="row" className={classes.name}>
              <KeyName apiKey={key} />
            </th>
            <td>
              <code>{key.prefix}…</code>
            </td>
            <td>
              <KeyScopes scopes={key.scopes} />
            </td>
            <td>
              <Moment iso={key.lastUsedAt} now={now} />
            </td>
            <td>
              <Moment iso={key.createdAt} now={now} />
            </td>
            <td className={classes.act}>
              <KeyRevocation apiKey={key} now={now} onRevoke={() => onRevoke(key)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
