import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { paths } from './paths.ts'
import { clockQuery, sessionQuery } from './query.ts'
import { BrokenPage } from './ui/ErrorBoundary.tsx'
import { NotFound } from './ui/NotFound.tsx'
import { PageLoading } from './ui/PageLoading.tsx'

type Context = { readonly queries: QueryClient }
type Page = Parameters<typeof lazyRouteComponent>[0]

const root = createRootRouteWithContext<Context>()({ notFoundComponent: NotFound })

/** Pages for people who are not signed in; signed in, one is sent on. */
const outside = createRoute({
  getParentRoute: () => root,
  id: 'outside',
  component: lazyRouteComponent(() => import('./pages/access/AccessFrame.tsx'), 'AccessFrame'),
})

/** Pages inside the frame: somebody is signed in and works for a company. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData(sessionQuery)
    if (!session.user) throw redirect({ href: paths.signIn(location.href), replace: true })
    if (!session.company) throw redirect({ href: paths.welcome(), replace: true })
    // Forms preset the company's own today, and a sandbox has a clock of its own.
    if (session.company.test_mode) await context.queries.ensureQueryData(clockQuery).catch(() => undefined)
  },
  component: lazyRouteComponent(() => import('./frame/AppFrame.tsx'), 'AppFrame'),
})

const open = (path: string, load: Page, name: string) =>
  createRoute({ getParentRoute: () => outside, path, component: lazyRouteComponent(load, name) })
const page = (path: string, load: Page, name: string) =>
  createRoute({ getParentRoute: () => inside, path, component: lazyRouteComponent(load, name) })

const tree = root.addChildren([
  outside.addChildren([
    open('/sign_in', () => import('./pages/access/SignIn.tsx'), 'SignIn'),
    open('/sign_up', () => import('./pages/access/SignUp.tsx'), 'SignUp'),
    open('/verify', () => import('./pages/access/VerifyEmail.tsx'), 'VerifyEmail'),
    open('/forgot', () => import('./pages/access/Forgot.tsx'), 'Forgot'),
    open('/reset', () => import('./pages/access/Reset.tsx'), 'Reset'),
    open('/join', () => import('./pages/access/Reset.tsx'), 'Join'),
    open('/welcome', () => import('./pages/access/Welcome.tsx'), 'Welcome'),
  ]),
  inside.addChildren([
    page('/', () => import('./pages/home/Home.tsx'), 'Home'),
    page('/customers', () => import('./pages/customers/customers/List.tsx'), 'CustomerList'),
    page('/customers/new', () => import('./pages/customers/customers/Form.tsx'), 'NewCustomer'),
    page('/customers/$id', () => import('./pages/customers/customers/Show.tsx'), 'CustomerPage'),
    page('/customers/$id/edit', () => import('./pages/customers/customers/Form.tsx'), 'EditCustomer'),
    page('/invoices', () => import('./pages/receivables/invoices/List.tsx'), 'InvoiceList'),
    page('/invoices/new', () => import('./pages/receivables/invoices/Editor.tsx'), 'NewInvoice'),
    page('/invoices/$id', () => import('./pages/receivables/invoices/Show.tsx'), 'InvoicePage'),
    page('/invoices/$id/edit', () => import('./pages/receivables/invoices/Editor.tsx'), 'EditInvoice'),
    page('/estimates', () => import('./pages/receivables/estimates/List.tsx'), 'EstimateList'),
    page('/estimates/new', () => import('./pages/receivables/estimates/Editor.tsx'), 'NewEstimate'),
    page('/estimates/$id', () => import('./pages/receivables/estimates/Show.tsx'), 'EstimatePage'),
    page('/estimates/$id/edit', () => import('./pages/receivables/estimates/Editor.tsx'), 'EditEstimate'),
    page('/credit_notes', () => import('./pages/receivables/credit-notes/List.tsx'), 'CreditNoteList'),
    page('/credit_notes/new', () => import('./pages/receivables/credit-notes/Editor.tsx'), 'NewCreditNote'),
    page('/credit_notes/$id', () => import('./pages/receivables/credit-notes/Show.tsx'), 'CreditNotePage'),
    page('/credit_notes/$id/edit', () => import('./pages/receivables/credit-notes/Editor.tsx'), 'EditCreditNote'),
    page('/subscriptions', () => import('./pages/recurring/subscriptions/List.tsx'), 'SubscriptionList'),
    page('/subscriptions/new', () => import('./pages/recurring/subscriptions/Editor.tsx'), 'NewSubscription'),
    page('/subscriptions/$id/edit', () => import('./pages/recurring/subscriptions/Editor.tsx'), 'EditSubscription'),
    page('/subscriptions/$id', () => import('./pages/recurring/subscriptions/Show.tsx'), 'SubscriptionPage'),
    page('/plans', () => import('./pages/catalog/plans/List.tsx'), 'PlanList'),
    page('/tasks', () => import('./pages/collections/tasks/List.tsx'), 'TaskList'),
    page('/payments', () => import('./pages/payments/payments/List.tsx'), 'PaymentList'),
    page('/payments/new', () => import('./pages/payments/payments/New.tsx'), 'NewPayment'),
    page('/payments/$id/edit', () => import('./pages/payments/payments/Edit.tsx'), 'EditPayment'),
    page('/payments/$id', () => import('./pages/payments/payments/Show.tsx'), 'PaymentPage'),
    page('/items', () => import('./pages/catalog/items/List.tsx'), 'ItemList'),
    page('/items/new', () => import('./pages/catalog/items/Form.tsx'), 'NewItem'),
    page('/items/$id/edit', () => import('./pages/catalog/items/Form.tsx'), 'EditItem'),
    page('/reports', () => import('./pages/insight/reports/List.tsx'), 'ReportList'),
    page('/reports/$type', () => import('./pages/insight/reports/Show.tsx'), 'ReportPage'),
    page('/settings/gl_accounts', () => import('./pages/catalog/gl-accounts/List.tsx'), 'GlAccountList'),
    page('/settings/custom_fields', () => import('./pages/company/custom-fields/List.tsx'), 'CustomFieldList'),
    page('/settings/notifications', () => import('./pages/extend/notifications/List.tsx'), 'NotificationList'),
    page('/account', () => import('./pages/access/Account.tsx'), 'Account'),
    page('/settings/company', () => import('./pages/company/companies/Profile.tsx'), 'CompanyProfile'),
    page('/settings/defaults', () => import('./pages/company/defaults/Defaults.tsx'), 'CompanyDefaults'),
    page('/settings/payments', () => import('./pages/payments/methods/List.tsx'), 'PaymentSettings'),
    page('/settings/chasing', () => import('./pages/collections/cadences/List.tsx'), 'CadenceList'),
    page('/settings/chasing/new', () => import('./pages/collections/cadences/Form.tsx'), 'NewCadence'),
    page('/settings/chasing/$id', () => import('./pages/collections/cadences/Form.tsx'), 'EditCadence'),
    page('/settings/chasing/invoices/new', () => import('./pages/collections/cadences/InvoiceForm.tsx'), 'NewInvoiceCadence'),
    page('/settings/chasing/invoices/$id', () => import('./pages/collections/cadences/InvoiceForm.tsx'), 'EditInvoiceCadence'),
    page('/settings/sign_up_pages', () => import('./pages/recurring/sign-up-pages/List.tsx'), 'SignUpPageList'),
    page('/settings/sign_up_pages/new', () => import('./pages/recurring/sign-up-pages/Form.tsx'), 'NewSignUpPage'),
    page('/settings/sign_up_pages/$id', () => import('./pages/recurring/sign-up-pages/Form.tsx'), 'EditSignUpPage'),
    page('/settings/email_templates', () => import('./pages/messages/templates/List.tsx'), 'EmailTemplateList'),
    page('/settings/email_templates/$id', () => import('./pages/messages/templates/Form.tsx'), 'EmailTemplatePage'),
    page('/settings/appearance', () => import('./pages/messages/themes/Appearance.tsx'), 'Appearance'),
    page('/settings/appearance/templates', () => import('./pages/messages/pdf-templates/List.tsx'), 'PdfTemplateList'),
    page('/settings/appearance/templates/new', () => import('./pages/messages/pdf-templates/Form.tsx'), 'NewPdfTemplate'),
    page('/settings/appearance/templates/$id', () => import('./pages/messages/pdf-templates/Form.tsx'), 'EditPdfTemplate'),
    page('/settings/members', () => import('./pages/company/members/List.tsx'), 'MemberList'),
    page('/settings/tax_rates', () => import('./pages/catalog/tax-rates/List.tsx'), 'TaxRateList'),
    page('/settings/coupons', () => import('./pages/catalog/coupons/List.tsx'), 'CouponList'),
    page('/settings/api_keys', () => import('./pages/company/api-keys/List.tsx'), 'ApiKeyList'),
    page('/settings/webhooks', () => import('./pages/extend/webhooks/List.tsx'), 'WebhookList'),
    createRoute({
      getParentRoute: () => inside,
      path: '/settings',
      beforeLoad: () => {
        throw redirect({ href: paths.companyProfile(), replace: true })
      },
    }),
  ]),
])

/** The dashboard's routes. Each page is a file of its own, fetched when it is first opened or pointed at. */
export function dashboardRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultErrorComponent: ({ error }) => <BrokenPage error={error as Error} />,
    defaultPendingComponent: PageLoading,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  })
}
