import {
  type ApiDocument,
  type ApiOperation,
  type Field,
  fieldsOf,
  type Json,
  linkOf,
  resolve,
  sampleOf,
  typeOf,
} from './schema.ts'

interface Entry {
  readonly method: string
  readonly path: string
  readonly operation: ApiOperation
}

/** The whole reference as one page: it reads without scripts, and every operation and record has an address on it. */
export function referencePage(document: ApiDocument, server: string): string {
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Entry => ({ method: method.toUpperCase(), path, operation })),
  )
  const tags = [...new Set(entries.map(({ operation }) => operation.tags[0]!))]
  const of = (tag: string) => entries.filter(({ operation }) => operation.tags[0] === tag)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference · Netterms</title>
<link rel="stylesheet" href="/api/docs/style.css">
<script src="/api/docs/search.js" defer></script>
</head>
<body>
<header>
<a class="home" href="/">Netterms</a>
<label><span class="hidden">Search the reference</span><input id="search" type="search" placeholder="Search, for example: void invoice" autocomplete="off"></label>
<a href="/api/openapi.json">OpenAPI</a>
</header>
<div class="columns">
<nav aria-label="Contents"><details open><summary>Contents</summary>
${tags.map((tag) => contents(tag, of(tag))).join('\n')}
<p><a href="#webhook-events">Webhooks</a></p><p><a href="#records">Records</a></p>
</details></nav>
<main>
<h1>API reference</h1>
${introduction(document, server)}
<p id="found" role="status" hidden></p>
${tags.map((tag) => section(document, server, tag, of(tag))).join('\n')}
${webhookSection(Object.keys(document.webhooks))}
<section class="records"><h2 id="records">Records</h2>
${Object.entries(document.components.schemas)
  .filter(([name]) => !name.endsWith('Body'))
  .map(([name, schema]) => record(document, name, schema))
  .join('\n')}
</section>
</main>
</div>
</body>
</html>
`
}

function introduction(document: ApiDocument, server: string): string {
  return `<p>${marked(document.info.description)}</p>
<p>Your API key is the user name of HTTP Basic; the password stays empty. Keys are made in Settings → Developers.</p>
${code(`curl ${server}/customers -u YOUR_API_KEY:`)}
<p>Errors are JSON too: <code>type</code>, <code>code</code> for programs, <code>message</code> for people, and <code>param</code>, the guilty field.</p>
<table><thead><tr><th>Status</th><th>Means</th></tr></thead><tbody>
<tr><td>400</td><td>Something in the request is wrong, or the record is not in a state for it</td></tr>
<tr><td>401, 403</td><td>The key is not known, or may not do this</td></tr>
<tr><td>404</td><td>There is no such record or address</td></tr>
<tr><td>409, 422</td><td>The same idempotency key is at work, or was used for another request</td></tr>
<tr><td>429</td><td>Too many calls at once; <code>Retry-After</code> says when to come back</td></tr>
<tr><td>5xx</td><td>Our side; repeat with the same idempotency key</td></tr>
</tbody></table>`
}

function contents(tag: string, entries: readonly Entry[]): string {
  const lines = entries.map(({ operation }) => `<li><a href="#${operation.operationId}">${html(operation.summary)}</a></li>`)
  return `<details><summary>${html(titleOf(tag))}</summary><ul>${lines.join('')}</ul></details>`
}

function section(document: ApiDocument, server: string, tag: string, entries: readonly Entry[]): string {
  return `<section><h2 id="${tag}">${html(titleOf(tag))}</h2>\n${entries.map((entry) => article(document, server, entry)).join('\n')}</section>`
}

function article(document: ApiDocument, server: string, entry: Entry): string {
  const { method, path, operation } = entry
  const body = operation.requestBody?.content['application/json']?.schema
  const [status = '200'] = Object.keys(operation.responses)
  const reply = operation.responses[status]?.content
  const parameters = operation.parameters.map((parameter) => resolve(document, parameter))
  const words = `${operation.operationId} ${operation.summary} ${method} ${path}`.toLowerCase()
  return `<article id="${operation.operationId}" data-words="${html(words)}">
