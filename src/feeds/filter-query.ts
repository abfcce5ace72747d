/**
 * What a subscriber asks for: filter ⇄ topics ⇄ query, for any feed. A feed only says which query
 * parameters it has and which topics their values name; behind that, filters are topic sets.
 * Decides nothing about rights, and a cursor is only passed on here: whatever it holds, it is
 * answered in-band, because a browser cannot drop it.
 */
import {
  createProblem,
  type Problem,
  type ProblemCode,
  type ProblemType,
  quoteValue,
} from '../protocol/errors.ts'
import { allTopic, maxTopics, type TopicSet } from '../protocol/topic-set.ts'

/** One repeatable query parameter of a subscription, and the topics that its values name. */
export interface FilterField {
  /** The part before the colon: `shipment` makes topics such as `shipment:42`. */
  readonly topic: string
  /** The values are keys of items. At most one field of a feed. */
  readonly isKey?: boolean
  /** Which values can be asked for; never one with a comma. Default: 1–128 visible ASCII characters. */
  readonly accepts?: (value: string) => boolean
  /** What a value is, with its article, as in "is not …". Default: what the default of `accepts` is. */
  readonly noun?: string
  /** What to do about one that is not accepted. Default: how the default looks. */
  readonly advice?: string
  /** The kind of that refusal. Default `bad_value`. */
  readonly problem?: ProblemType
}

/** The parameters of a feed, by name. */
export type FilterFields<Name extends string = string> = Readonly<Record<Name, FilterField>>

/**
 * What the parameters of a feed can ask for: the union of everything named. A filter that names nothing
 * is refused by the server.
 */
export type FilterOf<Fields> = {
  /** Everything. Default false. */
  readonly all?: boolean
} & { readonly [Name in keyof Fields & string]?: readonly string[] }

/**
 * What state a subscriber wants in its feed. `true`: everything the filter covers, whenever it cannot
 * resume from its cursor. `always`: the same, even where it can. Topics: this part of it, even where it
 * can resume; everything where it cannot.
 */
export type SnapshotRequest = boolean | 'always' | TopicSet

/** A subscription request that can be served. */
export interface SubscribeRequest {
  /** At least one and at most {@link maxTopics}. */
  readonly topics: TopicSet
  /** Whether the answer begins with the state. */
  readonly snapshot: SnapshotRequest
  /** The cursor, unchecked and unbounded; the header wins over it. */
  readonly lastEventId?: string
  /** `inline`: errors come as a 200 with `event: rejected`. Default `status`. */
  readonly errors: 'status' | 'inline'
  /** A single-use ticket in place of a bearer token. */
  readonly ticket?: string
}

/** What {@link parseSubscribeQuery} answers. */
export type SubscribeQuery =
  | ({ readonly ok: true } & SubscribeRequest)
  | { readonly ok: false; readonly problem: Problem }

const single = ['all', 'lastEventId', 'errors', 'ticket']

/** Names that no filter field can have, because every subscription has them as parameters. */
export const reservedParameters: readonly string[] = [...single, 'snapshot']
/** The topics that a filter names, without duplicates. */
export function topicsOfFilter(fields: FilterFields, filter: object): TopicSet {
  const given = filter as Readonly<Record<string, unknown>>
  const named = Object.entries(fields).flatMap(([name, field]) =>
    ((given[name] ?? []) as readonly string[]).map((value) => topicOf(field, value)),
  )
  return unique(given['all'] === true ? [allTopic, ...named] : named)
}

/** The filter that names these topics; without empty lists. Topics of no field are left out. */
export function filterOfTopics<Filter extends object>(
  fields: FilterFields,
  topics: TopicSet,
): Filter {
  const filter: Record<string, unknown> = topics.includes(allTopic) ? { all: true } : {}
  for (const [name, field] of Object.entries(fields)) {
    const values = valuesOf(field, topics)
    if (values.length > 0) filter[name] = values
  }
  return filter as Filter
}

/** The query of a set of topics; `parseSubscribeQuery` reads the same topics back. */
export function printTopics(fields: FilterFields, topics: TopicSet): URLSearchParams {
  const filter = filterOfTopics<Record<string, true | string[]>>(fields, topics)
  return new URLSearchParams(
    Object.entries(filter).flatMap(([name, given]) =>
      [given].flat().map((value) => [name, String(value)]),
    ),
  )
}

