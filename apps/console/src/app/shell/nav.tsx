import { Link, useMatchRoute } from '@tanstack/react-router'
import { Jack } from '../../ui/jack.tsx'
import { useMe } from '../signed-in-user.ts'
import { navItemsFor } from './nav-items.ts'
import classes from './nav.module.css'

/** The console's pages as a strip of jacks; the one with the plug is open. */
export function Nav({ onNavigate }: { onNavigate?: () => void }) {
  const { user } = useMe()
  const matchRoute = useMatchRoute()
  return (
    <nav aria-label="Main">
      <ul className={classes.list}>
        {navItemsFor(user.role).map(({ label, to }) => {
          const open = Boolean(matchRoute({ to, fuzzy: true }))
          return (
            <li key={to}>
              <Link to={to} className={classes.link} {...(onNavigate ? { onClick: onNavigate } : {})}>
                {label}
                <Jack tone={open ? 'accent' : 'idle'} plugged={open} size={16} />
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
