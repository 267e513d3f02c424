import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../core/refusal.ts'
import { emailLayout } from './email-layout.ts'
import { inkOn } from './mail-markup.ts'
import { checkTemplate, renderBody, renderPlain, renderSubject, type TemplateVariables } from './templating.ts'

const VARIABLES = {
  company_name: 'Dunder Mifflin',
  customer_name: 'Acme Corp',
  customer_address: '1 Main Street\nAustin, TX',
  customer: { name: 'Acme Corp', metadata: { region: 'south' } },
  invoice_number: 'INV-0001',
  total: '$148.85',
  url: 'https://example.com/invoices/abc?x=1&y=2',
  view_invoice_button: { text: 'View Invoice', url: 'https://example.com/invoices/abc' },
} satisfies TemplateVariables

const codeOf = (run: () => unknown): string => {
  try {
    run()
    return 'fine'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.code
  }
}

describe('variables', () => {
  test('are inserted, chosen and repeated', () => {
    expect(renderPlain('{{company_name}}: {{ customer.metadata.region | upcase }}', VARIABLES)).toBe('Dunder Mifflin: SOUTH')
    expect(renderPlain('{% if total %}{{total}}{% else %}nothing{% endif %} due', VARIABLES)).toBe('$148.85 due')
    expect(renderPlain('{% for n in numbers %}{{n}};{% endfor %}', { numbers: ['INV-1', 'INV-2'] })).toBe('INV-1;INV-2;')
    expect(renderPlain('{{numbers}}', { numbers: ['INV-1', 'INV-2'] })).toBe('INV-1, INV-2')
  })

  test('print lists and objects that metadata keep as JSON, whatever they call their parts, and records as nothing', () => {
    const route = { days: ['Mon', null], gate: { no: 4 } }
    const metadata = { route, link: { text: 'Pay', url: 'https://example.net' }, codes: ['x', { y: 1 }] }
    const variables: TemplateVariables = { customer: { name: 'Acme Corp', metadata } }
    expect(renderPlain('{{ customer.metadata.route }}', variables)).toBe(JSON.stringify(route))
    expect(renderPlain('{{ customer.metadata.route.gate.no }} {{ customer.metadata.codes }}', variables)).toBe('4 x, {"y":1}')
    expect(renderBody('{{ customer.metadata.link }}', variables).html).not.toContain('href')
    expect(renderPlain('{{ customer.metadata.link }}', variables)).toBe(JSON.stringify(metadata.link))
    expect(renderPlain('[{{ customer }}{{ customer.metadata }}]', variables)).toBe('[]')
    const deep = JSON.parse(`${'['.repeat(60)}{}${']'.repeat(60)}`)
    expect(renderPlain('{{ metadata.deep }}', { metadata: { deep: { deep } } })).toBe(JSON.stringify({ deep }))
  })

  test('written with three braces or marked raw mean the same', () => {
    expect(renderPlain('{{{ company_name }}} {{ company_name | raw }}', VARIABLES)).toBe('Dunder Mifflin Dunder Mifflin')
    expect(renderBody('{{{name}}} {{name | raw}}', { name: '<b>' }).html).toContain('&lt;b&gt; &lt;b&gt;')
  })

  test('that are unknown print nothing and are reported', () => {
    expect(renderPlain('a{{nobody}}b{{ customer.nothing.at.all }}c', VARIABLES)).toBe('abc')
    expect(checkTemplate('{{ company_name }} {{ nobody }} {% if never %}{% endif %}', ['company_name'])).toMatchObject([
      { code: 'unknown_variable', variable: 'nobody' },
      { code: 'unknown_variable', variable: 'never' },
    ])
    expect(checkTemplate('{% for n in numbers %}{{ n.x }}{% endfor %}{% assign t = numbers %}{{t}}', ['numbers'])).toEqual([])
  })

  test('a template that cannot be read is reported and refused', () => {
    for (const broken of ['{{ name', '{% if %}', '{% for %}', '{{ a | nofilter }}', '{% include "x" %}', '{% if a %}']) {
      expect(checkTemplate(broken, ['a', 'name']), broken).toMatchObject([{ code: 'syntax' }])
      expect(codeOf(() => renderPlain(broken, {}))).toBe('template_invalid')
    }
    expect(checkTemplate('x'.repeat(50_001), [])).toMatchObject([{ code: 'too_long' }])
  })
})

