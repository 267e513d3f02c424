/**
 * A second opinion on what is owed: one customer's invoices, credit notes, payments and credit balance in bare cents,
 * sharing no code with the product. A command either changes the model or throws `No`, which is to be a refusal there.
 */
export class No extends Error {}

/** Customers pay in dollars. Of both there are cents, so that the books may be added up without looking. */
export type Currency = 'usd' | 'eur'

interface Invoice {
  readonly id: number
  currency: Currency
  total: number
  paid: number
  credited: number
  written_off: number
  draft: boolean
  voided: boolean
  closed: boolean
  is_paid: boolean
}

interface Note {
  readonly id: number
  readonly currency: Currency
  readonly invoice: Invoice | null
  total: number
  applied: number
  refunded: number
  voided: boolean
}

/** Where a payment went: cash on an invoice, credit balance on an invoice, a credit note on an invoice, or the credit balance. */
interface Use {
  readonly kind: 'cash' | 'credit' | 'note' | 'keep'
  readonly invoice?: Invoice
  readonly note?: Note
  amount: number
}

interface Payment {
  readonly id: number
  readonly charge: number | null
  readonly amount: number
  returned: number
  voided: boolean
  readonly uses: Use[]
}

export class Books {
  credit = 0
  readonly invoices: Invoice[] = []
  readonly notes: Note[] = []
  readonly payments: Payment[] = []

  bill(id: number, total: number, draft: boolean): void {
    const none = { paid: 0, credited: 0, written_off: 0, voided: false, closed: false, is_paid: false }
    this.invoices.push({ id, currency: 'usd', total, draft, ...none })
  }

  edit(invoice: Invoice, total: number): void {
    if (invoice.voided || invoice.closed) throw new No('locked')
    if (total < invoice.paid + invoice.credited) throw new No('less than was settled')
    invoice.total = total
    follow(invoice)
  }

  renumber(invoice: Invoice): void {
    if (invoice.voided || (invoice.closed && !invoice.is_paid)) throw new No('locked')
  }

  /** The same amounts in another currency, before anything counts in the one that it has. */
  convert(invoice: Invoice, currency: Currency): void {
    if (invoice.voided) throw new No('locked')
    if (currency === invoice.currency) return
    if (invoice.closed) throw new No('locked')
    const used = invoice.paid + invoice.credited > 0 || this.notes.some((note) => note.invoice === invoice && !note.voided)
    if (used && !invoice.draft) throw new No('settled or credited')
    invoice.currency = currency
  }

  /** What is issued already is no change, and is taken where changes are not. */
  issue(invoice: Invoice): void {
    if (invoice.voided || (invoice.closed && invoice.draft)) throw new No('locked')
    invoice.draft = false
    follow(invoice)
  }

  remove(invoice: Invoice): void {
    if (invoice.draft) this.invoices.splice(this.invoices.indexOf(invoice), 1)
    else this.cancel(invoice)
  }

  cancel(invoice: Invoice): void {
    if (invoice.draft || invoice.closed || invoice.paid > 0 || invoice.credited > 0) throw new No('not voidable')
    Object.assign(invoice, { voided: true, closed: true })
  }

  /** A payment of an amount, some of it on an invoice, some kept as credit; the rest stays unapplied. */
  pay(id: number, charge: number | null, amount: number, uses: readonly Use[]): void {
    for (const use of uses) this.refuseUse(use)
    const cash = uses.filter(({ kind }) => kind === 'cash' || kind === 'keep')
    if (cash.reduce((sum, use) => sum + use.amount, 0) > amount) throw new No('more than was received')
    for (const use of uses) this.put(use, use.amount)
    this.payments.push({ id, charge, amount, returned: 0, voided: false, uses: [...uses] })
  }

  undo(payment: Payment): void {
    if (payment.charge !== null || payment.voided) throw new No('cannot be voided')
    const kept = payment.uses.reduce((sum, { kind, amount }) => sum + (kind === 'keep' ? amount : 0), 0)
    if (kept > this.credit) throw new No('spent since')
    payment.voided = true
    for (const use of payment.uses) this.put(use, -use.amount)
  }