/** The values of `snapshot` for a request; none for `false`. */
export function printSnapshot(fields: FilterFields, wanted: SnapshotRequest): readonly string[] {
  if (typeof wanted !== 'object') return wanted === false ? [] : [String(wanted)]
  const names = Object.values(fields).flatMap((field) =>
    valuesOf(field, wanted).map((value) => {
      const topic = topicOf(field, value)
      // A bare value where it can only mean this topic, as FlowFi-style clients write it.
      return topicNamed(fields, value) === topic ? value : topic
    }),
  )
  return names.length === 0 ? [] : [names.join(',')]
}

/** Whether a server can accept the topic: one mistake makes it refuse the whole request. */
export function isTopicValid(fields: FilterFields, topic: string): boolean {
  return topic === allTopic || isWrittenOut(fields, topic)
}

/** Why no filter can ask for a topic, and what to do; null when one can. */
export function topicMistake(fields: FilterFields, topic: string): string | null {
  if (isTopicValid(fields, topic)) return null
  for (const [name, field] of Object.entries(fields)) {
    const [value] = valuesOf(field, [topic])
    if (value !== undefined) return valueMistake(name, field, value)
  }
  const known = Object.values(fields).map((field) => topicOf(field, '…'))
  return `The topic ${quoteValue(topic)} belongs to no filter field. Use ${known.join(' or ')}`
}

/** The topic of the item with this key; null for a feed that cannot be asked for single items. */
export function topicOfKey(fields: FilterFields, key: string): string | null {
  const field = keyFieldOf(fields)
  return field ? topicOf(field, key) : null
}

/** The key of the item that a topic names; null for a topic of something else. */
export function keyOfTopic(fields: FilterFields, topic: string): string | null {
  const field = keyFieldOf(fields)
  return (field && valuesOf(field, [topic])[0]) ?? null
}

function keyFieldOf(fields: FilterFields): FilterField | undefined {
  return Object.values(fields).find(({ isKey }) => isKey)
}

/**
 * Reads the query of a subscription. Mistakes are answered, never guessed around: a typo that was
 * ignored would make a subscriber wait in vain.
 *
 * @param rules `isFilterOptional`: a query that names nothing means everything. Default: it is refused.
 */
export function parseSubscribeQuery(
  fields: FilterFields,
  query: URLSearchParams,
  { isFilterOptional = false }: { readonly isFilterOptional?: boolean | undefined } = {},
): SubscribeQuery {
  const mistake = findMistake(fields, query)
  if (mistake) return mistake
  const named = unique([
    ...(parseBoolean(query.get('all') ?? 'false') ? [allTopic] : []),
    ...Object.entries(fields).flatMap(([name, field]) =>
      query.getAll(name).map((value) => topicOf(field, value)),
    ),
  ])
  const topics = named.length === 0 && isFilterOptional ? [allTopic] : named
  const snapshot = parseSnapshot(fields, query.getAll('snapshot'))
  if (typeof snapshot === 'object' && 'ok' in snapshot) return snapshot
  if (topics.length === 0) {
    const names = [...Object.keys(fields), 'all=true']
    return refuse(
      'filter_required',
      `The query names nothing. Add ${names.slice(0, -1).join(', ')} or ${names.at(-1)}.`,
    )
  }
  if (topics.length > maxTopics) return refuseTooMany(topics.length)

  const lastEventId = query.get('lastEventId')
  const ticket = query.get('ticket')
  return {
    ok: true,
    topics,
    snapshot,
    ...(lastEventId ? { lastEventId } : {}),
    errors: query.get('errors') === 'inline' ? 'inline' : 'status',
    ...(ticket === null ? {} : { ticket }),
  }
}

type Refusal = Extract<SubscribeQuery, { ok: false }>

function findMistake(fields: FilterFields, query: URLSearchParams): Refusal | null {
  const repeatable = [...Object.keys(fields), 'snapshot']
  for (const name of new Set(query.keys())) {
    if (repeatable.includes(name)) continue
    if (!single.includes(name)) {
      return refuse(
        'unknown_parameter',
        `The parameter ${quoteValue(name)} is not known. ` +
          `Use ${[...repeatable, ...single].join(', ')}.`,
      )
    }
    // Twice the same cursor is still a cursor: the first one counts.
    if (name !== 'lastEventId' && query.getAll(name).length > 1) {
      return refuse('repeated_parameter', `The parameter ${name} has several values. Give one.`)
    }
  }
  if (parseBoolean(query.get('all') ?? 'false') === null) {
    return refuse('bad_boolean', 'The value of all cannot be read. Use true, false, 1 or 0.')
  }
  if (!['status', 'inline'].includes(query.get('errors') ?? 'status')) {
    return refuse('bad_value', 'The value of errors is not known. Use status or inline.')
  }
  for (const [name, field] of Object.entries(fields)) {
    const bad = query.getAll(name).find((value) => !accepts(field, value))
    if (bad !== undefined) return refuseValue(name, field, bad)
  }
  return null
}