describe('hostile templates', () => {
  test('walking prototypes leads nowhere', () => {
    for (const walk of [
      '{{ customer.constructor.constructor }}',
      '{{ customer.__proto__.toString }}',
      '{{ customer["constructor"]["constructor"] }}',
      '{{ "".constructor.fromCharCode }}',
      '{{ company_name.constructor.constructor("return process")() }}',
      '{{ company_name["__proto__"] }}{{ customer.toString }}{{ customer.valueOf }}{{ customer.hasOwnProperty }}',
      '{% assign c = customer.constructor %}{{ c.constructor }}{{ c.prototype }}',
      '{{ customer | map: "constructor" }}',
      '{{ this }}{{ self }}{{ global }}{{ globalThis.process.env }}{{ process.env }}{{ require }}',
      '{{ customer.then }}{{ customer.toLiquid }}',
    ]) {
      let text = ''
      if (codeOf(() => (text = renderPlain(walk, VARIABLES))) === 'fine') expect(text.replace(/,/g, '').trim(), walk).toBe('')
    }
  })

  test('functions and getters among the variables are not called', () => {
    let called = 0
    const call = () => {
      called += 1
      return 'called'
    }
    const trap = { name: call, toLiquid: call, toString: call }
    expect(renderPlain('[{{ trap }}{{ trap.name }}]', { trap } as unknown as TemplateVariables)).toBe('[]')
    expect(called).toBe(0)
  })

  test('files are out of reach', () => {
    for (const tag of ['include', 'render', 'layout']) {
      for (const file of ["'/etc/passwd'", "'../../package.json'", 'company_name']) {
        expect(codeOf(() => renderPlain(`{% ${tag} ${file} %}`, VARIABLES))).toBe('template_invalid')
      }
    }
  })

  test('loops, doubling and padding end at a limit', () => {
    for (const greedy of [
      '{% for i in (1..100000000) %}a{% endfor %}',
      '{% for i in (1..10000) %}{% for j in (1..10000) %}{% for k in (1..10000) %}{% endfor %}{% endfor %}{% endfor %}',
      '{% assign x = "aaaaaaaa" %}{% for i in (1..40) %}{% assign x = x | append: x %}{% endfor %}{{ x }}',
      '{% assign x = "aaaaaaaa" %}{% for i in (1..40) %}{% capture x %}{{x}}{{x}}{% endcapture %}{% endfor %}{{ x }}',
      '{% assign x = "aaaaaaaa" %}{% for i in (1..40) %}{% assign x = x | replace: "a", x %}{% endfor %}{{ x }}',
      '{{ "now" | date: "%999999999Y" }}',
      '{% assign a = (1..900000) %}{{ a | join: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" }}',
      '{% if a %}'.repeat(4000) + '{% endif %}'.repeat(4000),
      `${'{{ v }}'.repeat(7000)}`,
    ]) {
      const started = performance.now()
      const code = codeOf(() => renderBody(greedy, { v: 'x'.repeat(1000), a: true }))
      expect(['template_not_renderable', 'template_too_long', 'template_invalid'], greedy.slice(0, 80)).toContain(code)
      expect(performance.now() - started).toBeLessThan(5000)
    }
  })

  test('no text of any kind breaks rendering or gets a tag into the HTML', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(
        '<img src=x onerror=alert(1)>',
        '[[x]](javascript:alert(1))',
        '[a](https://b.example)',
        '**x**',
        '\ufdd0',
        '{{ 7 | times: 7 }}',
      ),
    )
    fc.assert(
      fc.property(nasty, nasty, (value, other) => {
        const { html } = renderBody('A {{ v }} B\n\n[{{ v }}]({{ w }})\n\n- {{ w }}', { v: value, w: other })
        expect(html.replace(/<\/?(p|ul|li|a|strong|br|table|tr|td)( [^<>]*)?>/g, '')).not.toMatch(/[<>]/)
        expect(html).not.toMatch(/href="(?!https?:|mailto:|tel:)/)
      }),
      { numRuns: 200 },
    )
  })
})

