import { Button, VisuallyHidden } from '@mantine/core'
import type { ApiKey } from '@patchbay/contract'
import { formatAgo, formatMoment } from '../../../format/time.ts'
import { Jack } from '../../../ui/jack.tsx'
import { useNow } from '../../../ui/use-now.ts'
import classes from './key-table.module.css'

export interface KeyTableProps {
  keys: readonly ApiKey[]
  onRevoke: (key: ApiKey) => void
}

/** The keys, working ones first. On a narrow screen each row becomes a block with its columns' names beside the values. */
export function KeyTable({ keys, onRevoke }: KeyTableProps) {
  const now = useNow(60_000)
  const sorted = keys.toSorted((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null))
  return (
    // The roles are written out, since a table whose CSS display is changed loses its own in some browsers.
    <table className={classes.table} role="table" aria-label="API keys">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            Name
          </th>
          <th role="columnheader" scope="col">
            Begins with
          </th>
          <th role="columnheader" scope="col">
            Scopes
          </th>
          <th role="columnheader" scope="col">
            Last used
          </th>
          <th role="columnheader" scope="col">
            Made
          </th>
          <th role="columnheader" scope="col">
            <VisuallyHidden>Revoke</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {sorted.map((key) => (
          <tr key={key.id} role="row" data-revoked={key.revokedAt !== null || undefined}>
            <th role="rowheader" scope="row">
              <span className={classes.name}>
                <Jack tone={key.revokedAt === null ? 'good' : 'idle'} plugged={key.revokedAt === null} />
                <span className={classes.nameText}>{key.name}</span>
              </span>
            </th>
            <td role="cell" data-label="Begins with">
              <code>{key.prefix}…</code>
            </td>
            <td role="cell" data-label="Scopes">
              <ul className={classes.scopes}>
                {key.scopes.map((scope) => (
                  <li key={scope}>
                    <code>{scope}</code>
                  </li>
                ))}
              </ul>
            </td>
            <td role="cell" data-label="Last used">
              <Moment iso={key.lastUsedAt} now={now} />
            </td>
            <td role="cell" data-label="Made">
              <Moment iso={key.createdAt} now={now} />
            </td>
            <td role="cell" className={classes.act}>
              <Revocation apiKey={key} now={now} onRevoke={() => onRevoke(key)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Moment({ iso, now }: { iso: string | null; now: Date }) {
  if (iso === null) return <span className={classes.quiet}>never</span>
  return (
    <time dateTime={iso} title={formatMoment(iso)}>
      {formatAgo(iso, now)}
    </time>
  )
}

function Revocation({ apiKey, now, onRevoke }: { apiKey: ApiKey; now: Date; onRevoke: () => void }) {
  if (apiKey.revokedAt !== null) {
    return <span className={classes.quiet}>Revoked {formatAgo(apiKey.revokedAt, now)}</span>
  }
  if (apiKey.source === 'environment') {
    return (
      <span className={classes.quiet}>
        Set in the environment
        <br />
        Remove it there and restart
      </span>
    )
  }
  return (
    <Button variant="default" size="compact-md" aria-label={`Revoke ${apiKey.name}`} onClick={onRevoke}>
      Revoke
    </Button>
  )
}
