import type { SendRequest, TextMessenger } from './port.ts'
import { simulateTextMessages } from './simulator.ts'
import { openTwilio, type TwilioSettings } from './twilio.ts'

export { internationalPhone, segmentsOf, TEXT_CHARACTERS_MAX } from './message.ts'
export * from './port.ts'
export { type SimulatedTextMessenger, simulateTextMessages } from './simulator.ts'
export { openTwilio, type TwilioSettings } from './twilio.ts'

/** Text messages as configured: through Twilio, or simulated without it. */
export function openTextMessenger(
  twilio: TwilioSettings | null,
  around: { readonly send: SendRequest; readonly clock: () => Date },
): TextMessenger {
  return twilio ? openTwilio(twilio, around.send) : simulateTextMessages(around.clock)
}
