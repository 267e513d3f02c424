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
  /** A list narrowed to one customer. */
  ofCustomer: (list: string, customer: number) => `${list}?tab=all&customer=${customer}`,
  newInvoice: (customer?: number) => (customer ? `/invoices/new?customer=${customer}` : '/invoices/new'),
  invoice: (id: number) => `/invoices/${id}`,
  /** The page of an invoice just issued, which asks whether to send it. */
  issuedInvoice: (id: number) => `/invoices/${id}?ask=send`,
  editInvoice: (id: number) => `/invoices/${id}/edit`,

  estimates: () => '/estimates',
  newEstimate: (customer?: number) => (customer ? `/estimates/new?customer=${customer}` : '/estimates/new'),
  estimate: (id: number) => `/estimates/${id}`,
  issuedEstimate: (id: number) => `/estimates/${id}?ask=send`,
  editEstimate: (id: number) => `/estimates/${id}/edit`,

  creditNotes: () => '/credit_notes',
  newCreditNote: (customer?: number) => (customer ? `/credit_notes/new?customer=${customer}` : '/credit_notes/new'),
  /** A credit note that takes back what an invoice says. */
  creditInvoice: (invoice: number) => `/credit_notes/new?invoice=${invoice}`,
  creditNote: (id: number) => `/credit_notes/${id}`,
  issuedCreditNote: (id: number) => `/credit_notes/${id}?ask=send`,
  editCreditNote: (id: number) => `/credit_notes/${id}/edit`,

  subscriptions: () => '/subscriptions',
  newSubscription: (customer?: number) => (customer ? `/subscriptions/new?customer=${customer}` : '/subscriptions/new'),
  editSubscription: (id: number) => `/subscriptions/${id}/edit`,
  subscription: (id: number) => `/subscriptions/${id}`,
  plans: () => '/plans',
  tasks: () => '/tasks',

  signUpPages: () => '/settings/sign_up_pages',
  newSignUpPage: () => '/settings/sign_up_pages/new',
  signUpPage: (id: number) => `/settings/sign_up_pages/${id}`,

  reports: () => '/reports',
  report: (type: string) => `/reports/${type}`,
  glAccounts: () => '/settings/gl_accounts',
  customFields: () => '/settings/custom_fields',
  notifications: () => '/settings/notifications',
  payments: () => '/payments',
  newPayment: (customer?: number) => (customer ? `/payments/new?customer=${customer}` : '/payments/new'),
  payment: (id: number) => `/payments/${id}`,
  editPayment: (id: number) => `/payments/${id}/edit`,

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
  cadences: (tab?: string) => (tab ? `/settings/chasing?tab=${tab}` : '/settings/chasing'),
  newCadence: () => '/settings/chasing/new',
  cadence: (id: number) => `/settings/chasing/${id}`,
  newInvoiceCadence: () => '/settings/chasing/invoices/new',
  invoiceCadence: (id: number) => `/settings/chasing/invoices/${id}`,
  emailTemplates: () => '/settings/email_templates',
  emailTemplate: (id: string) => `/settings/email_templates/${encodeURIComponent(id)}`,
  defaults: () => '/settings/defaults',
  appearance: () => '/settings/appearance',
  pdfTemplates: () => '/settings/appearance/templates',
  newPdfTemplate: () => '/settings/appearance/templates/new',
  pdfTemplate: (id: number) => `/settings/appearance/templates/${id}`,

  apiReference: () => '/api/docs',
} as const
