import { useMatchRoute } from '@tanstack/react-router'
import { useMe } from '../signed-in-user.ts'
import { navItemsFor } from './nav-items.ts'
import classes from './nav-cord.module.css'

// All in pixels, from the window's top left corner. They follow from shell.module.css, nav.module.css and
// page-header.module.css: the rail's navigation starts at 88 with links of 40, and a page's jack is at 36.
const FIRST_LINK_Y = 88 + 20
const LINK_HEIGHT = 40
const HEADER_JACK_Y = 36
const WIDTH = 56

/** The cord from the open page's jack in the rail to the jack beside the page's name. Hangs with some slack. */
export function NavCord() {
  const { user } = useMe()
  const matchRoute = useMatchRoute()
  const open = navItemsFor(user.role).findIndex(({ to }) => matchRoute({ to, fuzzy: true }))
  if (open < 0) return null

  const y = FIRST_LINK_Y + open * LINK_HEIGHT
  const slack = y + 22
  const d = `M0 ${y}C${WIDTH * 0.55} ${slack} ${WIDTH * 0.45} ${HEADER_JACK_Y} ${WIDTH} ${HEADER_JACK_Y}`
  return (
    <svg className={classes.cord} width={WIDTH} height={y + 40} aria-hidden>
      <path className={classes.sheath} style={{ d: `path("${d}")` }} d={d} />
    </svg>
  )
}
