/** What a template may do by itself, in words. An option without words is left to the API. */
export const OPTION_TEXTS: Readonly<Record<string, string>> = {
  send_on_issue: 'Send it when the document is issued',
  send_on_subscription_invoice: 'Send it for bills of subscriptions',
  send_on_paid: 'Send it when the invoice is paid',
  send_on_charge: 'Send it at once',
  send_on_subscribe: 'Send it when a subscription begins',
  send_on_cancellation: 'Send it when a subscription is canceled',
  send_reminder_every_days: 'Remind every so many days; 0 is never',
  days_before_renewal: 'Send it so many days before; 0 is never',
  attach_pdf: 'Attach the PDF',
  attach_secondary_files: 'Attach the files of the document',
  button_text: 'Words on the button',
}

export function optionText(name: string): string {
  return OPTION_TEXTS[name] ?? name
}
