/** What the rest of the product knows of text messages. */
export interface TextMessenger {
  readonly name: string
  /** True when no message leaves this machine. */
  readonly test: boolean
  /**
   * Hands one message over. Never throws for what a vendor does.
   * @throws Refusal invalid `phone_invalid`, `text_message_invalid`
   */
  send(message: TextMessage): Promise<TextDelivery>
  /** Looks for a message whose handing over was `unknown`. `not_found` is final a minute after it was tried. */
  find(request: FindTextMessage): Promise<TextDelivery | { readonly outcome: 'not_found' }>
  /**
   * Reads the vendor's notice of what became of a message. Null when it says nothing new.
   * @throws Refusal forbidden `notice_signature_invalid`
   */
  readNotice(notice: RawNotice): Promise<TextNotice | null>
}

export interface TextMessage {
  /** International form, `+15125550100`; see `internationalPhone`. */
  readonly to: string
  readonly body: string
  /** Where the vendor tells what became of it. */
  readonly notice_url?: string
}

/**
 * `accepted`: the vendor has taken it. `refused`: it will never work, `code` is the vendor's. `deferred`: not taken now.
 * `unknown`: it may have been taken; sending again could send it twice.
 */
export type TextDelivery =
  | { readonly outcome: 'accepted'; readonly reference: string; readonly segments: number }
  | { readonly outcome: 'refused'; readonly code: string; readonly said: string }
  | { readonly outcome: 'deferred' | 'unknown'; readonly said: string }

export interface FindTextMessage {
  readonly to: string
  readonly body: string
  readonly requested_at: Date
}

export interface RawNotice {
  /** The whole address at which it arrived. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

export interface TextNotice {
  readonly reference: string
  readonly status: 'sent' | 'delivered' | 'failed'
  readonly code: string | null
}

/** How a connector reaches its vendor; the outbound client of the platform fits. */
export type SendRequest = (request: {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly total_timeout_ms: number
}) => Promise<
  | { readonly outcome: 'answered'; readonly status: number; readonly body: Uint8Array }
  | { readonly outcome: 'unreachable' | 'timed_out'; readonly said: string; readonly perhaps_received: boolean }
>
