// Generated from the migrated database by `netterms generate`; never edited. A test compares it.
import type { Generated, GeneratedAlways } from 'kysely'
import type { CalendarDate } from '../../core/date.ts'

export interface AgendaTable {
  company_id: number
  next_at: Date
  active_at: Date
}

export interface ApiKeysTable {
  company_id: number
  id: Generated<number>
  description: string | null
  hint: string
  secret_hash: Buffer
  scopes: string[] | null
  created_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
}

export interface AttachmentsTable {
  company_id: number
  id: Generated<number>
  parent_type: string
  parent_id: number
  file_id: number
  location: Generated<string>
  created_at: Date
  updated_at: Date
}

export interface AutopayConsentsTable {
  company_id: number
  id: Generated<number>
  customer: number
  action: string
  mandate: string | null
  payment_source: unknown | null
  ip: string | null
  user_agent: string | null
  created_at: Date
  stated_by: string
}

export interface ChargesTable {
  company_id: number
  id: Generated<number>
  customer: number
  payment_id: number | null
  currency: string
  amount: number
  status: string
  gateway: string
  gateway_id: string | null
  method: string
  payment_source_type: string | null
  payment_source_id: number | null
  applied_to: Generated<unknown>
  source: string
  receipt_email: string | null
  amount_refunded: Generated<number>
  refunded: Generated<boolean>
  disputed: Generated<boolean>
  failure_code: string | null
  failure_message: string | null
  idempotency_key: string
  attempted_at: Date | null
  settled_at: Date | null
  created_at: Date
  updated_at: Date
  merchant_account: number | null
  payment_source: unknown | null
  begins: unknown | null
  description: string | null
}

export interface ChasedStepsTable {
  company_id: number
  id: Generated<number>
  customer_id: number
  invoice_id: number | null
  walk: number | null
  step_id: number | null
  moment: string | null
  cadence: number | null
  name: string
  actions: string[]
  day: CalendarDate
  state: string
  said: string | null
  created_at: Date
  updated_at: Date
  invoices: Generated<number[]>
}

export interface ChasingCadencesTable {
  company_id: number
  id: Generated<number>
  name: string
  time_of_day: number
  frequency: string
  run_on: number | null
  run_list: string | null
  paused: boolean
  min_balance: string | null
  assignment_mode: string
  assignment_conditions: string
  last_run: Date | null
  next_run: Date
  created_at: Date
  updated_at: Date
}

export interface ChasingStepsTable {
  company_id: number
  id: Generated<number>
  cadence: number
  position: number
  name: string
  action: string
  schedule: string
  email_template_id: string | null
  sms_template_id: number | null
  assigned_user_id: number | null
  role: string | null
  created_at: Date
  updated_at: Date
}

export interface ChasingWalksTable {
  company_id: number
  id: Generated<number>
  customer_id: number
  cadence: number
  started_at: Date
  ended_at: Date | null
}

export interface CheckoutsTable {
  company_id: number
  id: Generated<number>
  customer: number
  currency: string
  amount: number | null
  applied_to: Generated<unknown>
  method: string
  gateway: string
  merchant_account: number | null
  gateway_id: string | null
  url: string | null
  make_default: boolean
  receipt_email: string | null
  status: string
  charge: number | null
  idempotency_key: string
  expires_at: Date
  created_at: Date
  updated_at: Date
  consent: unknown | null
  description: string | null
}

export interface CompaniesTable {
  id: Generated<number>
  name: string
  username: string
  email: string | null
  phone: string | null
  website: string | null
  tax_id: string | null
  address1: string | null
  address2: string | null
  city: string | null
  state: string | null
  postal_code: string | null
  country: Generated<string>
  currency: Generated<string>
  language: Generated<string>
  time_zone: Generated<string>
  color: string | null
  logo_file: number | null
  settings: Generated<unknown>
  test_mode: Generated<boolean>
  test_clock: Date | null
  version: Generated<number>
  created_at: Date
  updated_at: Date
}

export interface ContactsTable {
  company_id: number
  id: Generated<number>
  customer_id: number
  name: string
  title: string | null
  email: string | null
  phone: string | null
  role: string | null
  primary: Generated<boolean>
  sms_enabled: Generated<boolean>
  department: string | null
  address1: string | null
  address2: string | null
  city: string | null
  state: string | null
  postal_code: string | null
  country: string | null
  created_at: Date
  updated_at: Date
}

