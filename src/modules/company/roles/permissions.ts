/** What a role may allow. The published flags; in role objects the dot is an underscore. */
export const PERMISSIONS = [
  'customers.create', 'customers.edit', 'customers.delete',
  'invoices.create', 'invoices.issue', 'invoices.edit', 'invoices.void', 'invoices.delete',
  'credit_notes.create', 'credit_notes.issue', 'credit_notes.edit', 'credit_notes.void', 'credit_notes.delete',
  'estimates.create', 'estimates.issue', 'estimates.edit', 'estimates.void', 'estimates.delete',
  'emails.send', 'text_messages.send', 'letters.send',
  'payments.create', 'payments.edit', 'payments.delete',
  'charges.create', 'refunds.create', 'credits.create', 'credits.apply',
  'imports.create', 'reports.create', 'settings.edit', 'catalog.edit', 'business.admin', 'business.billing',
  'comments.create', 'notes.create', 'notes.edit', 'notes.delete',
  'subscriptions.create', 'subscriptions.edit', 'subscriptions.delete',
  'tasks.create', 'tasks.edit', 'tasks.delete', 'notifications.edit',
  'bills.create', 'bills.edit', 'bills.delete',
  'vendor_payments.create', 'vendor_payments.edit', 'vendor_payments.delete',
  'vendors.create', 'vendors.edit', 'vendors.delete',
] as const
export type Permission = (typeof PERMISSIONS)[number]

type FieldOf<P extends string> = P extends `${infer Noun}.${infer Verb}` ? `${Noun}_${Verb}` : never
/** A permission as a field of a role: `invoices_issue`. */
export type PermissionField = FieldOf<Permission>

export const PERMISSION_FIELDS = PERMISSIONS.map(fieldOf)

export function fieldOf(permission: Permission): PermissionField {
  return permission.replace('.', '_') as PermissionField // the type says the same of the name
}