<h3><a href="#${operation.operationId}">${html(operation.summary)}</a></h3>
<p class="call"><span class="verb ${method.toLowerCase()}">${method}</span> <code>${html(path)}</code></p>
<p class="scope">${operation.security?.length === 0 ? 'Needs no key' : `Scope <code>${html(operation['x-scope'])}</code>`}</p>
${code(curl(document, server, entry))}
${parameters.length > 0 ? folded('Parameters', parameterTable(parameters)) : ''}
${body ? folded('Body', fieldTable(fieldsOf(document, body), true)) : ''}
<p>Answers <b>${status}</b>${reply ? ` with ${replyWords(document, reply['application/json']?.schema ?? {})}` : ' without a body'}${reply?.['application/pdf'] ? ', or with a PDF where <code>Accept: application/pdf</code> asks for one' : ''}.</p>
</article>`
}

function replyWords(document: ApiDocument, schema: Json): string {
  const link = linkOf(schema)
  if (!link) return `<code>${html(typeOf(schema))}</code>${folded('Fields', fieldTable(fieldsOf(document, schema), false))}`
  return `${schema['type'] === 'array' ? 'a list of ' : ''}<a href="#record-${link}">${link}</a>`
}

function curl(document: ApiDocument, server: string, { method, path, operation }: Entry): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    /^(.*_)?id$/.test(name) ? '1234' : name === 'code' ? 'my-code' : name,
  )
  const body = operation.requestBody?.content['application/json']?.schema
  const lines = [`curl${method === 'GET' ? '' : ` -X ${method}`} ${server}${filled}`]
  if (operation.security?.length !== 0) lines.push('-u YOUR_API_KEY:')
  if (body)
    lines.push("-H 'Content-Type: application/json'", `-d '${JSON.stringify(sampleOf(document, body)).replaceAll("'", "'\\''")}'`)
  return lines.join(' \\\n  ')
}

function parameterTable(parameters: readonly Json[]): string {
  const fields = parameters.map((parameter): Field => {
    const { name, required, description, schema, in: place } = parameter as Json & { schema: Json }
    const about = [place === 'query' ? '' : `in the ${place}`, description ?? schema['description'] ?? ''].filter(
      (part) => part !== '',
    )
    return { name: String(name), type: typeOf(schema), link: null, required: required === true, about: about.join('; ') }
  })
  return fieldTable(fields, true)
}

function fieldTable(fields: readonly Field[], tellsRequired: boolean): string {
  if (fields.length === 0) return '<p>Nothing in particular.</p>'
  const rows = fields.map(({ name, type, link, required, about }) => {
    const told = link ? `<a href="#record-${link}">${html(type)}</a>` : html(type)
    return `<tr><td><code>${html(name)}</code>${tellsRequired && required ? ' <b>required</b>' : ''}</td><td>${told}</td><td>${marked(about)}</td></tr>`
  })
  return `<div class="wide"><table><thead><tr><th>Name</th><th>Type</th><th>About</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function record(document: ApiDocument, name: string, schema: Json): string {
  return `<article id="record-${name}" data-words="${name.toLowerCase()} record"><h3><a href="#record-${name}">${name}</a></h3>${folded('Fields', fieldTable(fieldsOf(document, schema), false))}</article>`
}

function webhookSection(types: readonly string[]): string {
  const words = types.join(' ')
  return `<section><h2 id="webhook-events">Webhooks</h2><article data-words="webhooks events ${html(words)}"><p>An endpoint is told of these types; the record is in <code>data.object</code>, old values of what changed in <code>data.previous</code>. Requests are signed.</p><ul class="types">${types.map((type) => `<li><code>${html(type)}</code></li>`).join('')}</ul></article></section>`
}

const folded = (title: string, inner: string) => `<details><summary>${title}</summary>${inner}</details>`
const code = (source: string) => `<pre><code>${html(source)}</code></pre>`
const titleOf = (tag: string) =>
  tag
    .replaceAll('_', ' ')
    .replace(/^./, (letter) => letter.toUpperCase())
    .replace(/^Api /, 'API ')
/** Words between backquotes are code. */
const marked = (source: string) => html(source).replace(/`([^`]+)`/g, '<code>$1</code>')

function html(source: string): string {
  return source.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
