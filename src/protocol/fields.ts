/**
 * The kinds of values that wire bodies are made of, each read from untrusted JSON, and the reading of
 * a whole body by a table of them. Says how one value looks; which fields an event or an item has is
 * said by the feed's definition. Our own, because a schema library would be the largest part
 * of the page's bundle (decision 0010).
 */
import { I128_MAX, printBaseUnits } from '../money/amount.ts'
import { longestDelayMs } from '../platform/timer-limit.ts'

/** One kind of value. */
export interface Field<T> {
  /** The value as the kit has it; undefined for everything that is not of this kind. */
  readonly read: (json: unknown) => T | undefined
  /** What it takes, in words that follow "expected". */
  readonly expected: string
  readonly isOptional?: false
}

/** A field that may be missing; what is there is read as strictly as ever. */
export interface OptionalField<T> extends Omit<Field<T>, 'isOptional'> {
  readonly isOptional: true
}

/** The table that reads a `Body`: a field for each property, optional where the property is. */
export type FieldsOf<Body> = {
  readonly [Name in keyof Body]-?: Partial<Pick<Body, Name>> extends Pick<Body, Name>
    ? OptionalField<Exclude<Body[Name], undefined>>
    : Field<Body[Name]>
}

/** A table of fields, by property. */
export type FieldTable = Readonly<Record<string, Field<unknown> | OptionalField<unknown>>>

/** The body that a table reads: a property for each field, optional where the field is. */
export type BodyOfTable<Table> = {
  readonly [Name in keyof Table as Table[Name] extends OptionalField<unknown>
    ? never
    : Name]: ValueOf<Table[Name]>
} & {
  readonly [Name in keyof Table as Table[Name] extends OptionalField<unknown>
    ? Name
    : never]?: ValueOf<Table[Name]>
} extends infer Body
  ? { [Name in keyof Body]: Body[Name] }
  : never

type ValueOf<Of> = Of extends Pick<Field<infer T>, 'read'> ? T : never

/** Makes a kind of value of what accepts and what converts it. */
export function fieldOf<T>(expected: string, read: (json: unknown) => T | undefined): Field<T> {
  return { expected, read }
}

/** The field of a body that may be absent. */
export function optional<T>(field: Field<T>): OptionalField<T> {
  return { ...field, isOptional: true }
}

/** Where a detail only adds comfort: a broken or missing one is replaced, and the frame counts. */
export function orElse<T, Fallback>(
  { read, expected }: Field<T>,
  fallback: Fallback,
): Field<T | Fallback> {
  return fieldOf(expected, (json) => read(json) ?? fallback)
}

/**
 * An amount of units: a decimal string, never a JSON number, because JSON numbers lose digits
 * beyond 2^53. The contract keeps no negative amounts, so neither does the wire.
 */
export const unitsField = fieldOf('a decimal string of units from 0 to 2^127 − 1', (json) => {
  // Bounded, so that a megabyte of digits is refused before it is worth a BigInt.
  if (typeof json !== 'string' || !/^(0|[1-9]\d{0,38})$/.test(json)) return undefined
  const units = BigInt(json)
  return units > I128_MAX ? undefined : units
})

/** Serialisers of u64 columns write decimal strings, FlowFi's on some routes among them. */
function wholeField(
  expected: string,
  least = 0,
  most: number = Number.MAX_SAFE_INTEGER,
): Field<number> {
  return fieldOf(expected, (json) => {
    const value = typeof json === 'string' && /^\d{1,20}$/.test(json) ? Number(json) : json
    return isBetween(value, least, most) && Number.isInteger(value) ? value : undefined
  })
}

function isBetween(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most
}

/** A count, or a sequence number. */
export const countField = wholeField('a whole number from 0 to 2^53 − 1')

/** A count of things of which there is at least one. */
export const ordinalField = wholeField('a whole number from 1 to 2^53 − 1', 1)

/** Unix seconds. */
export const secondsField = wholeField('Unix time in whole seconds')

/**
 * Unix seconds that may lie ages ahead. The contract counts time in u64, and a number that is only
 * nearly right must not cost the event that carries it.
 */
export const farSecondsField = wholeField('Unix time in whole seconds', 0, 2 ** 64)

/** The status of an HTTP answer. */
export const httpStatusField = wholeField('an HTTP status', 100, 599)

/** Unix milliseconds, with fractions. */
export const clockField = fieldOf('milliseconds from 0', (json) =>
  isBetween(json, 0, Number.MAX_VALUE) ? json : undefined,
)

/** Milliseconds to wait; more than a timer can hold is cut down to that. */
export const delayField = fieldOf('milliseconds from 0', (json) =>
  isBetween(json, 0, Number.MAX_VALUE) ? Math.min(Math.ceil(json), longestDelayMs) : undefined,
)

/** Text of `least` to `most` characters; `expected` is how an error names it. */
export function textField(least: number, most: number, expected: string): Field<string> {
  return fieldOf(expected, (json) =>
    typeof json === 'string' && isBetween(json.length, least, most) ? json : undefined,
  )
}

/** Short text of a server's choosing, such as a transaction hash. */
export const shortTextField = textField(0, 128, 'text of at most 128 characters')

/** Text that is bounded by the frame it stands in and nothing else. */
export const anyTextField = textField(0, Infinity, 'text')

/** True or false. */
export const booleanField = fieldOf('true or false', (json) =>
  typeof json === 'boolean' ? json : undefined,
)

/** One of a few words; any other is `unspecified`, since servers are newer than clients. */
export function wordField<Word extends string>(...words: readonly Word[]) {
  return fieldOf(
    'a known word',
    (json) => words.find((word) => word === json) ?? ('unspecified' as const),
  )
}

/** A list of things that are read one by one later. */
export const listField = fieldOf('a list', (json): readonly unknown[] | undefined =>
  Array.isArray(json) ? json : undefined,
)

export const textListField = fieldOf('a list of texts', (json): readonly string[] | undefined =>
  Array.isArray(json) && json.every((text) => typeof text === 'string') ? json : undefined,
)

/**
 * Reads the fields that the table names; unknown ones are dropped. `null` means the same as a missing
 * field: some serialisers write it for every empty column.
 *
 * @returns the body, or the first reason as `field: what was expected`, which never quotes the value
 */
export function readBody<Body>(fields: FieldsOf<Body>, json: unknown): Body | string {
  if (typeof json !== 'object' || json === null) return 'body: expected an object'
  const body: Record<string, unknown> = {}
  for (const [name, field] of Object.entries<FieldTable[string]>(fields)) {
    const given = (json as Readonly<Record<string, unknown>>)[name] ?? undefined
    const value = field.read(given)
    if (value !== undefined) body[name] = value
    else if (given !== undefined) return `${name}: expected ${field.expected}`
    else if (!field.isOptional) return `${name}: missing`
  }
  // The table's type ties each of its fields to the property of the same name.
  return body as Body
}

/** The properties of `value` that the table names, with bigints as decimal strings. */
export function printBody(fields: object, value: object): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value)) {
    if (!Object.hasOwn(fields, name) || field === undefined) continue
    body[name] = typeof field === 'bigint' ? printBaseUnits(field) : field
  }
  return body
}