export interface CouponsTable {
  company_id: number
  row_id: Generated<number>
  id: string
  name: string
  currency: string | null
  value: string
  is_percent: Generated<boolean>
  exclusive: Generated<boolean>
  expiration_date: CalendarDate | null
  max_redemptions: Generated<number>
  duration: Generated<number>
  redemptions: Generated<number>
  metadata: Generated<unknown>
  archived: Generated<boolean>
  created_at: Date
  updated_at: Date
}

export interface CreditBalanceAdjustmentsTable {
  company_id: number
  id: Generated<number>
  customer: number
  currency: string
  amount: number
  date: CalendarDate
  notes: string | null
  created_at: Date
  updated_at: Date
}

export interface CreditNoteRefundsTable {
  company_id: number
  id: Generated<number>
  credit_note: number
  currency: string
  amount: number
  date: CalendarDate
  method: string
  reference: string | null
  notes: string | null
  created_at: Date
  updated_at: Date
}

export interface CreditNotesTable {
  company_id: number
  id: Generated<number>
  customer: number
  invoice: number | null
  name: string
  number: string | null
  purchase_order: string | null
  currency: string
  draft: boolean
  closed: boolean
  paid: boolean
  voided: boolean
  sent: boolean
  viewed: boolean
  date: CalendarDate
  notes: string | null
  tax_rounding: string
  discounts: unknown
  taxes: unknown
  subtotal: number
  total: number
  amount_applied_to_invoice: number
  amount_credited: number
  amount_refunded: number
  balance: number
  date_issued: Date | null
  date_sent: Date | null
  date_viewed: Date | null
  date_voided: Date | null
  metadata: unknown
  portal_key_hash: Buffer
  created_at: Date
  updated_at: Date
}

export interface CustomFieldsTable {
  company_id: number
  internal_id: Generated<number>
  id: string
  object: string
  name: string
  type: string
  choices: string[]
  external: boolean
  created_at: Date
  updated_at: Date
}

export interface CustomersTable {
  company_id: number
  id: Generated<number>
  name: string
  number: string
  email: string | null
  type: Generated<string>
  active: Generated<boolean>
  autopay: Generated<boolean>
  autopay_delay_days: number | null
  payment_terms: string | null
  attention_to: string | null
  address1: string | null
  address2: string | null
  city: string | null
  state: string | null
  postal_code: string | null
  country: string
  language: string | null
  currency: string | null
  phone: string | null
  chase: Generated<boolean>
  chasing_cadence: number | null
  next_chase_step: number | null
  credit_hold: Generated<boolean>
  credit_limit: number | null
  owner: number | null
  taxable: Generated<boolean>
  taxes: Generated<string[]>
  tax_id: string | null
  avalara_entity_use_code: string | null
  avalara_exemption_number: string | null
  parent_customer: number | null
  bill_to_parent: Generated<boolean>
  consolidated: Generated<boolean>
  convenience_fee: Generated<boolean>
  surcharging: Generated<boolean>
  late_fee_schedule: number | null
  notes: string | null
  sign_up_page: number | null
  ach_gateway: number | null
  cc_gateway: number | null
  default_source_type: string | null
  default_source_id: number | null
  disabled_payment_methods: Generated<string[]>
  metadata: Generated<unknown>
  portal_key_hash: Buffer
  created_at: Date
  updated_at: Date
}

export interface DisputesTable {
  company_id: number
  id: Generated<number>
  charge: number
  customer: number
  currency: string
  amount: number
  status: string
  reason: string
  written_off: Generated<boolean>
  gateway: string
  gateway_id: string
  created_at: Date
  updated_at: Date
}

export interface EmailTemplateTextsTable {
  company_id: number
  template_id: string
  language: string
  subject: string
  body: string
  created_at: Date
  updated_at: Date
}

export interface EmailTemplatesTable {
  company_id: number
  id: string
  name: string
  type: string
  template_engine: string
  options: Generated<unknown>
  created_at: Date
  updated_at: Date
}

