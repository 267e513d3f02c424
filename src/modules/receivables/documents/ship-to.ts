/** Owns: the delivery address of a document or subscription, and when it is another one. */
import type { ShipTo } from './contract.ts'

type Address = Omit<ShipTo, 'created_at' | 'updated_at'>

/** A delivery address with every part, or none. The same one again is the one that there was. */
export function shipToOf(
  input: { readonly [K in keyof Address]?: string | null | undefined } | null | undefined,
  now: Date,
  before: ShipTo | null = null,
): ShipTo | null {
  if (!input) return null
  const seconds = Math.floor(now.getTime() / 1000)
  const address: Address = {
    name: input.name ?? null,
    attention_to: input.attention_to ?? null,
    address1: input.address1 ?? null,
    address2: input.address2 ?? null,
    city: input.city ?? null,
    state: input.state ?? null,
    postal_code: input.postal_code ?? null,
    country: input.country ?? null,
  }
  const isSame = before !== null && Object.entries(address).every(([name, value]) => before[name as keyof Address] === value)
  return isSame ? before : { ...address, created_at: before?.created_at ?? seconds, updated_at: seconds }
}
