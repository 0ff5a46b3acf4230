import { Burger, Drawer } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet } from '@tanstack/react-router'
import { TalkProvider } from '../../features/talk/talk-provider.tsx'
import { Logo } from '../../ui/logo.tsx'
import { useLiveEvents } from '../use-live-events.ts'
import { Account } from './account.tsx'
import { LiveStateMark } from './live-state-mark.tsx'
import { NavCord } from './nav-cord.tsx'
import { Nav } from './nav.tsx'
import classes from './shell.module.css'

/** The frame around every page of a signed-in user: the rail (a drawer where the window is narrow) and the page. */
export function Shell() {
  const liveState = useLiveEvents()
  const [menuOpen, menu] = useDisclosure(false)
  return (
    <TalkProvider>
      <div className={classes.shell}>
        <a className={classes.skip} href="#content">
          Skip to content
        </a>
        {/* Of the two headers CSS shows one, by the width of the window. */}
        <header className={classes.rail}>
          <div className={classes.brand}>
            <Logo />
          </div>
          <Nav />
          <div className={classes.foot}>
            <LiveStateMark state={liveState} />
            <Account />
          </div>
        </header>
        <NavCord />
        <header className={classes.bar}>
          <Burger opened={menuOpen} onClick={menu.open} size="sm" aria-label="Open menu" />
          <Logo size={24} />
          <span className={classes.barState}>
            <LiveStateMark state={liveState} />
          </span>
        </header>
        <Drawer
          opened={menuOpen}
          onClose={menu.close}
          title={<Logo size={24} />}
          closeButtonProps={{ 'aria-label': 'Close menu' }}
        >
          <Nav onNavigate={menu.close} />
          <div className={classes.drawerFoot}>
            <Account />
          </div>
        </Drawer>
        <main id="content" className={classes.page} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </TalkProvider>
  )
}