export interface EmailsTable {
  company_id: number
  id: string
  message_id: string
  email: string
  recipient_name: string | null
  bcc: Generated<string[]>
  template: string
  language: string
  subject: string
  body_text: string
  body_html: string
  from_name: string
  reply_to: string | null
  attachments: Generated<unknown>
  document_type: string | null
  document_id: number | null
  customer_id: number | null
  cause: string | null
  state: Generated<string>
  reject_reason: string | null
  attempts_made: Generated<number>
  next_attempt_at: Date | null
  sent_at: Date | null
  opens: Generated<number>
  opens_detail: Generated<unknown>
  transcript: Generated<unknown>
  open_key_hash: Buffer
  created_at: Date
  updated_at: Date
  withheld: Generated<boolean>
  sent_by: number | null
}

export interface EstimatesTable {
  company_id: number
  id: Generated<number>
  customer: number
  invoice: number | null
  name: string
  number: string | null
  currency: string
  draft: boolean
  closed: boolean
  voided: boolean
  sent: boolean
  viewed: boolean
  approved: string | null
  approval: unknown | null
  date: CalendarDate
  expiration_date: CalendarDate | null
  payment_terms: string | null
  purchase_order: string | null
  notes: string | null
  tax_rounding: string
  discounts: unknown
  taxes: unknown
  ship_to: unknown | null
  subtotal: number
  total: number
  deposit: number
  deposit_paid: boolean
  amount_deposited: number
  disabled_payment_methods: string[]
  date_issued: Date | null
  date_sent: Date | null
  date_viewed: Date | null
  date_declined: Date | null
  date_voided: Date | null
  metadata: unknown
  portal_key_hash: Buffer
  created_at: Date
  updated_at: Date
}

export interface EventsTable {
  company_id: number
  id: Generated<number>
  type: string
  published_type: string | null
  object_type: string
  object_id: string
  customer_id: number | null
  object: unknown
  previous: unknown | null
  user_id: number
  source: string
  occurred_at: Date
}

export interface FilesTable {
  company_id: number
  id: Generated<number>
  name: string
  size: number
  type: string
  content_hash: string | null
  url: string | null
  created_at: Date
  updated_at: Date
}

export interface FormerNumbersTable {
  company_id: number
  series: string
  document_id: number
  number: string
  changed_at: Date
}

export interface GlAccountsTable {
  company_id: number
  id: Generated<number>
  name: string
  code: string
  parent_id: number | null
  created_at: Date
  updated_at: Date
}

export interface IdempotencyKeysTable {
  company_id: number
  caller: string
  key: string
  request_hash: Buffer
  status: number | null
  reply: string | null
  claimed_at: Date
  created_at: Date
}

export interface InboxesTable {
  company_id: number
  id: Generated<number>
  external_id: string
  created_at: Date
  updated_at: Date
}

export interface InvoiceChasingCadencesTable {
  company_id: number
  id: Generated<number>
  name: string
  chase_schedule: unknown
  default: boolean
  created_at: Date
  updated_at: Date
}

export interface InvoiceDeliveriesTable {
  company_id: number
  invoice_id: number
  cadence_id: number | null
  chase_schedule: unknown | null
  disabled: boolean
  emails: string | null
  next_at: Date | null
  created_at: Date
  updated_at: Date
}

export interface InvoicesTable {
  company_id: number
  id: Generated<number>
  customer: number
  name: string
  number: string | null
  currency: string
  draft: boolean
  closed: Generated<boolean>
  voided: Generated<boolean>
  sent: Generated<boolean>
  viewed: Generated<boolean>
  date: CalendarDate
  due_date: CalendarDate | null
  payment_terms: string | null
  purchase_order: string | null
  notes: string | null
  autopay: Generated<boolean>
  attempt_count: Generated<number>
  next_payment_attempt: Date | null
  subscription: number | null
  subscription_period: number | null
  payment_plan: number | null
  installment_date: CalendarDate | null
  estimate: number | null
  consolidated_invoice: number | null
  consolidated: Generated<boolean>
  tax_rounding: Generated<string>
  discounts: Generated<unknown>
  taxes: Generated<unknown>
  ship_to: unknown | null
  tags: Generated<string[]>
  subtotal: number
  total: number
  amount_paid: Generated<number>
  amount_credited: Generated<number>
  amount_written_off: Generated<number>
  balance: number
  pending: Generated<number>
  paid: boolean
  late_fees: Generated<boolean>
  chase: Generated<boolean>
  needs_attention: Generated<boolean>
  disputed: Generated<boolean>
  date_issued: Date | null
  date_sent: Date | null
  date_viewed: Date | null
  date_paid: CalendarDate | null
  date_voided: Date | null
  date_bad_debt: CalendarDate | null
  disabled_payment_methods: Generated<string[]>
  metadata: Generated<unknown>
  portal_key_hash: Buffer
  pdf_file: string | null
  created_at: Date
  updated_at: Date
  plan_schedule: unknown | null
}

