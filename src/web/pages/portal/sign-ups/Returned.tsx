import { Alert, Button } from '@mantine/core'

interface ReturnedProps {
  /** How it ended on the gateway's page, as the address says. */
  readonly told: string
  readonly company: { readonly name: string }
}

/** Said to whoever comes back from the gateway's page without being signed up yet. */
export function Returned({ told, company }: ReturnedProps) {
  if (told === 'running')
    return (
      <Alert color="amber" variant="light" role="status" mt="lg" title="Your sign-up is being completed">
        You get an e-mail once it is done; there is no need to send the form again.
        <div>
          <Button variant="default" size="xs" mt="sm" onClick={() => window.location.reload()}>
            Look again
          </Button>
        </div>
      </Alert>
    )
  const [color, text] =
    told === 'declined'
      ? [
          'brick',
          `Your sign-up could not be completed, and nothing was set up. Try again with another card, or ask ${company.name}.`,
        ]
      : [
          'amber',
          'Nothing was saved yet. Go on below when you are ready. If you did finish on the other page, you get an e-mail soon.',
        ]
  return (
    <Alert color={color ?? 'amber'} variant="light" role={told === 'declined' ? 'alert' : 'status'} mt="lg">
      {text}
    </Alert>
  )
}
