/**
 * The arguments of a command as values, and its help, both from one table. A mistake is answered with a
 * sentence and a hint at `--help`, never with a stack trace.
 */
import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util'

/** A mistake of the caller: its message is printed, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** One option of a command. */
export interface OptionEntry {
  readonly type: 'string' | 'boolean'
  /** What its value is called in the help; none for switches. */
  readonly value?: string
  readonly meaning: string
  /** May be given more than once. */
  readonly multiple?: boolean
}

/** One command, as its help shows it. */
export interface CommandEntry {
  readonly name: string
  /** What follows the name, such as `<url>`. */
  readonly operands: string
  readonly meaning: string
  readonly options: Readonly<Record<string, OptionEntry>>
  /** Below the options. */
  readonly notes: string
}

/** What was given. */
export interface Arguments {
  readonly operands: readonly string[]
  /** The value of an option; undefined when it was left out. */
  text(name: string): string | undefined
  /** The values of one that may be repeated. */
  texts(name: string): readonly string[]
  isSet(name: string): boolean
  /** A whole number; `otherwise` when it was left out. @throws UsageError */
  whole(name: string, otherwise: number, least: number, most: number): number
}

/** The options of commands that ask for a feed. */
export const feedOptions = {
  feed: {
    type: 'string',
    value: '<name>',
    meaning: 'which feed of a server, such as orders; default: its first one',
  },
  filter: {
    type: 'string',
    value: '<name=value>',
    multiple: true,
    meaning:
      'a parameter of the feed, such as streams=42, or companyId=acme for one with tenants; repeatable; default: all=true',
  },
} as const satisfies CommandEntry['options']

/** What of a feed is asked for. */
export interface WantedFeed {
  /** Of a server; undefined: its first one. */
  readonly feed: string | undefined
  /** Added to the query. */
  readonly filter: readonly (readonly [name: string, value: string])[]
}

/** The values of {@link feedOptions}. @throws UsageError */
export function readWantedFeed(given: Arguments): WantedFeed {
  const filter = given.texts('filter').map((text) => {
    const at = text.indexOf('=')
    if (at <= 0) throw new UsageError(`--filter is "${text}": it has to be a name, = and a value.`)
    return [text.slice(0, at), text.slice(at + 1)] as const
  })
  return { feed: given.text('feed'), filter }
}

/** @throws UsageError for an option that there is not, or a value that is missing */
export function readArguments(command: CommandEntry, given: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, multiple = false }]) => [
      name,
      { type, multiple } satisfies ParseArgsOptionDescriptor,
    ]),
  )
  const { values, positionals } = parse(command, given, options)
  const text = (name: string) => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    operands: positionals,
    text,
    texts: (name) => {
      const value = values[name]
      return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
    },
    isSet: (name) => values[name] === true,
    whole(name, otherwise, least, most) {
      const value = text(name)
      if (value === undefined) return otherwise
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
      if (number >= least && number <= most) return number
      throw new UsageError(
        `--${name} is "${value}": it has to be a whole number from ${least} to ${most}.`,
      )
    },
  }
}

function parse(
  command: CommandEntry,
  given: readonly string[],
  options: Record<string, ParseArgsOptionDescriptor>,
) {
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true, strict: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error)
    throw new UsageError(`${reason}. See streamgauge ${command.name} --help.`)
  }
}

/** The one operand of a command that needs a URL. @throws UsageError */
export function readUrl(command: CommandEntry, { operands }: Arguments): URL {
  const [text, ...more] = operands
  if (text === undefined || more.length > 0) {
    throw new UsageError(
      `Give one URL, such as streamgauge ${command.name} http://localhost:3001/events/subscribe?all=true.`,
    )
  }
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`"${text}" is not a URL. Begin it with http:// or https://.`)
  }
  return new URL(text)
}

/** `--header 'Name: value'` and `--token` as headers of a request. @throws UsageError */
export function readHeaders(given: Arguments): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  for (const line of given.texts('header')) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) {
      throw new UsageError(`--header is "${line}": it has to be a name, a colon and a value.`)
    }
    headers[name.toLowerCase()] = value
  }
  const token = given.text('token') ?? process.env['STREAMGAUGE_TOKEN']
  return token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` }
}

/** The options of every command that sends requests. */
export const requestOptions = {
  header: {
    type: 'string',
    value: "'Name: value'",
    multiple: true,
    meaning: 'a header of the requests; repeatable',
  },
  token: {
    type: 'string',
    value: '<token>',
    meaning: 'sent as Authorization: Bearer; default: STREAMGAUGE_TOKEN of the environment',
  },
} as const satisfies Readonly<Record<string, OptionEntry>>

/** The help of a command. */
export function printHelp({ name, operands, meaning, options, notes }: CommandEntry): string {
  const rows = Object.entries(options).map(
    ([option, { value = '', meaning: means }]) =>
      [`--${option}${value === '' ? '' : ` ${value}`}`, means] as const,
  )
  const width = Math.max(...rows.map(([left]) => left.length))
  return [
    `streamgauge ${name}${operands === '' ? '' : ` ${operands}`} [options]`,
    '',
    meaning,
    '',
    ...rows.map(([left, means]) => `  ${left.padEnd(width)}  ${means}`),
    '',
    notes,
    '',
  ].join('\n')
}
