import { VisuallyHidden } from '@mantine/core'
import { Link, useMatchRoute } from '@tanstack/react-router'
import { useIsInCall } from '../../features/talk/talk-provider.tsx'
import { Jack } from '../../ui/jack.tsx'
import { useMe } from '../signed-in-user.ts'
import { navItemsFor } from './nav-items.ts'
import classes from './nav.module.css'

/** The console's pages as a strip of jacks; the one with the plug is open, a green one is in a call. */
export function Nav({ onNavigate }: { onNavigate?: () => void }) {
  const { user } = useMe()
  const matchRoute = useMatchRoute()
  const inCall = useIsInCall()
  return (
    <nav aria-label="Main">
      <ul className={classes.list}>
        {navItemsFor(user.role).map(({ label, to }) => {
          const open = Boolean(matchRoute({ to, fuzzy: true }))
          const talking = inCall && to === '/talk' && !open
          return (
            <li key={to}>
              <Link to={to} className={classes.link} {...(onNavigate ? { onClick: onNavigate } : {})}>
                {label}
                {talking && <VisuallyHidden>in a call</VisuallyHidden>}
                <Jack tone={open ? 'accent' : talking ? 'good' : 'idle'} plugged={open || talking} size={16} />
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