describe('bodies', () => {
  test('paragraphs, lines, lists, bold and links become HTML and readable text', () => {
    const body = renderBody(
      'Hello **{{customer_name}}**,\nthanks.\n\n- one\n- two\n\nSee [the terms](https://example.com/terms).',
      VARIABLES,
    )
    expect(body.html).toContain('Hello <strong>Acme Corp</strong>,<br>thanks.')
    expect(body.html).toContain('<li>one</li><li>two</li>')
    expect(body.html).toContain('href="https://example.com/terms"')
    expect(body.text).toBe('Hello Acme Corp,\nthanks.\n\n- one\n- two\n\nSee the terms: https://example.com/terms.')
  })

  test('an address becomes a link without the full stop after it', () => {
    const { html, text } = renderBody('Pay at {{url}}.', VARIABLES)
    expect(html).toContain('href="https://example.com/invoices/abc?x=1&amp;y=2"')
    expect(html).toMatch(/<\/a>\.<\/p>/)
    expect(text).toBe('Pay at https://example.com/invoices/abc?x=1&y=2.')
  })

  test('a button variable becomes a button in the colour given, and a line of text', () => {
    const { html, text } = renderBody('Hello\n{{view_invoice_button}}\nBye', VARIABLES, '#7c3aed')
    expect(html).toContain('background-color:#7c3aed')
    expect(html).toContain('href="https://example.com/invoices/abc"')
    expect(text).toBe('Hello\n\nView Invoice: https://example.com/invoices/abc\n\nBye')
  })

  test('markup in a value stays letters', () => {
    const name = '**[click](https://evil.example)** [[pay]](https://evil.example) <a href="x">'
    const { html, text } = renderBody('Dear {{name}}', { name })
    expect(html).not.toMatch(/<a |<strong>/)
    expect(html).toContain('&lt;a href=&quot;x&quot;&gt;')
    expect(text).toBe(`Dear ${name}`)
  })

  test('a link to anything but web, mail and telephone is printed as written', () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'vbscript:x', '//evil.example']) {
      expect(renderBody(`[x](${url})`, {}).html, url).not.toContain('href')
      expect(renderBody('{{ b }}', { b: { text: 'x', url } }).html, url).not.toContain('href')
    }
  })

  test('HTML in a template is printed as letters', () => {
    expect(renderBody('<script>alert(1)</script>', {}).html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  test('lines of a value stay lines', () => {
    expect(renderBody('{{customer_address}}', VARIABLES).html).toContain('1 Main Street<br>Austin, TX')
  })

  test('pathological markup is read in no time', () => {
    for (const unit of ['[', '[[', '**', '[a](', '[[a]](', '**a*', 'http://', '- ', '\n \n', '](']) {
      const started = performance.now()
      renderBody(unit.repeat(Math.floor(48_000 / unit.length)), {})
      expect(performance.now() - started, unit).toBeLessThan(1000)
    }
  })
})

describe('subjects', () => {
  test('are one line without control or bidirectional characters', () => {
    const subject = renderSubject('Invoice {{n}} from\n{{c}}', {
      n: '1\r\nBcc: a@example.com',
      c: 'Acme\u202e\u2066 \u0000Corp\u2028x',
    })
    expect(subject).toBe('Invoice 1 Bcc: a@example.com from Acme Corp x')
  })

  test('never contain a line break, whatever is put in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (value) => {
        const subject = renderSubject('{{ v }}', { v: value })
        expect(subject).not.toMatch(/[\r\n\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
        expect([...subject].length).toBeLessThanOrEqual(250)
      }),
    )
  })
})

describe('the layout', () => {
  const company = {
    name: 'Dunder & Mifflin',
    color: '#7c3aed',
    logo_url: 'https://example.com/logo.png',
    address: '1 Paper Lane\nScranton',
  }
  const body = renderBody('Hello', {})

  test('holds head, text, button, footer and pixel, and says the same as text', () => {
    const mail = emailLayout({
      company,
      body,
      button: { text: 'View Invoice', url: 'https://example.com/i' },
      footer: 'You get this mail as a customer.',
      open_pixel_url: 'https://example.com/o.gif',
      preheader: '148.85 due',
      language: 'en-US',
    })
    for (const part of [
      'alt="Dunder &amp; Mifflin"',
      'Hello',
      'View Invoice',
      'Scranton',
      'o.gif',
      '148.85 due',
      'lang="en-US"',
    ]) {
      expect(mail.html).toContain(part)
    }
    expect(mail.text).toBe(
      'Hello\n\nView Invoice: https://example.com/i\n\n-- \n\nYou get this mail as a customer.\n\nDunder & Mifflin\n1 Paper Lane\nScranton',
    )
  })

  test('lets no colour, logo, language or footer become markup', () => {
    const { html } = emailLayout({
      company: { name: '"><script>', color: 'red;background:url(x)', logo_url: 'javascript:alert(1)', address: '<i>' },
      body,
      button: { text: '<b>', url: 'javascript:alert(1)' },
      footer: '<script>',
      open_pixel_url: 'data:x',
      language: 'en" onload="x',
      preheader: '<x>',
    })
    expect(html).not.toMatch(/<script|javascript:|onload=|data:x|<i>|<b>|<x>|url\(/)
    expect(html).toContain('lang="en"')
  })

  test('writes from right to left where the language does', () => {
    expect(emailLayout({ company, body, language: 'ar' }).html).toContain('dir="rtl"')
  })

  test('letters on a colour are black or white, whichever reads', () => {
    expect(inkOn('#000000')).toBe('#ffffff')
    expect(inkOn('#facc15')).toBe('#111827')
  })
})
