import { about, aboutCode, type Caller, code, type Example, email, make, nothing } from './making.ts'

const role = (company: Caller) => make(company, '/roles', { id: code('role').replaceAll('-', '_'), name: 'Clerk' })
const member = (company: Caller) => make(company, '/members', { email: email(), role: 'administrator' })

const customField = (company: Caller) =>
  make(company, '/custom_fields', { id: code('rep'), name: 'Sales rep', object: 'customer' })

/** A call about the key for signed links, which is there. */
const ssoKey: Example = async (company) => {
  await make(company, '/company/sso_key')
  return {}
}

export const company: Readonly<Record<string, Example>> = {
  'custom_fields.list': nothing,
  'custom_fields.create': () => ({
    body: { id: code('size'), name: 'Size', object: 'line_item', type: 'enum', choices: ['A4', 'A5'] },
  }),
  'custom_fields.get': aboutCode(customField),
  'custom_fields.update': aboutCode(customField, { name: 'Account manager' }),
  'custom_fields.delete': aboutCode(customField),
  'auth.sign_up': () => ({ body: { name: 'Office', email: email(), password: 'correct horse battery staple' } }),
  'auth.verify': () => ({ body: { token: 'x'.repeat(43) } }),
  'auth.sign_in': () => ({ body: { email: email(), password: 'correct horse battery staple' } }),
  'auth.sign_out': nothing,
  'auth.forgot': () => ({ body: { email: email() } }),
  'auth.reset': () => ({ body: { token: 'x'.repeat(43), password: 'correct horse battery staple' } }),
  'auth.session': nothing,
  'auth.select_company': () => ({ body: { company: 1 } }),
  'auth.update_account': () => ({ body: { name: 'Front office' } }),

  'companies.create': () => ({
    body: { name: 'Initech', country: 'US', currency: 'usd', time_zone: 'America/Chicago', username: code('initech') },
  }),
  'companies.username_available': () => ({ query: { username: code('initech') } }),

  'company.get': nothing,
  'company.update': () => ({ body: { phone: '+1 820 297 2983' } }),

  'roles.list': nothing,
  'roles.create': () => ({ body: { id: code('role').replaceAll('-', '_'), name: 'Clerk', invoices_create: true } }),
  'roles.get': aboutCode(role),
  'roles.update': aboutCode(role, { name: 'Senior clerk' }),
  'roles.delete': aboutCode(role),

  'members.list': nothing,
  'members.create': async (company) => ({
    body: { email: email(), first_name: 'Front', last_name: 'Desk', role: (await role(company)).id },
  }),
  'members.get': about(member),
  'members.update': about(member, { email_update_frequency: 'month' }),
  'members.delete': about(member),
  'members.invite': about(member),
  'members.set_frequency': about(member, { email_update_frequency: 'day' }),

  'sso_key.get': ssoKey,
  'sso_key.create': nothing,
  'sso_key.delete': ssoKey,
  'api_keys.list': nothing,
  'api_keys.create': () => ({ body: { description: 'Warehouse', scopes: ['invoices:read'] } }),
  'api_keys.delete': about((company) => make(company, '/api_keys', { description: 'Old' })),
}
