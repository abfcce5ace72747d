/**
 * Prints the reference as Markdown: one page an entry, and an index with one line for every name. Without
 * line numbers, so that a page changes only when a name, a type or a comment does.
 */
import {
  type Comment,
  type CommentDisplayPart,
  type DeclarationReflection,
  Reflection,
  ReflectionKind,
  type SignatureReflection,
  type TypeParameterReflection,
} from 'typedoc'
import { commentOf, type Entry, membersOf, type Reference } from './model.ts'

/** Where links to a name lead. */
type Links = ReadonlyMap<Reflection, { readonly page: string; readonly heading: string }>

/** The groups of a page, in order, and what one of each is called. */
const kinds = {
  Components: 'component',
  Hooks: 'hook',
  Functions: 'function',
  Classes: 'class',
  Constants: 'constant',
  Types: 'type',
} as const

type Group = keyof typeof kinds

const groups = Object.keys(kinds) as readonly Group[]

/** The pages by file name, as they have to be in docs/api. */
export function printPages({ entries }: Reference): ReadonlyMap<string, string> {
  const links = new Map<Reflection, { page: string; heading: string }>()
  for (const { page, names } of entries) {
    for (const each of names) {
      // A hook and the type of what it returns may differ in one capital, which links do not.
      const hasTwin = names.some((other) => other.name !== each.name && isSameHeading(other, each))
      const heading = hasTwin && groupOf(each) === 'Types' ? `${each.name} (type)` : each.name
      links.set(each, { page, heading })
    }
  }
  const pages = new Map<string, string[]>([['README.md', [printIndex(entries, links)]]])
  for (const entry of entries) {
    const own = pages.get(entry.page)
    if (own) own.push(...printNames(entry, links, 2))
    else {
      const about = printText(entry.about, { links, page: entry.page })
      pages.set(entry.page, [`# ${entry.specifier}`, about, ...printNames(entry, links, 2)])
    }
  }
  return new Map([...pages].map(([page, parts]) => [page, `${note}${parts.join('\n\n')}\n`]))
}

const isSameHeading = (a: Reflection, b: Reflection) =>
  a.name.toLowerCase() === b.name.toLowerCase()

