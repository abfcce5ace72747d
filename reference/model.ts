/**
 * Reads the public surface with its doc comments: every entry of package.json through TypeDoc. What is
 * undocumented, or mentioned by a public name without being public, is reported here; printing is in
 * pages.ts.
 */
import { readFileSync } from 'node:fs'
import {
  Application,
  type Comment,
  type CommentDisplayPart,
  type DeclarationReflection,
  LogLevel,
  ReflectionKind,
  ReflectionType,
  type SomeType,
} from 'typedoc'

/** One entry of the package. */
export interface Entry {
  /** As in an import: `streamgauge/connection`. */
  readonly specifier: string
  /** File in docs/api; languages are on the page of `streamgauge/messages`. */
  readonly page: string
  /** The comment at the head of its index. */
  readonly about: readonly CommentDisplayPart[]
  readonly names: readonly DeclarationReflection[]
}

export interface Reference {
  readonly entries: readonly Entry[]
  /** Types that a public name mentions and that no entry exports, as TypeDoc reports them. */
  readonly hidden: readonly string[]
}

/**
 * Types that public names mention and that are no options: recorded steps of the machines, the insides of a
 * store, a ticker and a hub, the common part of the events of a chain, and the single texts of a language
 * (docs/languages.md has their groups).
 */
const inside = [
  'Changing',
  'EventBody',
  'EventFacts',
  'Units',
  'AmountField',
  'ActivityMessages',
  'AnnouncerMessages',
  'BalanceMessages',
  'BodyOfTable',
  'AccountMessages',
  'CardMessages',
  'Committed',
  'BannerMessages',
  'ConnectionMessages',
  'ControlMessages',
  'PartyMessages',
  'UpdatedMessages',
  'DataMessages',
  'DetailMessages',
  'InspectorMessages',
  'TimelineMessages',
  'DeliveryCount',
  'EventEntry',
  'FeedRequest',
  'ActionMessages',
  'CreateMessages',
  'FieldMessages',
  'FlagsMessages',
  'ProblemMessages',
  'ToastMessages',
  'UnitMessages',
  'ForecastMessages',
  'FeedStore',
  'Following',
  'Frames',
  'HubCounts',
  'LiveRead',
  'LiveReadOptions',
  'MachineEvent',
  'MachineState',
  'MetricMessages',
  'PageActivity',
  'PartialSnapshot',
  'PartElements',
  'PropertiesOf',
  'PersistentList',
  'ProgressMessages',
  'RateMessages',
  'RunwayMessages',
  'RecordTotals',
  'Reducer',
  'Report',
  'Selector',
  'Simulator',
  'StandardIssue',
  'StateSource',
  'StatusMessages',
  'StreamTableMessages',
  'Subscription',
  'SubscriptionPhase',
  'TableMessages',
  'Tabs',
  'Ticker',
  'TypesOf',
  'UnavailableMessages',
  'ValueOf',
  'elements',
  'ValueReader',
  'columnNames',
  'periods',
  'titles',
]

/** Reads all entries. Takes several seconds: TypeDoc compiles the sources. */
export async function readReference(): Promise<Reference> {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly name: string
    readonly exports: Readonly<Record<string, { readonly types?: string }>>
  }
  const sources = new Map<string, string>()
  for (const [entry, { types }] of Object.entries(manifest.exports)) {
    // The classic script has the names of another entry.
    const source = /^\.\/dist\/types\/(.+)\.d\.ts$/.exec(types ?? '')?.[1]?.concat('.ts')
    if (source?.endsWith('.ts') && !entry.endsWith('.css'))
      sources.set(entry.replace('.', manifest.name), source)
  }
  const app = await Application.bootstrap({
    entryPoints: [...sources.values()],
    tsconfig: 'tsconfig.build.json',
    // `npm test -- types` checks them.
    skipErrorChecking: true,
    disableSources: true,
    excludeExternals: true,
    excludeInternal: true,
    intentionallyNotExported: inside,
    logLevel: LogLevel.None,
    readme: 'none',
  })
  const hidden: string[] = []
  const project = await app.convert()
  if (!project) throw new Error('TypeDoc could not read the sources. Run `npm test -- types`.')
  app.logger = Object.assign(Object.create(app.logger), {
    log: (message: string) => hidden.push(message),
  })
  app.validate(project)
  const entries = [...sources].map(([specifier, source]) => {
    const name = source.replace(/(?:\/index)?\.ts$/, '')
    const module = project.children?.find((child) => child.name === name)
    if (!module) throw new Error(`TypeDoc read no entry called ${name}.`)
    const about = module.comment?.summary ?? []
    return { specifier, page: pageOf(specifier), about, names: module.children ?? [] }
  })
  return { entries, hidden: hidden.filter((text) => text.includes('is referenced by')) }
}

function pageOf(specifier: string): string {
  return `${specifier.split('/')[1] ?? specifier}.md`
}

/** The members that a reader can set or read; for a widget its parts. */
export function membersOf(each: DeclarationReflection): readonly DeclarationReflection[] {
  const members = each.children ?? each.type?.visit(declarations) ?? []
  const isConstructor = ({ kind }: DeclarationReflection) => kind === ReflectionKind.Constructor
  return members.filter((member) => !isConstructor(member))
}

const declarations = {
  reflection: ({ declaration }: ReflectionType) => declaration.children ?? [],
  intersection: ({ types }: { readonly types: readonly SomeType[] }): DeclarationReflection[] =>
    types.flatMap((type) => type.visit(declarations) ?? []),
}

/** The comment of a declaration, or of its first signature. */
export function commentOf(each: DeclarationReflection): Comment | undefined {
  const called = each.type instanceof ReflectionType ? each.type.declaration.signatures : undefined
  return (
    each.comment ??
    each.signatures?.find(({ comment }) => comment)?.comment ??
    called?.[0]?.comment ??
    each.getSignature?.comment
  )
}

/** Whether it needs no sentence: the tag of a union, and the name that every error class has. */
function isTag(member: DeclarationReflection): boolean {
  return member.type?.type === 'literal' || (member.flags.isReadonly && member.name === 'name')
}

/** Every public name and option that has no description, as `entry name.option`. */
export function findUndocumented({ entries }: Reference): readonly string[] {
  const isMissing = (each: DeclarationReflection) => {
    const comment = commentOf(each)
    return !comment?.summary.length && !comment?.getTag('@returns')
  }
  return entries.flatMap(({ specifier, names }) =>
    names
      .filter(({ kind }) => kind !== ReflectionKind.Reference)
      .flatMap((each) => {
        // A table of constants explains itself by its values; the parts of a widget do not.
        const isTable = each.kind === ReflectionKind.Variable && each.type?.type !== 'intersection'
        const members = isTable ? [] : membersOf(each).filter((member) => !isTag(member))
        return [
          ...(isMissing(each) ? [`${specifier} ${each.name}`] : []),
          ...members.filter(isMissing).map(({ name }) => `${specifier} ${each.name}.${name}`),
        ]
      }),
  )
}