export interface ItemsTable {
  company_id: number
  row_id: Generated<number>
  id: string
  name: string
  currency: string | null
  unit_cost: Generated<string>
  description: string | null
  type: string | null
  taxable: Generated<boolean>
  discountable: Generated<boolean>
  taxes: Generated<string[]>
  avalara_tax_code: string | null
  avalara_location_code: string | null
  gl_account: string | null
  metadata: Generated<unknown>
  archived: Generated<boolean>
  created_at: Date
  updated_at: Date
}

export interface LateFeeSchedulesTable {
  company_id: number
  id: Generated<number>
  name: string
  enabled: boolean
  start_date: CalendarDate
  amount: string
  is_percent: boolean
  grace_period: number
  recurring_days: number
  default: boolean
  last_run: Date | null
  created_at: Date
  updated_at: Date
}

export interface LateFeesTable {
  company_id: number
  invoice: number
  number: number
  late_fee_schedule: number
  date: CalendarDate
  currency: string
  amount: number
  created_at: Date
}

export interface LedgerEntriesTable {
  company_id: number
  id: Generated<number>
  date: CalendarDate
  currency: string
  reason: string
  source_type: string
  source_id: number
  reverses_id: number | null
  created_at: Date
}

export interface LedgerPeriodsTable {
  company_id: number
  id: Generated<number>
  closed_until: CalendarDate
  closed_at: Date
  closed_by: number | null
}

export interface LedgerPostingsTable {
  company_id: number
  entry_id: number
  position: number
  account: string
  amount: number
  currency: string
  customer_id: number | null
  document_type: string | null
  document_id: number | null
}

export interface LettersTable {
  company_id: number
  id: string
  state: string
  to: string
  to_address: unknown
  from_address: unknown
  description: string
  num_pages: number
  content_hash: string
  expected_delivery_date: CalendarDate | null
  customer_id: number
  document_type: string
  document_id: number
  send_after: Date | null
  attempts: number
  reference: string | null
  reject_reason: string | null
  sent_by: number | null
  created_at: Date
  updated_at: Date
  cause: string | null
}

export interface LineItemsTable {
  company_id: number
  document_type: string
  document_id: number
  id: Generated<number>
  position: number
  catalog_item: string | null
  type: string | null
  name: string
  description: string | null
  quantity: string
  unit_cost: string
  amount: number
  discountable: Generated<boolean>
  taxable: Generated<boolean>
  discounts: Generated<unknown>
  taxes: Generated<unknown>
  plan: string | null
  subscription: number | null
  period_start: Date | null
  period_end: Date | null
  prorated: boolean | null
  metadata: Generated<unknown>
  created_at: Date
  updated_at: Date
}

export interface MembersTable {
  company_id: number
  id: Generated<number>
  user_id: number
  role: string
  restriction_mode: Generated<string>
  email_update_frequency: Generated<string>
  last_accessed: Date | null
  created_at: Date
  updated_at: Date
  restrictions: unknown | null
}

export interface MerchantAccountsTable {
  company_id: number
  id: Generated<number>
  gateway: string
  gateway_id: Generated<string>
  name: string | null
  settings: Generated<unknown>
  credentials: string
  deleted: Generated<boolean>
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
}

export interface NotesTable {
  company_id: number
  id: Generated<number>
  customer_id: number | null
  invoice_id: number | null
  user_id: number | null
  notes: string
  created_at: Date
  updated_at: Date
}

