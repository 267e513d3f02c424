import type { Exchange } from './kind.ts'
import type { Gateway } from './port.ts'
import { redacted } from './redaction.ts'

/** The same gateway, with every exchange told to `record` after it happened, without card numbers and keys. */
export function recorded(gateway: Gateway, record: (exchange: Exchange) => void): Gateway {
  const told =
    <Request, Answer>(verb: string, call: (request: Request) => Promise<Answer>) =>
    async (request: Request): Promise<Answer> => {
      const tell = (answer: unknown) =>
        record({ gateway: gateway.name, verb, request: redacted(request), answer: redacted(answer) })
      try {
        const answer = await call(request)
        tell(answer)
        return answer
      } catch (error) {
        tell({ threw: error instanceof Error ? error.message : 'something' })
        throw error
      }
    }
  return {
    name: gateway.name,
    test: gateway.test,
    can: gateway.can,
    charge: told('charge', (request) => gateway.charge(request)),
    refund: told('refund', (request) => gateway.refund(request)),
    store: told('store', (request) => gateway.store(request)),
    verify: told('verify', (request) => gateway.verify(request)),
    forget: told('forget', (request) => gateway.forget(request)),
    startCheckout: told('startCheckout', (request) => gateway.startCheckout(request)),
    find: told('find', (request) => gateway.find(request)),
    readWebhook: told('readWebhook', (request) => gateway.readWebhook(request)),
  }
}