/** Where a heading is found, as GitHub names it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')

const note = '<!-- Generated from the doc comments by `npm run reference`. Edit those. -->\n\n'

function printIndex(entries: readonly Entry[], links: Links): string {
  const rows = entries
    .flatMap(({ specifier, page, names }) =>
      names.flatMap((each) => {
        if (each.kind === ReflectionKind.Reference) return []
        const heading = links.get(each)?.heading ?? each.name
        const link = `[\`${each.name}\`](${page}#${anchorOf(heading)})`
        const kind = kinds[groupOf(each)]
        return [
          { name: each.name, cells: [link, `\`${specifier}\``, kind, sentenceOf(each, links)] },
        ]
      }),
    )
    .sort((a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()))
  return [
    '# Reference',
    `Every public name with the entry that exports it: ${rows.length} names. Pages by entry: ${[
      ...new Set(entries.map(({ page }) => page)),
    ]
      .map((page) => `[${page.replace('.md', '')}](${page})`)
      .join(', ')}. Error codes: [errors.md](../errors.md).`,
    table(
      ['name', 'import from', 'kind', 'what it is'],
      rows.map(({ cells }) => cells),
    ),
  ].join('\n\n')
}

/** Independent of the machine's locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function printNames(entry: Entry, links: Links, level: number): readonly string[] {
  const isLanguage = entry.specifier.split('/').length > 2
  if (isLanguage) return entry.names.map((each) => printName(each, entry, links, level))
  const own = entry.names.filter(({ kind }) => kind !== ReflectionKind.Reference)
  const elsewhere = entry.names.flatMap((each) => {
    if (!each.isReference()) return []
    const target = links.get(each.getTargetReflectionDeep())
    return target ? [`[\`${each.name}\`](${target.page}#${anchorOf(target.heading)})`] : []
  })
  return [
    ...groups.flatMap((group) => {
      const members = own.filter((each) => groupOf(each) === group)
      members.sort((a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()))
      if (members.length === 0) return []
      return [`## ${group}`, ...members.map((each) => printName(each, entry, links, level + 1))]
    }),
    ...(elsewhere.length > 0
      ? ['## Exported here as well', `${elsewhere.sort(compare).join(', ')}.`]
      : []),
  ]
}

function groupOf(each: DeclarationReflection): Group {
  if (each.kind === ReflectionKind.Class) return 'Classes'
  if (each.kind & (ReflectionKind.Interface | ReflectionKind.TypeAlias)) return 'Types'
  if (/^use[A-Z]/.test(each.name)) return 'Hooks'
  const returned = each.signatures?.[0]?.type?.toString() ?? each.type?.toString() ?? ''
  if (/^[A-Z]/.test(each.name) && /^(ReactElement|ForwardRefExotic|ReactNode)/.test(returned)) {
    return 'Components'
  }
  return each.kind === ReflectionKind.Function ? 'Functions' : 'Constants'
}

function printName(
  each: DeclarationReflection,
  { specifier, page }: Entry,
  links: Links,
  level: number,
): string {
  const comment = commentOf(each)
  const context = { links, page }
  const keyword = each.kind & (ReflectionKind.Interface | ReflectionKind.TypeAlias) ? 'type ' : ''
  const members = membersOf(each)
  const isTable = each.kind === ReflectionKind.Variable && each.type?.type === 'reflection'
  return [
    `${'#'.repeat(level)} ${links.get(each)?.heading}`,
    `\`import { ${keyword}${each.name} } from '${specifier}'\``,
    printText(comment?.summary, context),
    ...(each.signatures ?? []).flatMap((signature) => printSignature(signature, context)),
    printDefinition(each),
    ...(each.extendedTypes?.length
      ? [`Extends ${each.extendedTypes.map((type) => code(type.toString())).join(', ')}.`]
      : []),
    members.length > 0 && !isTable ? printMembers(each, members, context) : '',
    ...printTags(comment, context),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

interface Context {
  readonly links: Links
  readonly page: string
}

function printSignature(signature: SignatureReflection, context: Context): readonly string[] {
  const parameters = signature.parameters ?? []
  const described = parameters.filter(({ comment }) => comment?.summary.length)
  return [
    fence(`function ${signature.name}${printCall(signature)}`),
    described.length > 0
      ? table(
          ['parameter', 'meaning'],
          described.map(({ name, comment }) => [code(name), cell(comment?.summary, context)]),
        )
      : '',
  ]
}

/** Type parameters, parameters and the result. */
function printCall(signature: SignatureReflection, result = ': '): string {
  const parameters = (signature.parameters ?? []).map(({ name, type, flags, defaultValue }) => {
    const isOptional = flags.isOptional || defaultValue !== undefined
    return `${flags.isRest ? '...' : ''}${name}${isOptional ? '?' : ''}: ${type?.toString()}`
  })
  const whole = parameters.join(', ')
  const listed = whole.length > 70 ? `\n  ${parameters.join(',\n  ')},\n` : whole
  return `${typeParameters(signature.typeParameters)}(${listed})${result}${signature.type?.toString()}`
}

function typeParameters(list: readonly TypeParameterReflection[] | undefined): string {
  if (!list?.length) return ''
  const each = list.map(
    ({ name, type, default: otherwise }) =>
      `${name}${type ? ` extends ${type}` : ''}${otherwise ? ` = ${otherwise}` : ''}`,
  )
  return `<${each.join(', ')}>`
}

/** What a type or a constant is, where its members do not say it. */
function printDefinition(each: DeclarationReflection): string {
  const { name, type } = each
  if (!type) return ''
  if (each.kind === ReflectionKind.TypeAlias) {
    if (type.type === 'reflection' && !type.declaration.signatures) return ''
    // The members of an object are in the table.
    const whole =
      type.type === 'intersection'
        ? type.types.map((part) => (part.type === 'reflection' ? '{ … }' : `${part}`)).join(' & ')
        : printUnion(type.toString())
    return fence(
      `type ${name}${typeParameters(each.typeParameters)} =${/^\s/.test(whole) ? whole : ` ${whole}`}`,
    )
  }
  // The props of a component, not the whole of its type.
  if (groupOf(each) === 'Components') {
    const props = /<(\w+Props)\b/.exec(type.toString())?.[1]
    return props ? `Props: [${code(props)}](#${props.toLowerCase()}).` : ''
  }
  const text = type.toString()
  return text.length > 1000 ? '' : fence(`const ${name}: ${text}`)
}