export interface NotificationsTable {
  company_id: number
  id: Generated<number>
  event: string
  enabled: boolean
  medium: string
  user_id: number | null
  match_mode: string
  conditions: string
  created_at: Date
  updated_at: Date
}

export interface NumberSeriesTable {
  company_id: number
  series: string
  next_number: Generated<number>
}

export interface OutboxTable {
  company_id: number
  event_id: number
  written_at: Generated<Date>
}

export interface PapersTable {
  company_id: number
  document_type: string
  document_id: number
  facts_hash: Buffer
  content_hash: string
  created_at: Date
}

export interface PaymentApplicationsTable {
  company_id: number
  id: Generated<number>
  payment_id: number
  position: number
  type: string
  amount: number
  customer: number | null
  invoice: number | null
  estimate: number | null
  credit_note: number | null
  document_type: string | null
  short_pay: Generated<boolean>
  undone: Generated<boolean>
  ledger_entry: number | null
  created_at: Date
  updated_at: Date
  amount_returned: number | null
}

export interface PaymentMethodsTable {
  company_id: number
  id: string
  name: string | null
  enabled: boolean
  position: number
  meta: string | null
  merchant_account: number | null
  min: number | null
  max: number | null
  convenience_fee: Generated<number>
  created_at: Date
  updated_at: Date
}

export interface PaymentPlansTable {
  company_id: number
  id: Generated<number>
  invoice: number
  autopay: boolean
  require_approval: boolean
  approval: unknown | null
  canceled_at: Date | null
  installments: unknown | null
  told_balance: number
  created_at: Date
  updated_at: Date
}

export interface PaymentSourcesTable {
  company_id: number
  id: Generated<number>
  customer: number
  type: string
  method: string
  gateway: string
  merchant_account: number | null
  gateway_id: string | null
  gateway_customer: string | null
  brand: string | null
  bank_name: string | null
  last4: string
  exp_month: number | null
  exp_year: number | null
  funding: string | null
  issuing_country: string | null
  routing_number: string | null
  country: string | null
  currency: string | null
  account_holder_name: string | null
  account_holder_type: string | null
  verified: boolean
  chargeable: boolean
  failure_reason: string | null
  receipt_email: string | null
  hidden: Generated<boolean>
  idempotency_key: string
  created_at: Date
  updated_at: Date
  account_type: string | null
}

export interface PaymentTermsTable {
  company_id: number
  id: Generated<number>
  name: string
  active: Generated<boolean>
  created_at: Date
  updated_at: Date
}

export interface PaymentsTable {
  company_id: number
  id: Generated<number>
  customer: number | null
  date: CalendarDate
  method: string
  currency: string
  amount: number
  balance: number
  reference: string | null
  source: Generated<string>
  ach_sender_id: string | null
  notes: string | null
  charge: number | null
  voided: Generated<boolean>
  date_voided: Date | null
  metadata: Generated<unknown>
  portal_key_hash: Buffer
  created_at: Date
  updated_at: Date
  amount_returned: Generated<number>
}

export interface PdfTemplatesTable {
  company_id: number
  id: Generated<number>
  name: string
  document_type: string
  html: string
  css: string
  header_html: string
  header_css: string
  footer_html: string
  footer_css: string
  margin_top: string
  margin_bottom: string
  margin_left: string
  margin_right: string
  disable_smart_shrinking: boolean
  template_engine: string
  last_error: string | null
  last_error_at: Date | null
  created_at: Date
  updated_at: Date
}

export interface PendingLineItemsTable {
  company_id: number
  id: Generated<number>
  customer: number
  currency: string
  catalog_item: string | null
  type: string | null
  name: string
  description: string | null
  quantity: string
  unit_cost: string
  amount: number
  discountable: boolean
  taxable: boolean
  discounts: Generated<unknown>
  taxes: Generated<unknown>
  plan: string | null
  subscription: number | null
  period_start: Date | null
  period_end: Date | null
  prorated: boolean | null
  metadata: Generated<unknown>
  created_at: Date
  updated_at: Date
}