  /** Money goes back: first what is unapplied, then what was settled last. */
  refund(payment: Payment, amount: number): void {
    if (amount > payment.amount - payment.returned) throw new No('more than there is')
    let missing = amount - Math.min(amount, unapplied(payment))
    for (const use of payment.uses.toReversed()) {
      const part = Math.min(missing, use.amount)
      missing -= part
      use.amount -= part
      if (part > 0) this.put(use, -part)
    }
    payment.returned += amount
  }

  /** A credit note; one for an invoice settles that at once, as far as it is owed. Says how much. */
  creditNote(id: number, total: number, invoice: Invoice | null): number {
    if (invoice?.voided) throw new No('voided')
    const note: Note = { id, currency: invoice?.currency ?? 'usd', invoice, total, applied: 0, refunded: 0, voided: false }
    this.notes.push(note)
    const amount = invoice && !invoice.closed ? Math.min(total, balanceOf(invoice)) : 0
    if (amount > 0) this.put({ kind: 'note', invoice: invoice!, note, amount }, amount)
    return amount
  }

  refundNote(note: Note, amount: number): void {
    if (note.voided || amount > leftOf(note)) throw new No('more than is left')
    note.refunded += amount
  }

  cancelNote(note: Note): void {
    if (note.voided || note.applied > 0 || note.refunded > 0) throw new No('used')
    note.voided = true
  }

  writeOff(invoice: Invoice): void {
    const amount = balanceOf(invoice)
    if (invoice.draft || invoice.closed || amount === 0) throw new No('nothing to give up')
    invoice.written_off += amount
    invoice.credited += amount
    follow(invoice)
    invoice.closed = true
  }

  reopen(invoice: Invoice): void {
    if (invoice.voided) throw new No('voided')
    invoice.credited -= invoice.written_off
    invoice.written_off = 0
    if (!invoice.is_paid) invoice.closed = false
    follow(invoice)
  }

  private refuseUse({ kind, invoice, note, amount }: Use): void {
    if (kind === 'credit' && amount > this.credit) throw new No('credit')
    if (invoice?.currency === 'eur' || note?.currency === 'eur') throw new No('currency')
    if (note && (note.voided || amount > leftOf(note))) throw new No('note')
    if (invoice && (invoice.closed || amount > balanceOf(invoice))) throw new No('invoice')
  }

  private put({ kind, invoice, note }: Use, amount: number): void {
    if (kind === 'keep') this.credit += amount
    if (kind === 'credit') this.credit -= amount
    if (note) note.applied += amount
    if (!invoice) return
    invoice.draft = false
    if (kind === 'note') invoice.credited += amount
    else invoice.paid += amount
    // Who is owed again is owed: what was given up comes back to life.
    if (amount < 0) invoice.closed = false
    follow(invoice)
  }
}

/** Becoming paid closes, owing again reopens. What was given up is never paid. */
function follow(invoice: Invoice): void {
  const paid = !invoice.draft && !invoice.voided && invoice.written_off === 0 && balanceOf(invoice) === 0
  if (paid) invoice.closed = true
  else if (invoice.is_paid) invoice.closed = false
  invoice.is_paid = paid
}

export function balanceOf({ voided, total, paid, credited }: Invoice): number {
  return voided ? 0 : total - paid - credited
}

export function leftOf({ voided, total, applied, refunded }: Note): number {
  return voided ? 0 : total - applied - refunded
}

export function unapplied({ voided, amount, returned, uses }: Payment): number {
  if (voided) return 0
  return uses.reduce((left, use) => left - (use.kind === 'cash' || use.kind === 'keep' ? use.amount : 0), amount - returned)
}

export function statusOf({ voided, draft, is_paid, closed, written_off }: Invoice): string {
  if (voided) return 'voided'
  if (draft) return 'draft'
  if (is_paid) return 'paid'
  return closed && written_off > 0 ? 'bad_debt' : 'not_sent'
}
