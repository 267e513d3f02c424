/** Every URL of the web app. Nothing else spells one. */
export const paths = {
  home: () => '/',
  signIn: (next?: string) => (next && next !== '/' ? `/sign_in?next=${encodeURIComponent(next)}` : '/sign_in'),
  signUp: () => '/sign_up',
  verify: () => '/verify',
  forgot: () => '/forgot',
  reset: () => '/reset',
  welcome: () => '/welcome',

  customers: () => '/customers',
  newCustomer: () => '/customers/new',
  customer: (id: number) => `/customers/${id}`,
  editCustomer: (id: number) => `/customers/${id}/edit`,

  invoices: (tab?: string) => (tab ? `/invoices?tab=${tab}` : '/invoices'),
  newInvoice: (customer?: number) => (customer ? `/invoices/new?customer=${customer}` : '/invoices/new'),
  invoice: (id: number) => `/invoices/${id}`,
  /** The page of an invoice just issued, which asks whether to send it. */
  issuedInvoice: (id: number) => `/invoices/${id}?ask=send`,
  editInvoice: (id: number) => `/invoices/${id}/edit`,

  estimates: () => '/estimates',
  estimate: (id: number) => `/estimates/${id}`,
  creditNotes: () => '/credit_notes',
  creditNote: (id: number) => `/credit_notes/${id}`,

  subscriptions: () => '/subscriptions',
  subscription: (id: number) => `/subscriptions/${id}`,
  plans: () => '/plans',
  tasks: () => '/tasks',

  payments: () => '/payments',
  payment: (id: number) => `/payments/${id}`,

  items: () => '/items',
  newItem: () => '/items/new',
  editItem: (id: string) => `/items/${encodeURIComponent(id)}/edit`,

  account: () => '/account',
  settings: () => '/settings',
  companyProfile: () => '/settings/company',
  members: () => '/settings/members',
  taxRates: () => '/settings/tax_rates',
  coupons: () => '/settings/coupons',
  apiKeys: () => '/settings/api_keys',
  webhooks: () => '/settings/webhooks',

  paymentSettings: () => '/settings/payments',
  emailTemplates: () => '/settings/email_templates',
  emailTemplate: (id: string) => `/settings/email_templates/${encodeURIComponent(id)}`,
  defaults: () => '/settings/defaults',

  apiReference: () => '/api/docs',
} as const