export interface PlansTable {
  company_id: number
  row_id: Generated<number>
  id: string
  name: string
  catalog_item: string | null
  currency: string
  amount: string | null
  pricing_mode: string
  quantity_type: string
  interval: string
  interval_count: number
  tiers: unknown | null
  description: string | null
  metadata: Generated<unknown>
  archived: Generated<boolean>
  created_at: Date
  updated_at: Date
}

export interface PromisesTable {
  company_id: number
  invoice_id: number
  date: CalendarDate
  method: string | null
  reference: string | null
  created_at: Date
  updated_at: Date
}

export interface RecordCountsTable {
  company_id: number
  kind: string
  shard: number
  total: number
}

export interface RefundsTable {
  company_id: number
  id: Generated<number>
  charge: number | null
  currency: string
  amount: number
  status: string
  gateway: string
  gateway_id: string | null
  method: string
  failure_message: string | null
  idempotency_key: string
  created_at: Date
  updated_at: Date
  settled_at: Date | null
  payment_id: number
}

export interface ReportsTable {
  company_id: number
  id: Generated<number>
  type: string
  title: string
  filename: string
  timestamp: Date
  data: unknown
  definition: string | null
  parameters: unknown
  created_at: Date
  updated_at: Date
  built_by: number | null
}

export interface RolesTable {
  company_id: number
  id: string
  name: string
  permissions: Generated<unknown>
  created_at: Date
  updated_at: Date
}

export interface ScheduledRunsTable {
  company_id: number
  job: string
  ran_at: Date
  due_at: Date
  finished_at: Date
}

export interface SessionsTable {
  token_hash: Buffer
  user_id: number
  company_id: number | null
  created_at: Date
  used_at: Date
  expires_at: Date
  user_agent: string | null
  ip: string | null
}

export interface SignInAttemptsTable {
  id: GeneratedAlways<number>
  subject: string
  attempted_at: Date
}

export interface SignUpPageAddonsTable {
  company_id: number
  id: Generated<number>
  sign_up_page_id: number
  type: string
  required: boolean
  recurring: boolean
  plan: string | null
  catalog_item: string | null
  order: number
  created_at: Date
  updated_at: Date
}

export interface SignUpPagesTable {
  company_id: number
  id: Generated<number>
  name: string
  type: string
  plans: Generated<string[]>
  setup_fee: string | null
  taxes: Generated<string[]>
  has_quantity: boolean
  has_coupon_code: boolean
  trial_period_days: number
  snap_to_nth_day: number | null
  header_text: string | null
  billing_address: boolean
  shipping_address: boolean
  custom_fields: Generated<string[]>
  tos_url: string | null
  thanks_url: string | null
  allow_multiple_subscriptions: boolean
  portal_key_hash: Buffer
  created_at: Date
  updated_at: Date
}

export interface SignUpsTable {
  company_id: number
  id: Generated<number>
  sign_up_page: number
  form_key: string
  customer: number
  subscription: number | null
  status: string
  tries: string[]
  tos_url: string | null
  agreed_at: Date
  ip: string | null
  user_agent: string | null
  created_at: Date
  updated_at: Date
  other_keys: string[]
  trying_until: Date | null
  draft: string | null
}

export interface SimulatorRecordsTable {
  company_id: number
  key: string
  value: unknown
  updated_at: Date
}

export interface SmsTemplatesTable {
  company_id: number
  id: Generated<number>
  name: string
  language: string | null
  message: string
  template_engine: string
  created_at: Date
  updated_at: Date
}

export interface SourceAttemptsTable {
  company_id: number
  idempotency_key: string
  customer: number
  ip: string | null
  created_at: Date
}

export interface SsoKeysTable {
  company_id: number
  sealed_key: string
  created_at: Date
}

export interface SubscriptionAddonsTable {
  company_id: number
  subscription: number
  id: Generated<number>
  position: number
  plan: string
  amount: string | null
  quantity: string
  description: string | null
  created_at: Date
  updated_at: Date
}

