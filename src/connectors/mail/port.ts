/** What the rest of the product knows of mail: a message goes out, and each recipient has a result of its own. */
export interface Mailer {
  readonly name: string
  /** True when no mail leaves this machine. */
  readonly test: boolean
  /**
   * Hands a message over. Sending the same message again is a retry: its `message_id` stays, so that recipients can tell.
   * Never throws for what a server does; the results say how it went, one per address of `to`, `cc` and `bcc`.
   * @throws Refusal invalid `mail_…` for a message that must not be sent to anyone, such as one with a malformed address
   */
  send(message: MailMessage): Promise<readonly Delivery[]>
  /** Whether messages would be taken now. `said` is for the people who run the server. */
  check(): Promise<{ readonly ready: boolean; readonly said: string }>
  close(): Promise<void>
}

export interface MailMessage {
  /** Such as `<invoice-17-3@billing.example.com>`; made once, kept on every attempt. */
  readonly message_id: string
  /** The moment of the first attempt. */
  readonly date: Date
  readonly from: MailAddress
  readonly reply_to?: MailAddress
  readonly to: readonly MailAddress[]
  readonly cc?: readonly MailAddress[]
  readonly bcc?: readonly MailAddress[]
  readonly subject: string
  readonly text: string
  readonly html?: string
  readonly attachments?: readonly MailAttachment[]
  /** In-Reply-To, References, List-…, Auto-Submitted, Precedence and X-… headers; no other is taken. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface MailAddress {
  readonly name?: string | null
  readonly address: string
}

export interface MailAttachment {
  readonly file_name: string
  readonly content_type: string
  readonly content: Uint8Array
  /** With it the file is part of the HTML, which names it as `cid:…`. */
  readonly content_id?: string
}

/**
 * - `accepted`: a server has taken responsibility for this recipient; only now is a message sent.
 * - `refused`: it will never work for this recipient; `code` is SMTP's, such as `550` or `5.1.1`.
 * - `deferred`: nothing was handed over; try the same message again later.
 * - `unknown`: the connection broke while the message was being handed over; it may or may not have arrived.
 */
export type Delivery = { readonly address: string } & (
  | { readonly outcome: 'accepted'; readonly response: string; readonly id: string }
  | { readonly outcome: 'refused'; readonly code: string; readonly said: string }
  | { readonly outcome: 'deferred'; readonly said: string }
  | { readonly outcome: 'unknown'; readonly said: string }
)

/** Everyone who gets the message, each once, in order. */
export function recipientsOf(message: MailMessage): readonly string[] {
  const all = [...message.to, ...(message.cc ?? []), ...(message.bcc ?? [])].map(({ address }) => address)
  return all.filter((address, index) => all.findIndex((other) => other.toLowerCase() === address.toLowerCase()) === index)
}
