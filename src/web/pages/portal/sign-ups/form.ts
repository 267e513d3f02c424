import type { PortalSignUp } from '../../../records.ts'
import type { Body } from '../../../routes-of-api.ts'

interface Address {
  readonly address1: string
  readonly address2: string
  readonly city: string
  readonly state: string
  readonly postal_code: string
  readonly country: string
}

/** What is typed, as it is typed. */
export interface SignUpForm extends Address, Record<string, unknown> {
  readonly name: string
  readonly email: string
  readonly ship_to: Address & { readonly name: string }
  readonly fields: Readonly<Record<string, string>>
  readonly plan: string
  readonly quantity: string
  readonly addons: Readonly<Record<string, boolean>>
  readonly quantities: Readonly<Record<string, string>>
  readonly coupon: string
  readonly method: string
  readonly token: string
  readonly agreed: boolean
}

export function emptyForm({ company, plans, addons, fields, payment_methods }: PortalSignUp): SignUpForm {
  const address = { address1: '', address2: '', city: '', state: '', postal_code: '', country: company.country }
  const method = payment_methods[0]
  return {
    name: '',
    email: '',
    ...address,
    ship_to: { ...address, name: '' },
    fields: Object.fromEntries(fields.map(({ id }) => [id, ''])),
    plan: plans[0]?.id ?? '',
    quantity: '1',
    addons: Object.fromEntries(addons.map(({ id, required }) => [id, required])),
    quantities: Object.fromEntries(addons.map(({ id, required }) => [id, required ? '1' : '0'])),
    coupon: '',
    method: method?.id ?? '',
    token: method?.test_sources[0]?.token ?? '',
    agreed: false,
  }
}

/** What is ordered, as the API takes it. */
export function choiceOf(values: SignUpForm, { page, addons }: Pick<PortalSignUp, 'page' | 'addons'>) {
  const chosen = addons.flatMap(({ id, type }) => {
    if (type === 'boolean') return values.addons[id] ? [{ id }] : []
    const quantity = numberTyped(values.quantities[id] ?? '')
    return quantity === '0' ? [] : [{ id, quantity }]
  })
  return {
    plan: values.plan,
    ...(page.has_quantity && { quantity: numberTyped(values.quantity) }),
    ...(chosen.length > 0 && { addons: chosen }),
    ...(page.has_coupon_code && values.coupon.trim() && { coupon: values.coupon.trim() }),
  }
}

function numberTyped(text: string): string {
  return text.trim().replace(',', '.') || '0'
}

/** A token of this page, or the way to pay that is entered on the gateway's own. */
function paidWith({ method, token }: SignUpForm, { payment_methods, saving_mandate }: PortalSignUp) {
  const isLeaving = payment_methods.some(({ id, how }) => id === method && how === 'redirect')
  if (isLeaving) return { method, mandate: saving_mandate }
  return token ? { method, token, mandate: saving_mandate } : {}
}

type Sent = Omit<Body<'POST /portal/{username}/sign_up/{key}'>, 'form_key' | 'idempotency_key' | 'customer'>

export function draftOf(values: SignUpForm, shown: PortalSignUp): Sent {
  const { page } = shown
  const { address1, address2, city, state, postal_code, country } = values
  const filled = Object.fromEntries(Object.entries(values.fields).filter(([, value]) => value.trim() !== ''))
  const isOrder = page.type === 'recurring'
  return {
    ...(shown.customer ? {} : { name: values.name.trim(), email: values.email.trim() }),
    ...(page.billing_address && { address1, address2, city, state, postal_code, country }),
    ...(page.shipping_address && isOrder && { ship_to: values.ship_to }),
    ...(Object.keys(filled).length > 0 && { fields: filled }),
    ...(isOrder && choiceOf(values, shown)),
    ...paidWith(values, shown),
    agreed: values.agreed,
  }
}
