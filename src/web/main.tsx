import '@mantine/core/styles.layer.css'
import './styles.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { portalOf } from './portal-host.ts'
import { makeQueryClient } from './query.ts'
import { theme, variables } from './theme.ts'
import { ErrorBoundary } from './ui/ErrorBoundary.tsx'
import { Toasts } from './ui/Toasts.tsx'

const schemes = localStorageColorSchemeManager({ key: 'netterms-colors' })

/** Two trees of routes, one page: people who pay an invoice never load the dashboard. */
async function start(): Promise<void> {
  const root = document.documentElement
  const queries = makeQueryClient()
  const portal = portalOf(window.location, root)
  const router = portal
    ? (await import('./portal-routes.tsx')).portalRouter(queries, portal)
    : (await import('./routes.tsx')).dashboardRouter(queries)
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} colorSchemeManager={schemes} defaultColorScheme="auto">
        <ErrorBoundary>
          <QueryClientProvider client={queries}>
            <Toasts />
            <RouterProvider router={router} />
          </QueryClientProvider>
        </ErrorBoundary>
      </MantineProvider>
    </StrictMode>,
  )
}

void start()
