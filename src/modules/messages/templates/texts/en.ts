import type { Texts } from '../texts.ts'

export const en: Texts = {
  footer: '{company} writes to you because you do business together. Reply to reach us.',
  templates: {
    new_invoice_email: {
      subject: 'Invoice {{ invoice_number }} from {{ company_name }}',
      button: 'View Invoice',
      body: `Hello {{ customer_contact_name }},

Here is invoice {{ invoice_number }} for **{{ total }}**{% if due_date != '' %}, due on {{ due_date }}{% endif %}. You can view it, download it and pay it online.

{{ view_invoice_button }}

Thank you for your business.

{{ company_name }}`,
    },
    unpaid_invoice_email: {
      subject: 'Reminder: invoice {{ invoice_number }} from {{ company_name }}',
      button: 'View Invoice',
      body: `Hello {{ customer_contact_name }},

A short reminder that **{{ balance }}** of invoice {{ invoice_number }} is still open{% if due_date != '' %}; it is due on {{ due_date }}{% endif %}.

{{ view_invoice_button }}

If you have paid already, thank you, and please disregard this message.

{{ company_name }}`,
    },
    late_payment_reminder_email: {
      subject: 'Invoice {{ invoice_number }} is past due',
      button: 'View Invoice',
      body: `Hello {{ customer_contact_name }},

Invoice {{ invoice_number }}{% if due_date != '' %} was due on {{ due_date }}, and{% endif %} still has **{{ balance }}** open. Could you have a look?

{{ view_invoice_button }}

If something is not right with the invoice, just reply to this message. If your payment is on its way, thank you.

{{ company_name }}`,
    },
    paid_invoice_email: {
      subject: 'Invoice {{ invoice_number }} is paid: thank you',
      button: 'View Invoice',
      body: `Hello {{ customer_contact_name }},

Invoice {{ invoice_number }} for **{{ total }}** is paid. Thank you.

{{ view_invoice_button }}

{{ company_name }}`,
    },
    payment_plan_onboard_email: {
      subject: 'Your payment plan for invoice {{ invoice_number }}',
      button: 'Set Up Payment Plan',
      body: `Hello {{ customer_contact_name }},

We have prepared a payment plan for invoice {{ invoice_number }} with **{{ balance }}** open. Please look at the installments and choose how you would like to pay.

{{ view_invoice_button }}

{{ company_name }}`,
    },
    auto_payment_failed_email: {
      subject: 'The payment for invoice {{ invoice_number }} did not go through',
      button: 'Update Payment Info',
      body: `Hello {{ customer_contact_name }},

We tried to collect **{{ payment_amount }}** for invoice {{ invoice_number }}, but the payment did not go through.{% if next_payment_attempt != '' %} We will try again on {{ next_payment_attempt }}.{% endif %}

{{ update_payment_info_button }}

If your payment details are up to date, there is nothing you need to do.

{{ company_name }}`,
    },
    payment_receipt_email: {
      subject: 'Receipt for your payment to {{ company_name }}',
      button: null,
      body: `Hello {{ customer_contact_name }},

Thank you. We received your payment of **{{ payment_amount }}** on {{ payment_date }}.

- Paid with: {{ payment_source }}
{% if invoice_number != '' %}- For: {{ invoice_number }}
{% endif %}
{{ company_name }}`,
    },
    refund_email: {
      subject: 'Your refund from {{ company_name }}',
      button: null,
      body: `Hello {{ customer_contact_name }},

We refunded **{{ refund_amount }}** to you on {{ refund_date }}. Depending on your bank it takes a few days to arrive.

- Of your payment: {{ payment_amount }} on {{ payment_date }}
- Refunded to: {{ payment_source }}

{{ company_name }}`,
    },
    statement_email: {
      subject: 'Your statement from {{ company_name }}',
      button: 'View Statement',
      body: `Hello {{ customer_contact_name }},

Here is your statement{% if statement_start_date != '' %} from {{ statement_start_date }} to {{ statement_end_date }}{% endif %}. Your balance is **{{ statement_balance }}**.

{{ view_statement_button }}

{{ company_name }}`,
    },
    estimate_email: {
      subject: 'Estimate {{ estimate_number }} from {{ company_name }}',
      button: 'View Estimate',
      body: `Hello {{ customer_contact_name }},

Here is our estimate {{ estimate_number }} for **{{ total }}**{% if expiration_date != '' %}, valid until {{ expiration_date }}{% endif %}. You can approve it online.

{{ view_estimate_button }}

Any questions? Just reply to this message.

{{ company_name }}`,
    },
    credit_note_email: {
      subject: 'Credit note {{ credit_note_number }} from {{ company_name }}',
      button: 'View Credit Note',
      body: `Hello {{ customer_contact_name }},

Here is credit note {{ credit_note_number }} for **{{ total }}**.

{{ view_credit_note_button }}

{{ company_name }}`,
    },
    subscription_confirmation_email: {
      subject: 'Your subscription to {{ name }}',
      button: 'Manage Subscription',
      body: `Hello {{ customer_contact_name }},

Your subscription to {{ name }} has been set up: **{{ recurring_total }}** {{ frequency }}, starting on {{ start_date }}.

{{ manage_subscription_button }}

{{ company_name }}`,
    },
    subscription_renews_soon_email: {
      subject: 'Your subscription to {{ name }} renews in {{ time_until_renewal }}',
      button: 'Manage Subscription',
      body: `Hello {{ customer_contact_name }},

Your subscription to {{ name }} renews in {{ time_until_renewal }}: **{{ recurring_total }}** {{ frequency }}. There is nothing you need to do.

{{ manage_subscription_button }}

{{ company_name }}`,
    },
    subscription_canceled_email: {
      subject: 'Your subscription to {{ name }} has ended',
      button: null,
      body: `Hello {{ customer_contact_name }},

Your subscription to {{ name }} has been canceled. You will not be billed for it again.

Thank you for having been with us.

{{ company_name }}`,
    },
    chasing_email: {
      subject: 'Your account with {{ company_name }}',
      button: 'View Account',
      body: `Hello {{ customer_contact_name }},

**{{ account_balance }}** is open on your account for these invoices: {{ invoice_numbers }}.

{{ customer_portal_button }}

If something is not right, just reply to this message. If your payment is on its way, thank you.

{{ company_name }}`,
    },
    sign_in_link_email: {
      subject: 'Sign in to {{ company_name }}',
      button: 'Sign In',
      body: `Hello {{ customer_contact_name }},

Use this link to sign in to your account with {{ company_name }}. It works once, and not for long.

{{ sign_in_button }}

If you did not ask for it, do nothing.`,
    },
  },
}
