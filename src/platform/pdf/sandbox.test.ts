import { extractText, getDocumentProxy } from 'unpdf'
import { describe, expect, test } from 'vitest'
import { runSandbox, type SandboxJob } from './sandbox.ts'

type Engine = SandboxJob['template']['engine']

const DATA = {
  company: { name: 'Dunder Mifflin' },
  invoice: {
    number: 'INV-0001',
    notes: 'Thank you\nvery much',
    items: [
      { name: 'Copy paper <b>', amount: '$135.00' },
      { name: '#read("/etc/passwd")', amount: '$10.00' },
    ],
  },
}

function job(engine: Engine, html: string, parts: Partial<SandboxJob['template']> = {}): SandboxJob {
  const blank = { css: '', header_html: '', header_css: '', footer_html: '', footer_css: '' }
  const margins = { top: '2cm', bottom: '2cm', left: '1in', right: '12mm' }
  const setting = { language: 'en', right_to_left: false, paper: 'a4', logo: null, creation_seconds: 0, drawn: false } as const
  return { template: { engine, html, ...blank, margins, ...parts }, data: DATA, ...setting }
}

async function textOf(wanted: SandboxJob): Promise<string> {
  const result = await runSandbox(wanted)
  if (!result.ok) throw new Error(JSON.stringify(result))
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(result.pdf)), { mergePages: true })
  return text.replace(/\s+/g, ' ')
}

async function problemOf(wanted: SandboxJob) {
  const result = await runSandbox(wanted)
  if (result.ok) throw new Error('it was printed')
  return result
}

describe('prints', () => {
  test('twig, with its own spellings, styles, a table, and page numbers at the foot', async () => {
    const html = `<html><head><title>x</title><style>h1 { color: #12664f }</style></head><body class="page-body">
      {# nobody reads this #}{% set seller = company.name %}<h1>{{ seller|upper }}</h1>
      <table class="lines"><thead><tr><th>Item<th>Amount</thead>
      {% for item in invoice.items %}<tr><td>{{ loop.index }}. {{ item.name }}<td>{{ item.amount }}{% endfor %}</table>
      {% if invoice.items|length %}<p>{{ invoice.notes|nl2br }} <i>slanted</i> &copy;{% endif %}</body></html>`
    const text = await textOf(
      job('twig', html, {
        css: '.lines { width: 100%; margin-top: 10px } .lines td, th { border-bottom: 1px solid #ddd; padding: 4px }',
        footer_html: '<div>Page <span class="page"></span> of <span class="topage"></span></div>',
      }),
    )
    for (const part of [
      'DUNDER MIFFLIN',
      'Copy paper <b>',
      '2. #read("/etc/passwd")',
      '$135.00',
      'Thank you very much',
      '©',
      'Page 1 of 1',
    ])
      expect(text).toContain(part)
    expect(text).not.toContain('nobody reads this')
  })

  test('mustache, with sections and what is said when there is nothing', async () => {
    const html =
      '{{! a remark }}<p>{{company.name}}</p>{{#invoice.items}}<p>{{name}}: {{amount}}</p>{{/invoice.items}}{{^invoice.discounts}}<p>No discount</p>{{/invoice.discounts}}'
    expect(await textOf(job('mustache', html))).toContain(
      'Dunder Mifflin Copy paper <b>: $135.00 #read("/etc/passwd"): $10.00 No discount',
    )
  })

  test('typst, with what the document says as data', async () => {
    const source =
      '#let doc = json(bytes(sys.inputs.content))\n= #doc.company.name\n#for item in doc.invoice.items [ - #item.name ]'
    expect(await textOf(job('typst', source))).toContain('#read("/etc/passwd")')
  })
})

describe('says what is wrong and where', () => {
  test.each<[string, SandboxJob, object]>([
    [
      'a script',
      job('twig', '<p>a</p>\n  <script>x</script>'),
      { part: 'html', line: 2, column: 3, said: expect.stringMatching(/script/) },
    ],
    [
      'an element left open',
      job('twig', '<p>a</p>\n<div><b>x</b>'),
      { part: 'html', line: 2, said: expect.stringMatching(/div is not closed/) },
    ],
    [
      'a picture from elsewhere',
      job('twig', '<img src="http://127.0.0.1/x.png">'),
      { part: 'html', said: expect.stringMatching(/logo/) },
    ],
    ['a tag without end', job('twig', '<p>a</p>\n\n {% for x in y %}'), { part: 'html', line: 3 }],
    ['an unknown filter', job('twig', '<p>{{ url | download }}</p>'), { part: 'html', said: expect.stringMatching(/download/) }],
    ['a section left open', job('mustache', '<p>\n{{#items}}</p>'), { part: 'html', line: 2, column: 1 }],
    [
      'a property paper has not',
      job('twig', '<p>a</p>', { css: 'p { color: red }\n.x { position: fixed }' }),
      { part: 'css', line: 2, column: 6 },
    ],
    [
      'an address in a style',
      job('twig', '<p>a</p>', { footer_css: 'p { background: url(http://x) }' }),
      { part: 'footer_css', line: 1 },
    ],
    ['broken typst', job('typst', 'Hi\n#let x = (\n foo'), { part: 'html', line: 2, column: 10, said: 'unclosed delimiter' }],
  ])('%s', async (_, wanted, problem) => {
    expect(await problemOf(wanted)).toMatchObject(problem)
  })
})

describe('keeps inside', () => {
  test.each([
    ['a file by its path', '#read("/etc/passwd")', /not found/],
    ['a file above', '#read("../../etc/passwd")', /denied|outside/],
    ['a package from the network', '#import "@preview/cetz:0.3.0": *', /packages cannot be imported/],
    [
      'a package by a path that is put together',
      '#eval("import \\"@preview/" + "cetz:0.3.0\\"", mode: "code")',
      /packages cannot be imported/,
    ],
    ['a picture from the network', '#image("https://example.com/x.png")', /not found/],
    ['all memory at once', '#let x = "x" * 2000000000\n#x.len()', /memory/],
    [
      'all memory bit by bit',
      '#let a = range(9000)\n#for i in a { for j in a { a.push("x" * 100000 + str(j)) } }',
      /memory|seconds/,
    ],
  ])('%s', { timeout: 20_000 }, async (_, source, said) => {
    expect(await problemOf(job('typst', source))).toMatchObject({ said: expect.stringMatching(said) })
  })

  test('time without end: stopped within ten seconds, while others print', { timeout: 30_000 }, async () => {
    const began = performance.now()
    const [stopped, printed] = await Promise.all([
      problemOf(job('typst', '#for i in range(9000) { for j in range(9000) { let x = i * j } }')),
      textOf(job('twig', '<p>{{ invoice.number }}</p>')),
    ])
    expect(stopped.said).toMatch(/8 seconds/)
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(printed).toContain('INV-0001')
  })

  test('the way to the functions behind values', async () => {
    const walks =
      '{{ company.constructor.constructor }}{{ __proto__ }}{{ invoice.items.constructor }}{{ company["__proto__"].polluted }}end'
    expect(await textOf(job('twig', walks))).toBe('end')
    expect(await textOf(job('mustache', '{{company.constructor.name}}{{constructor}}{{__proto__}}end'))).toBe('end')
  })

  test('loops of the template languages', async () => {
    expect((await problemOf(job('twig', '{% for i in (1..100000000) %}x{% endfor %}'))).said).toMatch(/limit|long/)
    const nested = `${'{{#invoice.items}}'.repeat(25)}x${'{{/invoice.items}}'.repeat(25)}`
    expect((await problemOf(job('mustache', nested))).said).toMatch(/too often/)
  })
})
