export interface PageFacts {
  readonly description: string
  /** Such as 148.85 USD; null where only a source is saved. */
  readonly amount: string | null
  readonly samples: readonly { readonly token: string; readonly about: string }[]
  readonly said: string | null
  readonly cancel_url: string
}

/** The payment page of the simulated gateway: no field for a card number, only tokens to choose from. */
export function simulatorPage({ description, amount, samples, said, cancel_url }: PageFacts): string {
  const choices = samples
    .map(
      ({ token, about }, i) =>
        `<p><label><input type="radio" name="token" value="${text(token)}"${i === 0 ? ' checked' : ''}> ${text(about)}</label></p>`,
    )
    .join('\n')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Test gateway</title></head>
<body><main>
<h1>Test gateway</h1>
<p>No money moves here.</p>
<p><strong>${text(description)}</strong>${amount ? ` ${text(amount)}` : ''}</p>
${said ? `<p role="alert">${text(said)}</p>` : ''}
<form method="post">
${choices}
<p><button type="submit">${amount ? 'Pay' : 'Save'}</button> <a href="${text(cancel_url)}">Cancel</a></p>
</form>
</main></body></html>
`
}

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
