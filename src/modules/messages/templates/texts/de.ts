import type { Texts } from '../texts.ts'

export const de: Texts = {
  footer: '{company} schreibt Ihnen im Rahmen Ihrer Geschäftsbeziehung. Wenn Sie antworten, erreichen Sie uns.',
  templates: {
    new_invoice_email: {
      subject: 'Rechnung {{ invoice_number }} von {{ company_name }}',
      button: 'Rechnung ansehen',
      body: `Guten Tag {{ customer_contact_name }},

hier ist die Rechnung {{ invoice_number }} über **{{ total }}**{% if due_date != '' %}, fällig am {{ due_date }}{% endif %}. Sie können sie online ansehen, herunterladen und bezahlen.

{{ view_invoice_button }}

Vielen Dank für Ihren Auftrag.

{{ company_name }}`,
    },
    unpaid_invoice_email: {
      subject: 'Erinnerung: Rechnung {{ invoice_number }} von {{ company_name }}',
      button: 'Rechnung ansehen',
      body: `Guten Tag {{ customer_contact_name }},

eine kurze Erinnerung: Von der Rechnung {{ invoice_number }} sind noch **{{ balance }}** offen{% if due_date != '' %}, fällig am {{ due_date }}{% endif %}.

{{ view_invoice_button }}

Falls Sie schon bezahlt haben: vielen Dank, dann ist diese Nachricht gegenstandslos.

{{ company_name }}`,
    },
    late_payment_reminder_email: {
      subject: 'Rechnung {{ invoice_number }} ist überfällig',
      button: 'Rechnung ansehen',
      body: `Guten Tag {{ customer_contact_name }},

von der Rechnung {{ invoice_number }}{% if due_date != '' %}, fällig am {{ due_date }},{% endif %} sind noch **{{ balance }}** offen. Könnten Sie bitte nachsehen?

{{ view_invoice_button }}

Stimmt etwas mit der Rechnung nicht, antworten Sie einfach auf diese Nachricht. Ist Ihre Zahlung schon unterwegs: vielen Dank.

{{ company_name }}`,
    },
    paid_invoice_email: {
      subject: 'Rechnung {{ invoice_number }} ist bezahlt: vielen Dank',
      button: 'Rechnung ansehen',
      body: `Guten Tag {{ customer_contact_name }},

die Rechnung {{ invoice_number }} über **{{ total }}** ist bezahlt. Vielen Dank.

{{ view_invoice_button }}

{{ company_name }}`,
    },
    payment_plan_onboard_email: {
      subject: 'Ihr Zahlungsplan für Rechnung {{ invoice_number }}',
      button: 'Zahlungsplan einrichten',
      body: `Guten Tag {{ customer_contact_name }},

wir haben einen Zahlungsplan für die Rechnung {{ invoice_number }} vorbereitet, von der **{{ balance }}** offen sind. Bitte sehen Sie sich die Raten an und wählen Sie, wie Sie zahlen möchten.

{{ view_invoice_button }}

{{ company_name }}`,
    },
    auto_payment_failed_email: {
      subject: 'Die Zahlung der Rechnung {{ invoice_number }} ist fehlgeschlagen',
      button: 'Zahlungsdaten ändern',
      body: `Guten Tag {{ customer_contact_name }},

wir wollten **{{ payment_amount }}** für die Rechnung {{ invoice_number }} einziehen, aber die Zahlung kam nicht zustande.{% if next_payment_attempt != '' %} Wir versuchen es am {{ next_payment_attempt }} noch einmal.{% endif %}

{{ update_payment_info_button }}

Wenn Ihre Zahlungsdaten stimmen, brauchen Sie nichts zu tun.

{{ company_name }}`,
    },
    payment_receipt_email: {
      subject: 'Quittung für Ihre Zahlung an {{ company_name }}',
      button: null,
      body: `Guten Tag {{ customer_contact_name }},

vielen Dank. Wir haben am {{ payment_date }} Ihre Zahlung über **{{ payment_amount }}** erhalten.

- Bezahlt mit: {{ payment_source }}
{% if invoice_number != '' %}- Für: {{ invoice_number }}
{% endif %}
{{ company_name }}`,
    },
    refund_email: {
      subject: 'Ihre Erstattung von {{ company_name }}',
      button: null,
      body: `Guten Tag {{ customer_contact_name }},

wir haben Ihnen am {{ refund_date }} **{{ refund_amount }}** erstattet. Je nach Bank dauert es einige Tage, bis der Betrag ankommt.

- Von Ihrer Zahlung: {{ payment_amount }} am {{ payment_date }}
- Erstattet an: {{ payment_source }}

{{ company_name }}`,
    },
    statement_email: {
      subject: 'Ihr Kontoauszug von {{ company_name }}',
      button: 'Kontoauszug ansehen',
      body: `Guten Tag {{ customer_contact_name }},

hier ist Ihr Kontoauszug{% if statement_start_date != '' %} vom {{ statement_start_date }} bis {{ statement_end_date }}{% endif %}. Offen sind **{{ statement_balance }}**.

{{ view_statement_button }}

{{ company_name }}`,
    },
    estimate_email: {
      subject: 'Angebot {{ estimate_number }} von {{ company_name }}',
      button: 'Angebot ansehen',
      body: `Guten Tag {{ customer_contact_name }},

hier ist unser Angebot {{ estimate_number }} über **{{ total }}**{% if expiration_date != '' %}, gültig bis {{ expiration_date }}{% endif %}. Sie können es online annehmen.

{{ view_estimate_button }}

Haben Sie Fragen? Antworten Sie einfach auf diese Nachricht.

{{ company_name }}`,
    },
    credit_note_email: {
      subject: 'Gutschrift {{ credit_note_number }} von {{ company_name }}',
      button: 'Gutschrift ansehen',
      body: `Guten Tag {{ customer_contact_name }},

hier ist die Gutschrift {{ credit_note_number }} über **{{ total }}**.

{{ view_credit_note_button }}

{{ company_name }}`,
    },
    subscription_confirmation_email: {
      subject: 'Ihr Abonnement {{ name }}',
      button: 'Abonnement verwalten',
      body: `Guten Tag {{ customer_contact_name }},

Ihr Abonnement {{ name }} ist eingerichtet: **{{ recurring_total }}** {{ frequency }}, ab {{ start_date }}.

{{ manage_subscription_button }}

{{ company_name }}`,
    },
    subscription_renews_soon_email: {
      subject: 'Ihr Abonnement {{ name }} verlängert sich in {{ time_until_renewal }}',
      button: 'Abonnement verwalten',
      body: `Guten Tag {{ customer_contact_name }},

Ihr Abonnement {{ name }} verlängert sich in {{ time_until_renewal }}: **{{ recurring_total }}** {{ frequency }}. Sie brauchen nichts zu tun.

{{ manage_subscription_button }}

{{ company_name }}`,
    },
    subscription_canceled_email: {
      subject: 'Ihr Abonnement {{ name }} ist beendet',
      button: null,
      body: `Guten Tag {{ customer_contact_name }},

Ihr Abonnement {{ name }} ist gekündigt. Es wird nicht mehr berechnet.

Danke, dass Sie dabei waren.

{{ company_name }}`,
    },
    chasing_email: {
      subject: 'Ihr Konto bei {{ company_name }}',
      button: 'Konto ansehen',
      body: `Guten Tag {{ customer_contact_name }},

auf Ihrem Konto sind **{{ account_balance }}** offen, für diese Rechnungen: {{ invoice_numbers }}.

{{ customer_portal_button }}

Stimmt etwas nicht, antworten Sie einfach auf diese Nachricht. Ist Ihre Zahlung schon unterwegs: vielen Dank.

{{ company_name }}`,
    },
    sign_in_link_email: {
      subject: 'Anmelden bei {{ company_name }}',
      button: 'Anmelden',
      body: `Guten Tag {{ customer_contact_name }},

mit diesem Link melden Sie sich bei {{ company_name }} an. Er gilt einmal und nicht lange.

{{ sign_in_button }}

Wenn Sie ihn nicht angefordert haben, brauchen Sie nichts zu tun.`,
    },
  },
}