export interface SubscriptionsTable {
  company_id: number
  id: Generated<number>
  customer: number
  plan: string
  currency: string
  amount: string | null
  quantity: string
  description: string | null
  start_date: CalendarDate
  bill_in: string
  bill_in_advance_days: Generated<number>
  snap_to_nth_day: number | null
  interval: string
  interval_count: number
  anchor_date: CalendarDate
  anchor_index: number
  next_period: number
  service_from: CalendarDate
  bill_from: CalendarDate
  period_whole_from: CalendarDate | null
  period_from: CalendarDate | null
  period_until: CalendarDate | null
  cycles: number | null
  contract_first: number | null
  contract_start: CalendarDate | null
  contract_end: number | null
  contract_until: CalendarDate | null
  contract_renewal_mode: string
  contract_renewal_cycles: number | null
  paused: Generated<boolean>
  pending_renewal: Generated<boolean>
  finished: Generated<boolean>
  canceled: Generated<boolean>
  canceled_at: Date | null
  canceled_reason: string | null
  cancel_at_period_end: Generated<boolean>
  cancel_period: number | null
  next_date: CalendarDate | null
  retry_date: CalendarDate | null
  problem: string | null
  renewed_last: Date | null
  discounts: Generated<unknown>
  taxes: Generated<string[]>
  ship_to: unknown | null
  approval: unknown | null
  recurring_total: number
  mrr: number
  metadata: Generated<unknown>
  portal_key_hash: Buffer
  created_at: Date
  updated_at: Date
  begun_by: string | null
  price_since: CalendarDate | null
}

export interface SystemEmailsTable {
  id: Generated<number>
  user_id: number
  template: string
  token_id: string | null
  data: Generated<unknown>
  state: Generated<string>
  message_id: string | null
  attempts_made: Generated<number>
  next_attempt_at: Date
  said: string | null
  created_at: Date
  sent_at: Date | null
}

export interface TasksTable {
  company_id: number
  id: Generated<number>
  name: string
  action: string
  customer_id: number | null
  invoice_id: number | null
  user_id: number | null
  due_at: Date
  complete: Generated<boolean>
  completed_at: Date | null
  completed_by_user_id: number | null
  chase_step_id: number | null
  created_at: Date
  updated_at: Date
}

export interface TaxRatesTable {
  company_id: number
  row_id: Generated<number>
  id: string
  name: string
  currency: string | null
  value: string
  inclusive: Generated<boolean>
  is_percent: Generated<boolean>
  metadata: Generated<unknown>
  archived: Generated<boolean>
  created_at: Date
  updated_at: Date
}

export interface TaxRulesTable {
  company_id: number
  id: Generated<number>
  tax_rate: string
  country: string | null
  state: string | null
  created_at: Date
  updated_at: Date
}

export interface TextMessagesTable {
  company_id: number
  id: string
  to: string
  name: string | null
  state: string
  message: string
  customer_id: number
  document_type: string
  document_id: number
  day: CalendarDate
  send_after: Date | null
  attempts: number
  reference: string | null
  reject_reason: string | null
  sent_by: number | null
  created_at: Date
  updated_at: Date
  cause: string | null
}

export interface ThemesTable {
  company_id: number
  id: string
  name: string
  style: string
  default: boolean
  choices: unknown
  invoice_template_id: number | null
  estimate_template_id: number | null
  credit_note_template_id: number | null
  receipt_template_id: number | null
  statement_template_id: number | null
  created_at: Date
  updated_at: Date
}

export interface ToldNotificationsTable {
  company_id: number
  event_id: number
  user_id: number
  notification_id: number
  created_at: Date
}

export interface TransactionMarksTable {
  company_id: number
  id: number
  metadata: Generated<unknown>
  sent: Generated<boolean>
  own: Generated<boolean>
  gateway: string | null
}

export interface UsageEventsTable {
  company_id: number
  id: Generated<number>
  transaction_id: string
  customer: number | null
  subscription: number | null
  plan: string
  quantity: string
  timestamp: Date
  status: string
  reason: string | null
  late: Generated<boolean>
  line_item: number | null
  metadata: Generated<unknown>
  created_at: Date
  updated_at: Date
}

export interface UserTokensTable {
  id: string
  user_id: number
  purpose: string
  browser_hash: Buffer | null
  created_at: Date
  expires_at: Date
  used_at: Date | null
}

export interface UsersTable {
  id: Generated<number>
  email: string
  first_name: string | null
  last_name: string | null
  name: GeneratedAlways<string | null>
  password_hash: string | null
  verified_at: Date | null
  created_at: Date
  updated_at: Date
}