/** `1` and `0` are keys here, not booleans: a list of one key must mean that key. */
function parseSnapshot(fields: FilterFields, values: readonly string[]): Refusal | SnapshotRequest {
  const [only = 'false', ...others] = values
  if (others.length === 0 && isSnapshotWord(only)) return only === 'always' ? only : only === 'true'
  const topics: string[] = []
  for (const name of unique(values.flatMap((value) => value.split(',')))) {
    const topic = topicNamed(fields, name)
    if (topic === null) return refuseSnapshot(fields, name)
    topics.push(topic)
  }
  return topics.length > maxTopics ? refuseTooMany(topics.length) : unique(topics)
}

function isSnapshotWord(text: string): boolean {
  return /^(true|false|always)$/.test(text)
}

/** The topic that a name in `snapshot` means: written out, or the value of the first field that takes it. */
function topicNamed(fields: FilterFields, name: string): string | null {
  if (isWrittenOut(fields, name)) return name
  const field = Object.values(fields).find((each) => accepts(each, name))
  return field && !isSnapshotWord(name) ? topicOf(field, name) : null
}

function isWrittenOut(fields: FilterFields, name: string): boolean {
  return Object.values(fields).some((field) =>
    valuesOf(field, [name]).some((value) => accepts(field, value)),
  )
}

function topicOf({ topic }: FilterField, value: string): string {
  return `${topic}:${value}`
}

function valuesOf(field: FilterField, topics: TopicSet): readonly string[] {
  const prefix = topicOf(field, '')
  return topics.flatMap((topic) => (topic.startsWith(prefix) ? topic.slice(prefix.length) : []))
}

function accepts({ accepts: isAccepted = isVisible }: FilterField, value: string): boolean {
  // A comma separates the names in `snapshot`.
  return isAccepted(value) && !value.includes(',')
}

function isVisible(value: string): boolean {
  return /^[!-~]{1,128}$/.test(value)
}

function parseBoolean(text: string): boolean | null {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  return null
}

const defaultNoun = '1 to 128 visible ASCII characters without a comma'

/** What the values of a field are, with the article. */
export function nounOf({ noun = `a value of ${defaultNoun}` }: FilterField): string {
  return noun
}

function refuseValue(name: string, field: FilterField, value: string): Refusal {
  const { problem = 'bad_value' } = field
  return refuse(problem, `${valueMistake(name, field, value)}, and repeat the parameter.`)
}

/** What is wrong with a value that is not accepted, and what to do; without the last full stop. */
function valueMistake(name: string, field: FilterField, value: string): string {
  const { advice = `Use ${defaultNoun}` } = field
  return `The value ${quoteValue(value)} in ${name} ${mistakeIn(field, value)}. ${advice}`
}

function mistakeIn(field: FilterField, value: string): string {
  if (value === '') return 'is empty'
  if (value.includes(',')) return 'contains a comma'
  if (field.accepts) return `is not ${nounOf(field)}`
  return value.length > 128
    ? `has ${value.length} characters`
    : 'contains a space or a character that is not visible ASCII'
}

function refuseSnapshot(fields: FilterFields, value: string): Refusal {
  const all = Object.values(fields)
  return refuse(
    all.find((field) => field.isKey)?.problem ?? 'bad_value',
    value === ''
      ? 'A value in snapshot is empty. Name something between the commas, or use true or always.'
      : `The value ${quoteValue(value)} in snapshot is neither ${all.map(nounOf).join(' nor ')}. ` +
          'Use these, several with commas, or true, or always.',
  )
}

function refuseTooMany(count: number): Refusal {
  return refuse(
    'too_many_topics',
    `The query names ${count} topics and ${maxTopics} are allowed. ` +
      'Name what holds them together instead of each one, or use several connections.',
  )
}

function refuse(kind: ProblemCode | ProblemType, detail: string): Refusal {
  return { ok: false, problem: createProblem(kind, detail) }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}