/** A long union, one member a line. */
function printUnion(text: string): string {
  if (text.length < 90 || !/^[^{(<]+( \| [^{(<]+)+$/.test(text)) return text
  return `\n  | ${text.split(' | ').join('\n  | ')}`
}

function printMembers(
  each: DeclarationReflection,
  members: readonly DeclarationReflection[],
  context: Context,
): string {
  const isWidget = each.type?.type === 'intersection' && groupOf(each) === 'Components'
  return table(
    isWidget ? ['part', 'element', 'meaning'] : ['name', 'type', 'meaning'],
    members.map((member) => {
      const isOptional = member.flags.isOptional ? '?' : ''
      const type = isWidget ? elementOf(member) : memberType(member)
      const name = isWidget ? `${each.name}.${member.name}` : `${member.name}${isOptional}`
      const meaning = cell(describe(commentOf(member)), context)
      return [code(name), code(type), meaning || 'Always this.']
    }),
  )
}

/** The tag of the element that a part renders. */
function elementOf(part: DeclarationReflection): string {
  const type = part.type?.toString() ?? ''
  const [, tag] = /Part(?:Props)?<"(\w+)"/.exec(type) ?? []
  return `<${tag ?? /RefAttributes<HTML(\w+)Element>/.exec(type)?.[1]?.toLowerCase() ?? 'section'}>`
}

function memberType(member: DeclarationReflection): string {
  const [signature] = member.signatures ?? []
  if (signature) return printCall(signature, ' => ').replace(/\n\s*/g, ' ')
  const text = (member.type ?? member.getSignature?.type)?.toString() ?? ''
  // The compiler lists inferred unions in the order in which it met their members.
  return text.replace(/"[\w.-]+"(?: \| "[\w.-]+")+/g, (union) =>
    union.split(' | ').sort(compare).join(' | '),
  )
}

/** The summary, or what a method returns. */
function describe(comment: Comment | undefined): readonly CommentDisplayPart[] {
  if (comment?.summary.length) return comment.summary
  const returned = comment?.getTag('@returns')?.content
  return returned ? [{ kind: 'text', text: 'Returns ' }, ...returned] : []
}

/** What follows the summary: result, errors, remarks and examples. */
function printTags(comment: Comment | undefined, context: Context): readonly string[] {
  const titles: Record<string, string> = {
    '@returns': 'Returns ',
    '@throws': 'Throws ',
    '@remarks': '',
    '@example': '',
  }
  return (comment?.blockTags ?? []).flatMap(({ tag, content }) => {
    const title = titles[tag]
    // TypeDoc takes every example without a fence for TypeScript.
    const text = printText(content, context).replace(/^```ts\n(?=[\s\S]*(?:<\/|\/>))/, '```tsx\n')
    return title === undefined ? [] : [`${title}${text}`]
  })
}

function printText(
  parts: readonly CommentDisplayPart[] | undefined,
  { links, page }: Context,
): string {
  return (parts ?? [])
    .map((part) => {
      if (part.kind !== 'inline-tag') return part.text
      const { target } = part
      const found =
        target instanceof Reflection
          ? (links.get(target) ?? (target.parent && links.get(target.parent)))
          : undefined
      const label = code(part.text)
      if (!found) return label
      return `[${label}](${found.page === page ? '' : found.page}#${anchorOf(found.heading)})`
    })
    .join('')
    .trim()
}

/** The first sentence, on one line. */
function sentenceOf(each: DeclarationReflection, links: Links): string {
  const text = cell(describe(commentOf(each)), { links, page: '' })
  return /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text
}

/** A comment as the cell of a table: on one line, without tables of its own. */
function cell(parts: readonly CommentDisplayPart[] | undefined, context: Context): string {
  return printText(parts, context)
    .replace(/^\|.*$/gm, '')
    .replace(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .trim()
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``
const fence = (text: string) => `\`\`\`ts\n${text}\n\`\`\``
