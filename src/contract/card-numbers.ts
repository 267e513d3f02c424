import { z } from 'zod'

/**
 * Refuses a body that carries a card number anywhere, also in fields that are not known: numbers go from the payer's
 * browser to the gateway, and only tokens come here. The refusal does not repeat the number.
 */
export function withoutCardNumbers<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.looseObject(shape).superRefine((body, context) => {
    const path = pathOfCardNumber(body, 0)
    if (path)
      context.addIssue({ code: 'custom', path: [path], message: 'must not carry a card number; send a token of the gateway' })
  })
}

const DEPTH_MAX = 8

function pathOfCardNumber(value: unknown, depth: number): string | null {
  if (depth > DEPTH_MAX || value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number') return isCardNumber(String(value)) ? '' : null
  if (typeof value !== 'object') return null
  for (const [name, part] of Object.entries(value)) {
    const path = pathOfCardNumber(part, depth + 1)
    if (path !== null) return path ? `${name}.${path}` : name
  }
  return null
}

/** 13 to 19 digits, perhaps in groups, whose check digit is right. */
export function isCardNumber(text: string): boolean {
  const digits = text.trim().replace(/[ -]/g, '')
  if (!/^[2-6]\d{12,18}$/.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
