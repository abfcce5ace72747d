/**
 * What the documentation says about a widget, read out of the pages that tests keep in step with the code: the generated
 * reference (docs/api), and the tables of docs/widgets.md, docs/theming.md and docs/accessibility.md. A new widget is
 * documented in Storybook as soon as it is there; nothing has to be written twice. Knows neither files nor React.
 */

/** The pages, as text. */
export interface DocumentationTexts {
  /** The pages of docs/api that have widgets. */
  readonly references: readonly string[]
  readonly widgets: string
  readonly theming: string
  readonly accessibility: string
}

export interface PropFact {
  readonly name: string
  readonly isRequired: boolean
  /** As TypeScript prints it. */
  readonly type: string
  /** The values, if they are a union of texts; empty otherwise. */
  readonly values: readonly string[]
  readonly meaning: string
}

export interface PartFact {
  readonly name: string
  readonly element: string
  readonly meaning: string
}

export interface VariableFact {
  readonly name: string
  readonly meaning: string
}

export interface WidgetFacts {
  readonly name: string
  /** What it shows, in a clause. */
  readonly shows: string
  /** How it looks, without the picture. */
  readonly looks: string
  /** What its doc comment says. */
  readonly description: string
  /** The lines to copy: the import and the example of its doc comment. */
  readonly usage: string
  readonly props: readonly PropFact[]
  readonly parts: readonly PartFact[]
  readonly variables: readonly VariableFact[]
  /** What it announces; null: nothing. */
  readonly announces: string | null
  /** Promises about accessibility that name it, or hold for all widgets. */
  readonly promises: readonly (readonly [promise: string, how: string])[]
}

/** What every part takes, which the pages say once. */
const common = new Set(['className', 'render', 'style'])

/**
 * The facts of a widget.
 *
 * @param css the rules of its folder, for the variables that they read
 */
export function readWidgetFacts(name: string, texts: DocumentationTexts, css: string): WidgetFacts {
  const section = sectionOf(texts.references, name)
  const [, shows = '', looks = ''] =
    rowsOf(texts.widgets, 'widget').find(([widget]) => widget === `\`${name}\``) ?? []
  const importLine = /^`(import \{ .+ \} from '.+')`$/m.exec(section)?.[1] ?? ''
  const example = /^```tsx\n([\s\S]*?)\n```$/m.exec(section)?.[1] ?? ''
  return {
    name,
    shows: inThisPage(shows),
    looks: inThisPage(looks.replace(/(?::?<br>)?!\[[^\]]*\]\([^)]*\)/g, '')),
    description: inThisPage(section.split(/\n(?:Props:|\| part|```)/)[0] ?? '')
      .replace(importLine, '')
      .replace('``', '')
      .trim(),
    usage: [importLine, example].filter(Boolean).join('\n\n'),
    props: readProps(texts.references, `${name}Props`),
    parts: readParts(name, section),
    variables: readVariables(texts.theming, css),
    announces:
      rowsOf(texts.accessibility, 'widget').find(([widget]) => widget === `\`${name}\``)?.[1] ??
      null,
    promises: rowsOf(texts.accessibility, 'promise')
      .filter(([promise = '', how = '']) => concerns(`${promise} ${how}`, name))
      .map(([promise = '', how = '']) => [inThisPage(promise), inThisPage(how)]),
  }
}

/** Whether a promise names this widget, or no widget at all. */
function concerns(text: string, name: string): boolean {
  const named = [...text.matchAll(/`([A-Z]\w+)`/g)].map(([, widget]) => widget)
  return named.length === 0 || named.includes(name)
}

function sectionOf(references: readonly string[], name: string): string {
  const page = references.find((text) => text.includes(`\n### ${name}\n`)) ?? ''
  return (page.split(`\n### ${name}\n`)[1]?.split(/\n##+ /)[0] ?? '').trim()
}

/** The rows of the first table whose first column has this head. */
function rowsOf(page: string, head: string): readonly (readonly string[])[] {
  const lines = page.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`))
  if (start < 0) return []
  const rest = lines.slice(start + 2)
  const end = rest.findIndex((line) => !line.startsWith('|'))
  return rest.slice(0, end < 0 ? undefined : end).map((line) => cellsOf(line))
}

/** A pipe inside a cell is written as `\|`. */
const cellsOf = (line: string) =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))

/** Parts are listed by their full name, or, of a widget with a type parameter, as its members. */
function readParts(name: string, section: string): readonly PartFact[] {
  return [...section.matchAll(/^\| `(?:\w+\.)?([A-Z]\w*)` \| .*$/gm)].map(([line, part = '']) => {
    const [, printed = '', meaning = ''] = cellsOf(line)
    const element =
      /^`<(\w+)>`$/.exec(printed)?.[1] ?? /\bPart(?:Props)?<"(\w+)"/.exec(printed)?.[1]
    return {
      name: `${name}.${part}`,
      element: element ? `<${element}>` : '',
      meaning: inThisPage(meaning),
    }
  })
}

function readProps(references: readonly string[], type: string): readonly PropFact[] {
  const section = sectionOf(references, type)
  // What takes nothing of its own has the props of its root.
  const root = /^type \w+ = (?:Omit<)?([A-Z]\w+)[ ,]/m.exec(section)?.[1]
  if (root) return readProps(references, root)
  return section
    .split('\n')
    .filter((line) => /^\| `\w+\??` \|/.test(line))
    .map(cellsOf)
    .map(([prop = '', printed = '', meaning = '']) => {
      const name = prop.replace(/[`?]/g, '')
      const own = printed.replaceAll('`', '')
      return {
        name,
        isRequired: !prop.includes('?'),
        type: own,
        values: valuesOf(references, own),
        meaning: inThisPage(meaning),
      }
    })
    .filter(({ name }) => !common.has(name))
}

/** The texts of a union, also of one that has a name; empty for any other type. */
function valuesOf(references: readonly string[], type: string): readonly string[] {
  const named = /^[A-Z]\w*$/.test(type)
    ? new RegExp(`^type ${type} =\\s*([^\`]+)\`\`\``, 'm').exec(sectionOf(references, type))?.[1]
    : type
  const members = (named ?? '').split('|').map((member) => member.trim())
  const texts = members.flatMap((member) => /^"(.*)"$/.exec(member)?.slice(1) ?? [])
  const isUnion = members.every((member) => /^(".*"|null|undefined|)$/.test(member))
  return isUnion ? texts : []
}

function readVariables(theming: string, css: string): readonly VariableFact[] {
  const read = new Set([...css.matchAll(/var\(\s*--_?(sg-[\w-]+)/g)].map(([, name]) => `--${name}`))
  return rowsOf(theming, 'variable').flatMap(([names = '', meaning = '']) =>
    [...names.matchAll(/`(--sg-[\w-]+)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => read.has(name))
      .map((name) => ({ name, meaning })),
  )
}

/** Without links to other files, which Storybook does not have. */
function inThisPage(text: string): string {
  return text.replace(/ \(\[[^\]]*\]\([^)]*\)\)/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
}
