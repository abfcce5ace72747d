/**
 * The rules of every setting, for programs and for the environment alike: server/node/config.ts reads
 * variables by the same ranges and lists. A list that is a string would be matched by its parts, a name that
 * is misspelt would leave its default in place; so everything that is not understood is refused.
 */
import { longestDelayMs } from '../src/platform/timer-limit.ts'
import { ProtocolError, quoteValue } from '../src/protocol/errors.ts'
import { describeUnknown, distanceBetween } from '../src/protocol/nearest-name.ts'
import { type AppConfig, defaultAppConfig } from './app-config.ts'
import { readAllowedHost } from './ops/allowed-hosts.ts'
import { isProxyEntry } from './ops/client-address.ts'

type Range = readonly [least: number, most: number]

/** Least and most of the settings that are whole numbers. */
export const configRanges = {
  pingMs: [100, 3_600_000],
  maxReplay: [0, 1_000_000],
  maxConnections: [1, 1_000_000],
  maxOpenTenants: [1, 1_000_000],
  maxConnectionsPerIp: [0, 1_000_000],
  maxConnectionsPerUser: [0, 1_000_000],
  connectionRatePerIp: [0, 1_000_000],
  pollRatePerIp: [0, 1_000_000],
  commandRate: [0, 1_000_000],
  commandRatePerIp: [0, 1_000_000],
  commandRatePerUser: [0, 1_000_000],
  maxReadsPerIp: [0, 1_000_000],
  maxReads: [1, 10_000],
  maxWaitingReads: [0, 1_000_000],
  maxWaitingReadsPerCaller: [0, 1_000_000],
  maxSnapshots: [1, 10_000],
  maxHeldItems: [1, 1_000_000_000],
  maxHeldItemsPerCaller: [0, 1_000_000_000],
  stallMs: [100, longestDelayMs],
  retryMs: [0, longestDelayMs],
  maxBodyBytes: [1, 1_073_741_824],
} as const satisfies Partial<Record<keyof AppConfig, Range>>

/** How an entry of each list has to look, and whether one does. */
export const configLists = {
  corsOrigins: {
    isEntry: (text: string) => text === '*' || isOrigin(text),
    shape:
      'origins such as https://app.example or capacitor://localhost, without a path or a slash at the end',
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
    if (!Object.hasOwn(defaultAppConfig, name)) {
      return [describeUnknown('config', name, Object.keys(defaultAppConfig))]
    }
    if (value === undefined) return []
    const path = `config.${name}`
    if (Object.hasOwn(configLists, name)) {
      return mistakesInList(name as keyof typeof configLists, value)
    }
    if (name === 'shareLimits') {
      return typeof value === 'boolean'
        ? []
        : [`${path} is ${show(value)}: it has to be a boolean.`]
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

function show(value: unknown): string {
  if (typeof value === 'string') return `the text ${quoteValue(value)}`
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

/** Schemes of addresses that no page has: what they load has no origin, or that of the page around it. */
const schemesWithoutPages = ['about', 'blob', 'data', 'file', 'ftp', 'javascript', 'ws', 'wss']

/**
 * Whether a browser can send this as the origin of a page. Besides those of the web there are the origins of
 * pages inside an app or an extension: `capacitor://localhost`, `tauri://localhost`, `chrome-extension://…`.
 */
function isOrigin(text: string): boolean {
  const [scheme = '', host] = text.split('://', 2)
  if (host === undefined || !/^[a-z][a-z\d+.-]*$/.test(scheme)) return false
  // A path, a trailing slash or a capital letter would never equal what a browser sends.
  if (scheme === 'http' || scheme === 'https') return hasOrigin(text)
  const isMisspelt = ['http', 'https'].some((known) => distanceBetween(scheme, known) <= 1)
  return !isMisspelt && !schemesWithoutPages.includes(scheme) && hasOrigin(`https://${host}`)
}

function hasOrigin(text: string): boolean {
  // Patterns are not supported, and `https://*.app.example` would be no browser's origin.
  return !text.includes('*') && URL.canParse(text) && new URL(text).origin === text
}
