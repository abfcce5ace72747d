/**
 * `/docs`: the OpenAPI document as a page. Made on the server, without a script and without anything from
 * elsewhere, so that it works where there is no internet.
 */

interface Described {
  readonly info: { readonly title: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

interface Operation {
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly description: string
    readonly required: boolean
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, unknown>> }
    >
  >
}

export function printDocsPage(api: object): string {
  const { info, paths, components } = api as Described
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))]
  return printPage(
    `${info.title} API`,
    `<h1>${escapeHtml(info.title)} API</h1>
<p class="dim">${escapeHtml(info.description)}</p>
<p><a href="openapi.json">OpenAPI document</a> · <a href="asyncapi.json">AsyncAPI document</a> ·
<a href="test-client">Test client</a></p>
${tags
  .map(
    (tag) => `<h2>${escapeHtml(tag)}</h2>
${operations
  .filter(({ operation }) => operation.tags.includes(tag))
  .map(({ path, method, operation }) => printOperation(path, method, operation, components))
  .join('\n')}`,
  )
  .join('\n')}`,
  )
}

function printOperation(
  path: string,
  method: string,
  operation: Operation,
  components: Described['components'],
): string {
  const { summary, description, parameters = [], requestBody, responses } = operation
  const body = Object.values(requestBody?.content ?? {})[0]?.schema
  return `<details>
<summary><span class="mono method ${method}">${method.toUpperCase()}</span>
<span class="mono path">${escapeHtml(path)}</span> <span class="what">${escapeHtml(summary)}</span></summary>
<div class="inside">
${description === undefined ? '' : `<p>${printText(description)}</p>`}
${printTable(
  ['parameter', 'in', 'meaning'],
  parameters.map(({ name, in: place, required, description: meaning }) => [
    `<code>${escapeHtml(name)}</code>${required ? ' *' : ''}`,
    escapeHtml(place),
    printText(meaning),
  ]),
)}
${body === undefined ? '' : `<p>Body: <code>${escapeHtml(describeBody(body, components))}</code></p>`}
${printTable(
  ['status', 'answer', 'as'],
  Object.entries(responses).map(([status, { description: answers, content }]) => [
    status,
    printText(answers),
    `<code>${escapeHtml(Object.keys(content ?? {}).join(', '))}</code>`,
  ]),
)}
</div></details>`
}

/** The fields of an object; `?` where one may be left out. */
function describeBody(schema: object, components: Described['components']): string {
  if ('$ref' in schema) {
    return describeBody(
      components.schemas[String(schema.$ref).replace(/^.*\//, '')] ?? {},
      components,
    )
  }
  const required = 'required' in schema ? (schema.required as readonly string[]) : []
  const names = 'properties' in schema ? Object.keys(schema.properties as object) : []
  return names.length === 0
    ? 'object'
    : `{ ${names.map((name) => (required.includes(name) ? name : `${name}?`)).join(', ')} }`
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const cells = (name: string, row: readonly string[]) =>
    row.map((cell) => `<${name}>${cell}</${name}>`).join('')
  return `<table><thead><tr>${cells('th', head)}</tr></thead><tbody>
${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}
</tbody></table>`
}

/** A whole page around this content. Addresses are relative: it may be below any path. */
export function printPage(title: string, content: string, script = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="api-pages.css">
${script === '' ? '' : `<script src="${script}" defer></script>`}
</head>
<body>
${content}
</body>
</html>
`
}

/** Text with \`code\` in it. */
function printText(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
