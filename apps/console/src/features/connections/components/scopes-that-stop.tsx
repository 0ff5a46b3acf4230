import type { Scope } from '@patchbay/contract'
import { scopeNotes } from '../scope-notes.ts'
import classes from './scopes-that-stop.module.css'

/** What a credential could do, and what therefore stops when it goes. */
export function ScopesThatStop({ scopes }: { scopes: readonly Scope[] }) {
  return (
    <ul className={classes.scopes}>
      {scopes.map((scope) => (
        <li key={scope}>
          <code>{scope}</code>
          <span>{scopeNotes[scope]}</span>
        </li>
      ))}
    </ul>
  )
}
