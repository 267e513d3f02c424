import type { Texts } from '../texts.ts'

export const es: Texts = {
  footer: '{company} le escribe por su relación comercial. Responda a este correo para ponerse en contacto con nosotros.',
  templates: {
    new_invoice_email: {
      subject: 'Factura {{ invoice_number }} de {{ company_name }}',
      button: 'Ver factura',
      body: `Hola, {{ customer_contact_name }}:

Aquí tiene la factura {{ invoice_number }} por **{{ total }}**{% if due_date != '' %}, con vencimiento el {{ due_date }}{% endif %}. Puede verla, descargarla y pagarla en línea.

{{ view_invoice_button }}

Gracias por su confianza.

{{ company_name }}`,
    },
    unpaid_invoice_email: {
      subject: 'Recordatorio: factura {{ invoice_number }} de {{ company_name }}',
      button: 'Ver factura',
      body: `Hola, {{ customer_contact_name }}:

Le recordamos que quedan **{{ balance }}** pendientes de la factura {{ invoice_number }}{% if due_date != '' %}, que vence el {{ due_date }}{% endif %}.

{{ view_invoice_button }}

Si ya ha pagado, gracias; puede ignorar este mensaje.

{{ company_name }}`,
    },
    late_payment_reminder_email: {
      subject: 'La factura {{ invoice_number }} está vencida',
      button: 'Ver factura',
      body: `Hola, {{ customer_contact_name }}:

La factura {{ invoice_number }}{% if due_date != '' %}, que venció el {{ due_date }},{% endif %} tiene **{{ balance }}** pendientes. ¿Podría revisarlo?

{{ view_invoice_button }}

Si algo no es correcto en la factura, responda a este mensaje. Si su pago está en camino, gracias.

{{ company_name }}`,
    },
    paid_invoice_email: {
      subject: 'La factura {{ invoice_number }} está pagada: gracias',
      button: 'Ver factura',
      body: `Hola, {{ customer_contact_name }}:

La factura {{ invoice_number }} por **{{ total }}** está pagada. Gracias.

{{ view_invoice_button }}

{{ company_name }}`,
    },
    payment_plan_onboard_email: {
      subject: 'Su plan de pagos para la factura {{ invoice_number }}',
      button: 'Configurar plan de pagos',
      body: `Hola, {{ customer_contact_name }}:

Hemos preparado un plan de pagos para la factura {{ invoice_number }}, con **{{ balance }}** pendientes. Revise los plazos y elija cómo prefiere pagar.

{{ view_invoice_button }}

{{ company_name }}`,
    },
    auto_payment_failed_email: {
      subject: 'El pago de la factura {{ invoice_number }} no se pudo realizar',
      button: 'Actualizar datos de pago',
      body: `Hola, {{ customer_contact_name }}:

Intentamos cobrar **{{ payment_amount }}** de la factura {{ invoice_number }}, pero el pago no se pudo realizar.{% if next_payment_attempt != '' %} Lo intentaremos de nuevo el {{ next_payment_attempt }}.{% endif %}

{{ update_payment_info_button }}

Si sus datos de pago están al día, no tiene que hacer nada.

{{ company_name }}`,
    },
    payment_receipt_email: {
      subject: 'Recibo de su pago a {{ company_name }}',
      button: null,
      body: `Hola, {{ customer_contact_name }}:

Gracias. Recibimos su pago de **{{ payment_amount }}** el {{ payment_date }}.

- Pagado con: {{ payment_source }}
{% if invoice_number != '' %}- Por: {{ invoice_number }}
{% endif %}
{{ company_name }}`,
    },
    refund_email: {
      subject: 'Su reembolso de {{ company_name }}',
      button: null,
      body: `Hola, {{ customer_contact_name }}:

Le reembolsamos **{{ refund_amount }}** el {{ refund_date }}. Según su banco, puede tardar unos días en llegar.

- De su pago: {{ payment_amount }} del {{ payment_date }}
- Reembolsado a: {{ payment_source }}

{{ company_name }}`,
    },
    statement_email: {
      subject: 'Su estado de cuenta de {{ company_name }}',
      button: 'Ver estado de cuenta',
      body: `Hola, {{ customer_contact_name }}:

Aquí tiene su estado de cuenta{% if statement_start_date != '' %} del {{ statement_start_date }} al {{ statement_end_date }}{% endif %}. Su saldo es de **{{ statement_balance }}**.

{{ view_statement_button }}

{{ company_name }}`,
    },
    estimate_email: {
      subject: 'Presupuesto {{ estimate_number }} de {{ company_name }}',
      button: 'Ver presupuesto',
      body: `Hola, {{ customer_contact_name }}:

Aquí tiene nuestro presupuesto {{ estimate_number }} por **{{ total }}**{% if expiration_date != '' %}, válido hasta el {{ expiration_date }}{% endif %}. Puede aceptarlo en línea.

{{ view_estimate_button }}

¿Alguna pregunta? Responda a este mensaje.

{{ company_name }}`,
    },
    credit_note_email: {
      subject: 'Nota de crédito {{ credit_note_number }} de {{ company_name }}',
      button: 'Ver nota de crédito',
      body: `Hola, {{ customer_contact_name }}:

Aquí tiene la nota de crédito {{ credit_note_number }} por **{{ total }}**.

{{ view_credit_note_button }}

{{ company_name }}`,
    },
    subscription_confirmation_email: {
      subject: 'Su suscripción a {{ name }}',
      button: 'Gestionar suscripción',
      body: `Hola, {{ customer_contact_name }}:

Su suscripción a {{ name }} está lista: **{{ recurring_total }}** {{ frequency }}, a partir del {{ start_date }}.

{{ manage_subscription_button }}

{{ company_name }}`,
    },
    subscription_renews_soon_email: {
      subject: 'Su suscripción a {{ name }} se renueva en {{ time_until_renewal }}',
      button: 'Gestionar suscripción',
      body: `Hola, {{ customer_contact_name }}:

Su suscripción a {{ name }} se renueva en {{ time_until_renewal }}: **{{ recurring_total }}** {{ frequency }}. No tiene que hacer nada.

{{ manage_subscription_button }}

{{ company_name }}`,
    },
    subscription_canceled_email: {
      subject: 'Su suscripción a {{ name }} ha terminado',
      button: null,
      body: `Hola, {{ customer_contact_name }}:

Su suscripción a {{ name }} se ha cancelado. No se le cobrará de nuevo.

Gracias por haber estado con nosotros.

{{ company_name }}`,
    },
    chasing_email: {
      subject: 'Su cuenta con {{ company_name }}',
      button: 'Ver cuenta',
      body: `Hola, {{ customer_contact_name }}:

Su cuenta tiene **{{ account_balance }}** pendientes, de estas facturas: {{ invoice_numbers }}.

{{ customer_portal_button }}

Si algo no es correcto, responda a este mensaje. Si su pago está en camino, gracias.

{{ company_name }}`,
    },
    sign_in_link_email: {
      subject: 'Iniciar sesión en {{ company_name }}',
      button: 'Iniciar sesión',
      body: `Hola, {{ customer_contact_name }}:

Use este enlace para iniciar sesión en su cuenta con {{ company_name }}. Funciona una sola vez y por poco tiempo.

{{ sign_in_button }}

Si no lo ha pedido, no haga nada.`,
    },
  },
}
