import { Button } from '@mantine/core'
import type { ApiKey, Scope } from '@patchbay/contract'
import { formatAgo, formatMoment } from '../../../format/time.ts'
import { Jack } from '../../../ui/jack.tsx'
import classes from './key-parts.module.css'

/** The key's name; struck out when it works no more. */
export function KeyName({ apiKey }: { apiKey: ApiKey }) {
  const works = apiKey.revokedAt === null
  return (
    <span className={classes.name} data-revoked={!works || undefined}>
      <Jack tone={works ? 'good' : 'idle'} plugged={works} />
      <span className={classes.nameText}>{apiKey.name}</span>
    </span>
  )
}

export function KeyScopes({ scopes }: { scopes: readonly Scope[] }) {
  return (
    <ul className={classes.scopes}>
      {scopes.map((scope) => (
        <li key={scope}>
          <code>{scope}</code>
        </li>
      ))}
    </ul>
  )
}

/** How long ago something was, or that it never was. */
export function Moment({ iso, now }: { iso: string | null; now: Date }) {
  if (iso === null) return <span className={classes.quiet}>never</span>
  return (
    <time className={classes.moment} dateTime={iso} title={formatMoment(iso)}>
      {formatAgo(iso, now)}
    </time>
  )
}

/** The way to revoke a key, or why there is none. */
export function KeyRevocation({ apiKey, now, onRevoke }: { apiKey: ApiKey; now: Date; onRevoke: () => void }) {
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
