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

const page = (path: string, load: Parameters<typeof lazyRouteComponent>[0], name: string) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, name) })

const tree = root.addChildren([
  page('/invoices/$key', () => import('./pages/portal/invoices/Invoice.tsx'), 'PortalInvoicePage'),
  // Old links with `/payment` at the end open the same page; paying is part of it.
  page('/invoices/$key/payment', () => import('./pages/portal/invoices/Invoice.tsx'), 'PortalInvoicePage'),
  page('/invoices/$key/payment_info', () => import('./pages/portal/payment-info/PaymentInfo.tsx'), 'PortalPaymentInfoPage'),
  page('/estimates/$key', () => import('./pages/portal/estimates/Estimate.tsx'), 'PortalEstimatePage'),
  page('/credit_notes/$key', () => import('./pages/portal/credit-notes/CreditNote.tsx'), 'PortalCreditNotePage'),
  page('/subscriptions/$key', () => import('./pages/portal/subscriptions/Subscription.tsx'), 'PortalSubscriptionPage'),
  page('/sign_up/$key', () => import('./pages/portal/sign-ups/SignUp.tsx'), 'PortalSignUpPage'),
  // A link made for one customer.
  page('/sign_up/$key/$customer', () => import('./pages/portal/sign-ups/SignUp.tsx'), 'PortalSignUpPage'),
  page('/statements/$key', () => import('./pages/portal/statements/Statement.tsx'), 'PortalStatementPage'),
])

/** The routes of a company's customer portal. */
export function portalRouter(_queries: QueryClient, portal: Portal) {
  return createRouter({
    routeTree: tree,
    basepath: portal.prefix || '/',
    context: { portal },
    defaultErrorComponent: ({ error }) => <BrokenPage error={error as Error} />,
    defaultPendingComponent: PageLoading,
    defaultNotFoundComponent: NoSuchDocument,
  })
}
