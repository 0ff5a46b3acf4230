import { Facts } from '../../../ui/facts.tsx'
import classes from './key-list.module.css'
import { KeyName, KeyRevocation, KeyScopes, Moment } from './key-parts.tsx'
import type { KeysProps } from './key-table.tsx'

/** The keys where there is no room for a table: one below the other. */
export function KeyList({ keys, now, onRevoke }: KeysProps) {
  return (
    <ul aria-label="API keys">
      {keys.map((key) => (
        <li key={key.id} className={classes.key}>
          <KeyName apiKey={key} />
          <Facts
            facts={[
              ['Begins with', <code key="prefix">{key.prefix}…</code>],
              ['Scopes', <KeyScopes key="scopes" scopes={key.scopes} />],
              ['Last used', <Moment key="used" iso={key.lastUsedAt} now={now} />],
              ['Made', <Moment key="made" iso={key.createdAt} now={now} />],
            ]}
          />
          <div>
            <KeyRevocation apiKey={key} now={now} onRevoke={() => onRevoke(key)} />
          </div>
        </li>
      ))}
    </ul>
  )
}
