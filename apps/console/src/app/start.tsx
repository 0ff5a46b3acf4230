import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { rememberAskedFor } from './asked-for.ts'
import { NoticeProvider } from './notice.tsx'
import { createQueryClient } from './query-client.ts'
import { createConsoleRouter } from './router.tsx'
import { meQuery } from './signed-in-user.ts'
import { colorSchemeManager } from './theme/color-scheme.ts'
import './theme/page.css'
import './theme/mantine-styles.ts'
import { theme } from './theme/theme.ts'
import { resolveTokens } from './theme/tokens.ts'

const queryClient = createQueryClient(() => {
  // Where nobody was signed in, the router's guard and the sign-in page deal with the answer themselves.
  if (queryClient.getQueryData(meQuery.queryKey) === undefined) return
  rememberAskedFor(router.state.location.href)
  // A load and not a navigation: nothing fetched with the ended session stays in memory.
  location.replace('/sign-in')
})
const router = createConsoleRouter(queryClient)

const container = document.getElementById('root')
if (!container) throw new Error('index.html has no element with the id "root"')

createRoot(container).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveTokens}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queryClient}>
        <NoticeProvider>
          <RouterProvider router={router} />
        </NoticeProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
