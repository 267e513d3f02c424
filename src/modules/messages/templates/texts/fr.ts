import type { Texts } from '../texts.ts'

export const fr: Texts = {
  footer: '{company} vous écrit dans le cadre de votre relation commerciale. Répondez à cet e-mail pour nous joindre.',
  templates: {
    new_invoice_email: {
      subject: 'Facture {{ invoice_number }} de {{ company_name }}',
      button: 'Voir la facture',
      body: `Bonjour {{ customer_contact_name }},

Voici la facture {{ invoice_number }} d’un montant de **{{ total }}**{% if due_date != '' %}, à régler avant le {{ due_date }}{% endif %}. Vous pouvez la consulter, la télécharger et la payer en ligne.

{{ view_invoice_button }}

Merci de votre confiance.

{{ company_name }}`,
    },
    unpaid_invoice_email: {
      subject: 'Rappel : facture {{ invoice_number }} de {{ company_name }}',
      button: 'Voir la facture',
      body: `Bonjour {{ customer_contact_name }},

Un petit rappel : il reste **{{ balance }}** à régler sur la facture {{ invoice_number }}{% if due_date != '' %}, dont l’échéance est le {{ due_date }}{% endif %}.

{{ view_invoice_button }}

Si vous avez déjà payé, merci, et ne tenez pas compte de ce message.

{{ company_name }}`,
    },
    late_payment_reminder_email: {
      subject: 'La facture {{ invoice_number }} est en retard de paiement',
      button: 'Voir la facture',
      body: `Bonjour {{ customer_contact_name }},

Il reste **{{ balance }}** à régler sur la facture {{ invoice_number }}{% if due_date != '' %}, échue le {{ due_date }}{% endif %}. Pourriez-vous vérifier ?

{{ view_invoice_button }}

Si quelque chose ne va pas avec la facture, répondez simplement à ce message. Si votre paiement est en route, merci.

{{ company_name }}`,
    },
    paid_invoice_email: {
      subject: 'La facture {{ invoice_number }} est payée : merci',
      button: 'Voir la facture',
      body: `Bonjour {{ customer_contact_name }},

La facture {{ invoice_number }} d’un montant de **{{ total }}** est payée. Merci.

{{ view_invoice_button }}

{{ company_name }}`,
    },
    payment_plan_onboard_email: {
      subject: 'Votre échéancier pour la facture {{ invoice_number }}',
      button: 'Mettre en place l’échéancier',
      body: `Bonjour {{ customer_contact_name }},

Nous avons préparé un échéancier pour la facture {{ invoice_number }}, sur laquelle il reste **{{ balance }}**. Merci de consulter les échéances et de choisir votre mode de paiement.

{{ view_invoice_button }}

{{ company_name }}`,
    },
    auto_payment_failed_email: {
      subject: 'Le paiement de la facture {{ invoice_number }} a échoué',
      button: 'Modifier le moyen de paiement',
      body: `Bonjour {{ customer_contact_name }},

Nous avons tenté de prélever **{{ payment_amount }}** pour la facture {{ invoice_number }}, mais le paiement a échoué.{% if next_payment_attempt != '' %} Nous réessaierons le {{ next_payment_attempt }}.{% endif %}

{{ update_payment_info_button }}

Si vos informations de paiement sont à jour, vous n’avez rien à faire.

{{ company_name }}`,
    },
    payment_receipt_email: {
      subject: 'Reçu de votre paiement à {{ company_name }}',
      button: null,
      body: `Bonjour {{ customer_contact_name }},

Merci. Nous avons reçu votre paiement de **{{ payment_amount }}** le {{ payment_date }}.

- Moyen de paiement : {{ payment_source }}
{% if invoice_number != '' %}- Pour : {{ invoice_number }}
{% endif %}
{{ company_name }}`,
    },
    refund_email: {
      subject: 'Votre remboursement de {{ company_name }}',
      button: null,
      body: `Bonjour {{ customer_contact_name }},

Nous vous avons remboursé **{{ refund_amount }}** le {{ refund_date }}. Selon votre banque, quelques jours sont nécessaires.

- Sur votre paiement : {{ payment_amount }} du {{ payment_date }}
- Remboursé sur : {{ payment_source }}

{{ company_name }}`,
    },
    statement_email: {
      subject: 'Votre relevé de compte de {{ company_name }}',
      button: 'Voir le relevé',
      body: `Bonjour {{ customer_contact_name }},

Voici votre relevé{% if statement_start_date != '' %} du {{ statement_start_date }} au {{ statement_end_date }}{% endif %}. Votre solde est de **{{ statement_balance }}**.

{{ view_statement_button }}

{{ company_name }}`,
    },
    estimate_email: {
      subject: 'Devis {{ estimate_number }} de {{ company_name }}',
      button: 'Voir le devis',
      body: `Bonjour {{ customer_contact_name }},

Voici notre devis {{ estimate_number }} d’un montant de **{{ total }}**{% if expiration_date != '' %}, valable jusqu’au {{ expiration_date }}{% endif %}. Vous pouvez l’accepter en ligne.

{{ view_estimate_button }}

Une question ? Répondez simplement à ce message.

{{ company_name }}`,
    },
    credit_note_email: {
      subject: 'Avoir {{ credit_note_number }} de {{ company_name }}',
      button: 'Voir l’avoir',
      body: `Bonjour {{ customer_contact_name }},

Voici l’avoir {{ credit_note_number }} d’un montant de **{{ total }}**.

{{ view_credit_note_button }}

{{ company_name }}`,
    },
    subscription_confirmation_email: {
      subject: 'Votre abonnement {{ name }}',
      button: 'Gérer l’abonnement',
      body: `Bonjour {{ customer_contact_name }},

Votre abonnement {{ name }} est en place : **{{ recurring_total }}** {{ frequency }}, à partir du {{ start_date }}.

{{ manage_subscription_button }}

{{ company_name }}`,
    },
    subscription_renews_soon_email: {
      subject: 'Votre abonnement {{ name }} se renouvelle dans {{ time_until_renewal }}',
      button: 'Gérer l’abonnement',
      body: `Bonjour {{ customer_contact_name }},

Votre abonnement {{ name }} se renouvelle dans {{ time_until_renewal }} : **{{ recurring_total }}** {{ frequency }}. Vous n’avez rien à faire.

{{ manage_subscription_button }}

{{ company_name }}`,
    },
    subscription_canceled_email: {
      subject: 'Votre abonnement {{ name }} a pris fin',
      button: null,
      body: `Bonjour {{ customer_contact_name }},

Votre abonnement {{ name }} est résilié. Il ne vous sera plus facturé.

Merci d’avoir été des nôtres.

{{ company_name }}`,
    },
    chasing_email: {
      subject: 'Votre compte chez {{ company_name }}',
      button: 'Voir le compte',
      body: `Bonjour {{ customer_contact_name }},

Il reste **{{ account_balance }}** à régler sur votre compte, pour ces factures : {{ invoice_numbers }}.

{{ customer_portal_button }}

Si quelque chose ne va pas, répondez simplement à ce message. Si votre paiement est en route, merci.

{{ company_name }}`,
    },
    sign_in_link_email: {
      subject: 'Connexion à {{ company_name }}',
      button: 'Se connecter',
      body: `Bonjour {{ customer_contact_name }},

Ce lien vous connecte à votre compte chez {{ company_name }}. Il ne sert qu’une fois et expire vite.

{{ sign_in_button }}

Si vous ne l’avez pas demandé, ne faites rien.`,
    },
  },
}
