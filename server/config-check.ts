/**
 * The rules of every setting, for programs and for the environment alike: server/node/config.ts reads
 * variables by the same ranges and lists. A list that is a string would be matched by its parts, a name that
 * is misspelt would leave its default in place; so everything that is not understood is refused.
 */
import { longestDelayMs } from '../src/platform/timer-limit.ts'
import { ProtocolError, quoteValue } from '../src/protocol/errors.ts'
import { type AppConfig, defaultAppConfig } from './app-config.ts'
import { readAllowedHost } from './ops/allowed-hosts.ts'
import { isProxyEntry } from './ops/client-address.ts'

type Range = readonly [least: number, most: number]

/** Least and most of the settings that are whole numbers. */
export const configRanges = {
  pingMs: [100, 3_600_000],
  maxReplay: [0, 1_000_000],
  maxConnections: [1, 1_000_000],
  maxConnectionsPerIp: [0, 1_000_000],
  maxConnectionsPerUser: [0, 1_000_000],
  connectionRatePerIp: [0, 1_000_000],
  commandRate: [0, 1_000_000],
  commandRatePerIp: [0, 1_000_000],
  commandRatePerUser: [0, 1_000_000],
  maxReadsPerIp: [0, 1_000_000],
  stallMs: [100, longestDelayMs],
  retryMs: [0, longestDelayMs],
  maxBodyBytes: [1, 1_073_741_824],
} as const satisfies Partial<Record<keyof AppConfig, Range>>

/** How an entry of each list has to look, and whether one does. */
export const configLists = {
  corsOrigins: {
    isEntry: (text: string) => text === '*' || isOrigin(text),
    shape: 'origins such as https://app.example, without a path or a slash at the end',
    example: 'https://app.example',
  },
  allowedHosts: {
    isEntry: (text: string) => readAllowedHost(text) !== null,
    shape: 'host names such as api.example or *.example, without scheme and port',
    example: 'api.example',
  },
  trustedProxies: {
    isEntry: isProxyEntry,
    shape: 'addresses such as 10.0.0.1, or networks such as 10.0.0.0/8 that are not all addresses',
    example: '10.0.0.0/8',
  },
} as const

/**
 * The settings of an application with the defaults of those that are not given.
 *
 * @param given as a program passes it, which need not be written in TypeScript
 * @throws ProtocolError `bad_config` with every mistake there is
 */
export function checkAppConfig(given: unknown = {}): AppConfig {
  const mistakes = typeof given === 'object' && given !== null ? mistakesIn(given) : [notAnObject]
  if (mistakes.length > 0) {
    throw new ProtocolError(
      'bad_config',
      `Failed to create the application: its config has mistakes.\n- ${mistakes.join('\n- ')}`,
    )
  }
  const set = Object.entries(given as object).filter(([, value]) => value !== undefined)
  return { ...defaultAppConfig, ...Object.fromEntries(set) }
}

const notAnObject = 'config is not an object. Pass { corsOrigins: [...] }, for example.'

function mistakesIn(given: object): readonly string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (!Object.hasOwn(defaultAppConfig, name)) return [unknownName(name)]
    if (value === undefined) return []
    const path = `config.${name}`
    if (Object.hasOwn(configLists, name)) {
      return mistakesInList(name as keyof typeof configLists, value)
    }
    const [least, most] = configRanges[name as keyof typeof configRanges]
    const isWhole = (number: unknown) =>
      Number.isInteger(number) && (number as number) >= least && (number as number) <= most
    if (name !== 'retryMs') {
      if (isWhole(value)) return []
      return [`${path} is ${show(value)}: it has to be a whole number from ${least} to ${most}.`]
    }
    if (Array.isArray(value) && value.length === 2 && value.every(isWhole) && value[0] <= value[1])
      return []
    return [
      `${path} is ${show(value)}: it has to be two whole numbers from ${least} to ${most}, ` +
        'the smaller one first.',
    ]
  })
}

function mistakesInList(name: keyof typeof configLists, value: unknown): readonly string[] {
  const { isEntry, shape, example } = configLists[name]
  if (!Array.isArray(value)) {
    return [`config.${name} is ${show(value)}: it has to be a list, such as ['${example}'].`]
  }
  return value
    .filter((entry) => typeof entry !== 'string' || !isEntry(entry))
    .map((entry) => `config.${name} has ${show(entry)}: it has to be ${shape}, or *.`)
}

function unknownName(name: string): string {
  const names = Object.keys(defaultAppConfig)
  // CORS_ORIGINS and corsOrigin are the mistakes that are made: the variable, and a letter too few or many.
  const plain = (text: string) => text.replaceAll('_', '').toLowerCase()
  const asked = plain(name)
  const meant = names.find((each) => {
    const known = plain(each)
    const isAlike = known.startsWith(asked) || asked.startsWith(known)
    return isAlike && Math.abs(known.length - asked.length) < 3
  })
  const advice = meant ? `Did you mean ${meant}?` : `There are ${names.join(', ')}.`
  return `config has no ${quoteValue(name)}. ${advice}`
}

function show(value: unknown): string {
  if (typeof value === 'string') return `the text ${quoteValue(value)}`
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

function isOrigin(text: string): boolean {
  // A path or a trailing slash would never equal what a browser sends.
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text
}
