import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { rememberAskedFor } from './app/asked-for.ts'
import { NoticeProvider } from './app/notice.tsx'
import { createQueryClient } from './app/query-client.ts'
import { createConsoleRouter } from './app/router.tsx'
import { colorSchemeManager } from './app/theme/color-scheme.ts'
import './app/theme/mantine-styles.ts'
import './app/theme/page.css'
import { theme } from './app/theme/theme.ts'
import { resolveTokens } from './app/theme/tokens.ts'

const queryClient = createQueryClient(() => {
  const { href, pathname } = router.state.location
  if (pathname === '/sign-in') return
  rememberAskedFor(href)
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
