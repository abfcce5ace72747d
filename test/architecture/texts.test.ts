/**
 * Widgets and the demo page show and speak messages, no literals: whatever a user reads can be translated. Read from the
 * sources: the places where a text reaches a page, and any literal of several words.
 */
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'
import { readSources } from './sources.ts'

const sources = readSources('src/{widgets,react,demo}/**/*.{ts,tsx}').filter(
  // The texts themselves, and a list for tests.
  ({ path }) =>
    !/^src\/demo\/(?:\w+\/)?messages\/|^src\/widgets\/(([a-z]+-)?registry|widget-entry)\.ts$/.test(
      path,
    ),
)

/** Attributes and properties whose text is shown or spoken. */
const spoken =
  /^(?:aria-(?:label|description|placeholder|roledescription|valuetext|braillelabel)|title|alt|placeholder|label|children|detail|message|note)$/

/** Errors are for developers, component names for their tools, and classes for style sheets. */
const isNoText = (node: Node) =>
  (node.type === 'NewExpression' && /Error$/.test(nameOf(node['callee']))) ||
  (node.type === 'CallExpression' &&
    /^(?:tooManyTopics|createWidgetContext)$/.test(nameOf(node['callee']))) ||
  (node.type === 'AssignmentExpression' && /displayName$/.test(nameOf(node['left']))) ||
  // Classes, and the name of the product.
  (/^(?:Property|JSXAttribute)$/.test(node.type) &&
    nameOf(node['key'] ?? node['name']) === 'className') ||
  (node.type === 'JSXText' && String(node['value']).trim() === 'Streamgauge') ||
  node.type === 'ImportDeclaration'

interface Node {
  readonly type: string
  readonly [field: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value

function nameOf(node: unknown): string {
  if (!isNode(node)) return ''
  const { name, property, value } = node
  if (typeof name === 'string') return name
  if (typeof value === 'string') return value
  return nameOf(property ?? name)
}

/** The literal text of a node, its holes left out; null for anything else. */
function literalOf(node: Node): string | null {
  if (node.type === 'JSXText') return String(node['value'])
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : null
  if (node.type !== 'TemplateElement') return null
  return String((node['value'] as { cooked?: string }).cooked)
}

const hasWord = (text: string) => /\p{L}{2}/u.test(text)
/** Several words that are no classes, attributes or CSS. */
const isProse = (text: string) =>
  /\p{L}{2,}[,.:]? \p{L}+/u.test(text) && !/(?:^|\s)sg-|\bdata-|\bprefers-|[={}]/.test(text)

/** Literals that users would read, in one source. */
function textsIn(text: string, path = 'a.tsx', program = parseSync(path, text).program) {
  const found: string[] = []
  const visit = (value: unknown, isShown: boolean): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each, isShown)
      return
    }
    if (!isNode(value) || isNoText(value)) return
    const literal = literalOf(value)
    const isText = value.type === 'JSXText'
    if (literal !== null && (isText || isShown ? hasWord(literal) : isProse(literal))) {
      found.push(`${path}: ${literal.trim()}`)
    }
    const isSpoken =
      /^(?:Property|JSXAttribute)$/.test(value.type) &&
      spoken.test(nameOf(value['key'] ?? value['name']))
    const isAnnounced = value.type === 'CallExpression' && nameOf(value['callee']) === 'announce'
    for (const [field, child] of Object.entries(value)) {
      if (field === 'key' || field === 'name' || field === 'property') continue
      if (isAnnounced && field === 'arguments') visit((child as unknown[]).slice(1), true)
      // What a function or a comparison contains is not itself shown.
      else visit(child, isSpoken ? field === 'value' : isShown && isTransparent(value, field))
    }
  }
  visit(program, false)
  return found
}

/** Whether what a node has in that field is shown where the node is. */
function isTransparent({ type }: Node, field: string): boolean {
  if (type === 'ConditionalExpression') return field !== 'test'
  return /^(?:LogicalExpression|TemplateLiteral|JSXExpressionContainer|ArrayExpression)$/.test(type)
}

describe('the texts of widgets and of the page', () => {
  it('are messages', () => {
    expect(sources.length).toBeGreaterThan(50)
    expect(sources.flatMap(({ path, text, program }) => textsIn(text, path, program))).toEqual([])
  })

  it.each([
    ['text of an element', '<p>Loading</p>'],
    ['an attribute', '<p aria-label="Loading" />'],
    ['an attribute in an expression', "<p title={isBusy ? 'Loading' : label} />"],
    ['an attribute of a part', "({ attributes: { 'aria-valuetext': 'Loading' } })"],
    ['children of a part', "({ children: phase === 'loading' ? 'Loading' : text })"],
    ['a template', `({ children: \`Loading \${name}\` })`],
    ['an announcement', "announce(key, 'Loading')"],
    ['a sentence anywhere', "const texts = { busy: 'Please wait' }"],
  ])('are refused as literals: %s', (_, source) => {
    expect(textsIn(source)).toHaveLength(1)
  })

  it.each([
    ['a message', '<p aria-label={messages.loading}>{text}</p>'],
    ['classes', "({ className: 'sg-feed__new sg-focusable' })"],
    ['a comparison', "({ children: phase === 'loading' ? messages.loading : null })"],
    ['a key', `announce(\`event:\${key}\`, messages.ended({ time }))`],
    ['an error for developers', "throw new GaugeError('code', 'Wrap it in a provider.')"],
    ['an element inside', "({ children: <Icon name='warning' /> })"],
  ])('allow %s', (_, source) => {
    expect(textsIn(source)).toEqual([])
  })
})
