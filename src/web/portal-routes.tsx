import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { NoSuchDocument } from './pages/portal/NoSuchDocument.tsx'
import { BrokenPage } from './ui/ErrorBoundary.tsx'
import { PageLoading } from './ui/PageLoading.tsx'

export interface Portal {
  readonly username: string
  /** What comes before the path: `/portal/acmecorp`, or nothing on the company's own host. */
  readonly prefix: string
}

const root = createRootRouteWithContext<{ readonly portal: Portal }>()({ notFoundComponent: NoSuchDocument })

const invoice = createRoute({
  getParentRoute: () => root,
  path: '/invoices/$key',
  component: lazyRouteComponent(() => import('./pages/portal/invoices/Invoice.tsx'), 'PortalInvoicePage'),
})

/** Old links with `/payment` at the end open the same page; paying is part of it. */
const payment = createRoute({
  getParentRoute: () => root,
  path: '/invoices/$key/payment',
  component: lazyRouteComponent(() => import('./pages/portal/invoices/Invoice.tsx'), 'PortalInvoicePage'),
})

/** The routes of a company's customer portal. */
export function portalRouter(_queries: QueryClient, portal: Portal) {
  return createRouter({
    routeTree: root.addChildren([invoice, payment]),
    basepath: portal.prefix || '/',
    context: { portal },
    defaultErrorComponent: ({ error }) => <BrokenPage error={error as Error} />,
    defaultPendingComponent: PageLoading,
    defaultNotFoundComponent: NoSuchDocument,
  })
}
