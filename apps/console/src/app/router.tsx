import { date, sport } from '@patchbay/contract'
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import * as z from 'zod'
import { clients } from '../features/connections/clients.ts'
import { rememberAskedFor } from './asked-for.ts'
import { NotFoundPage } from './not-found-page.tsx'
import { PageError, PageErrorInShell } from './page-error.tsx'
import { RequestError } from './request.ts'
import { Shell } from './shell/shell.tsx'
import { meQuery } from './signed-in-user.ts'

/** What a person searches for; a number that stands alone in an address reads as one. */
const searched = z.coerce.string().min(1).max(1_000).optional().catch(undefined)

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  errorComponent: PageError,
})

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/calls', replace: true })
  },
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../features/sign-in/page.tsx'), 'SignInPage'),
})

/** Sends a visitor who is not signed in to the sign-in page, and back from there. */
async function requireSignIn({
  context,
  location,
}: {
  context: { queryClient: QueryClient }
  location: { href: string }
}): Promise<void> {
  try {
    await context.queryClient.query({ ...meQuery, staleTime: 'static' })
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== 'SIGN_IN_REQUIRED') throw error
    rememberAskedFor(location.href)
    throw redirect({ to: '/sign-in', replace: true })
  }
}
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('../features/invitation/page.tsx'), 'InvitationPage'),
})

/** Everything that needs a signed-in user, inside the shell. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  errorComponent: PageError,
  beforeLoad: requireSignIn,
})

/** The same outside the shell: where somebody comes by from another application. */
const signedInBare = createRoute({
  getParentRoute: () => root,
  id: 'signed-in-bare',
  component: Outlet,
  errorComponent: PageError,
  beforeLoad: requireSignIn,
})

const consent = createRoute({
  getParentRoute: () => signedInBare,
  path: '/consent/$uid',
  component: lazyRouteComponent(() => import('../features/consent/page.tsx'), 'ConsentPage'),
})

const callback = createRoute({
  getParentRoute: () => root,
  path: '/callback',
  component: lazyRouteComponent(() => import('../features/consent/callback-page.tsx'), 'CallbackPage'),
})

const talk = createRoute({
  getParentRoute: () => signedIn,
  path: '/talk',
  // Who answers, by its slug.
  validateSearch: z.object({ agent: z.string().max(64).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/talk/page.tsx'), 'TalkPage'),
})

const calls = createRoute({
  getParentRoute: () => signedIn,
  path: '/calls',
  // On a narrow screen one of the two lists is shown.
  validateSearch: z.object({ show: z.literal('tool-calls').optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('../features/calls/page.tsx'), 'CallsPage'),
})

const callsIndex = createRoute({
  getParentRoute: () => calls,
  path: '/',
  component: lazyRouteComponent(() => import('../features/calls/page.tsx'), 'ToolCallFeed'),
})

const call = createRoute({
  getParentRoute: () => calls,
  path: '$callId',
  component: lazyRouteComponent(() => import('../features/calls/page.tsx'), 'CallTimeline'),
})

const bookings = createRoute({
  getParentRoute: () => signedIn,
  path: '/bookings',
  validateSearch: z.object({
    from: date.optional().catch(undefined),
    sport: sport.optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/bookings/page.tsx'), 'BookingsPage'),
})

const library = createRoute({
  getParentRoute: () => signedIn,
  path: '/library',
  validateSearch: z.object({ q: searched }),
  component: lazyRouteComponent(() => import('../features/library/page.tsx'), 'LibraryPage'),
})

const book = createRoute({
  getParentRoute: () => signedIn,
  path: '/library/$jobId',
  validateSearch: z.object({
    q: searched,
    question: searched,
    // Seconds into the narration; not rounded, or a link would name the passage before.
    at: z.number().min(0).max(10_000_000).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/library/book-page.tsx'), 'BookPage'),
})

const voices = createRoute({
  getParentRoute: () => signedIn,
  path: '/voices',
  component: lazyRouteComponent(() => import('../features/voices/page.tsx'), 'VoicesPage'),
})

const connections = createRoute({
  getParentRoute: () => signedIn,
  path: '/connections',
  validateSearch: z.object({
    client: z.enum(clients).optional().catch(undefined),
    endpoint: z.string().max(100).optional().catch(undefined),
    with: z.enum(['key', 'sign-in', 'stdio']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('../features/connections/page.tsx'), 'ConnectionsPage'),
})

const patchBay = createRoute({
  getParentRoute: () => signedIn,
  path: '/patch-bay',
  component: lazyRouteComponent(() => import('../features/patch-bay/page.tsx'), 'PatchBayPage'),
})

const approvals = createRoute({
  getParentRoute: () => signedIn,
  path: '/approvals',
  component: lazyRouteComponent(() => import('../features/approvals/page.tsx'), 'ApprovalsPage'),
})

const servers = createRoute({
  getParentRoute: () => signedIn,
  path: '/servers',
  component: lazyRouteComponent(() => import('../features/servers/page.tsx'), 'ServersPage'),
})

const server = createRoute({
  getParentRoute: () => signedIn,
  path: '/servers/$serverId',
  component: lazyRouteComponent(() => import('../features/servers/server-page.tsx'), 'ServerPage'),
})

const agents = createRoute({
  getParentRoute: () => signedIn,
  path: '/agents',
  component: lazyRouteComponent(() => import('../features/agents/page.tsx'), 'AgentsPage'),
})

const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/people',
  component: lazyRouteComponent(() => import('../features/people/page.tsx'), 'PeoplePage'),
})

const status = createRoute({
  getParentRoute: () => signedIn,
  path: '/status',
  component: lazyRouteComponent(() => import('../features/status/page.tsx'), 'StatusPage'),
})

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  component: lazyRouteComponent(() => import('../features/audit/page.tsx'), 'AuditPage'),
})

const routeTree = root.addChildren([
  home,
  signIn,
  callback,
  signedInBare.addChildren([consent]),
  invitation,
  signedIn.addChildren([
    patchBay,
    talk,
    calls.addChildren([callsIndex, call]),
    bookings,
    approvals,
    servers,
    server,
    agents,
    library,
    book,
    voices,
    connections,
    people,
    status,
    audit,
  ]),
])

export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    // The query cache decides what is stale.
    defaultPreloadStaleTime: 0,
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: PageErrorInShell,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