export interface WebhookAttemptsTable {
  company_id: number
  id: Generated<number>
  webhook_id: number
  event_id: number
  event_type: string
  url: string
  state: Generated<string>
  attempts: Generated<unknown>
  attempts_made: Generated<number>
  next_attempt_at: Date | null
  created_at: Date
  updated_at: Date
}

export interface WebhooksTable {
  company_id: number
  id: Generated<number>
  url: string
  enabled: Generated<boolean>
  events: Generated<string[]>
  protected: Generated<boolean>
  secret: string
  previous_secret: string | null
  previous_secret_until: Date | null
  disabled_reason: string | null
  slow_since_at: Date | null
  created_at: Date
  updated_at: Date
}

/** Every table by its name. */
export interface Tables {
  agenda: AgendaTable
  api_keys: ApiKeysTable
  attachments: AttachmentsTable
  autopay_consents: AutopayConsentsTable
  charges: ChargesTable
  chased_steps: ChasedStepsTable
  chasing_cadences: ChasingCadencesTable
  chasing_steps: ChasingStepsTable
  chasing_walks: ChasingWalksTable
  checkouts: CheckoutsTable
  companies: CompaniesTable
  contacts: ContactsTable
  coupons: CouponsTable
  credit_balance_adjustments: CreditBalanceAdjustmentsTable
  credit_note_refunds: CreditNoteRefundsTable
  credit_notes: CreditNotesTable
  custom_fields: CustomFieldsTable
  customers: CustomersTable
  disputes: DisputesTable
  email_template_texts: EmailTemplateTextsTable
  email_templates: EmailTemplatesTable
  emails: EmailsTable
  estimates: EstimatesTable
  events: EventsTable
  files: FilesTable
  former_numbers: FormerNumbersTable
  gl_accounts: GlAccountsTable
  idempotency_keys: IdempotencyKeysTable
  inboxes: InboxesTable
  invoice_chasing_cadences: InvoiceChasingCadencesTable
  invoice_deliveries: InvoiceDeliveriesTable
  invoices: InvoicesTable
  items: ItemsTable
  late_fee_schedules: LateFeeSchedulesTable
  late_fees: LateFeesTable
  ledger_entries: LedgerEntriesTable
  ledger_periods: LedgerPeriodsTable
  ledger_postings: LedgerPostingsTable
  letters: LettersTable
  line_items: LineItemsTable
  members: MembersTable
  merchant_accounts: MerchantAccountsTable
  notes: NotesTable
  notifications: NotificationsTable
  number_series: NumberSeriesTable
  outbox: OutboxTable
  papers: PapersTable
  payment_applications: PaymentApplicationsTable
  payment_methods: PaymentMethodsTable
  payment_plans: PaymentPlansTable
  payment_sources: PaymentSourcesTable
  payment_terms: PaymentTermsTable
  payments: PaymentsTable
  pdf_templates: PdfTemplatesTable
  pending_line_items: PendingLineItemsTable
  plans: PlansTable
  promises: PromisesTable
  record_counts: RecordCountsTable
  refunds: RefundsTable
  reports: ReportsTable
  roles: RolesTable
  scheduled_runs: ScheduledRunsTable
  sessions: SessionsTable
  sign_in_attempts: SignInAttemptsTable
  sign_up_page_addons: SignUpPageAddonsTable
  sign_up_pages: SignUpPagesTable
  sign_ups: SignUpsTable
  simulator_records: SimulatorRecordsTable
  sms_templates: SmsTemplatesTable
  source_attempts: SourceAttemptsTable
  sso_keys: SsoKeysTable
  subscription_addons: SubscriptionAddonsTable
  subscriptions: SubscriptionsTable
  system_emails: SystemEmailsTable
  tasks: TasksTable
  tax_rates: TaxRatesTable
  tax_rules: TaxRulesTable
  text_messages: TextMessagesTable
  themes: ThemesTable
  told_notifications: ToldNotificationsTable
  transaction_marks: TransactionMarksTable
  usage_events: UsageEventsTable
  user_tokens: UserTokensTable
  users: UsersTable
  webhook_attempts: WebhookAttemptsTable
  webhooks: WebhooksTable
}
