/** Where Redis is: one server, sentinels that know which one is the main one, or nodes of a cluster. It connects to nothing. */

/** The address of one server. */
export interface HostAndPort {
  readonly host: string
  readonly port: number
}

/** An address that was read. */
export interface RedisAddress {
  /** For messages: without user and password. */
  readonly text: string
  /** Empty: `server` is the server. */
  readonly sentinels: readonly HostAndPort[]
  /** Nodes of a cluster; empty: it is none. */
  readonly nodes: readonly HostAndPort[]
  /** The name under which sentinels know the main server. */
  readonly name: string | null
  readonly server: HostAndPort
  readonly isTls: boolean
  readonly username?: string
  readonly password?: string
  readonly database: number
}

const pattern =
  /^(rediss?)(\+sentinel|\+cluster)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^@/?#]+)(?:\/([\w.-]+))?(?:\/(\d+))?\/?$/
const hostPattern = /^(\[[\da-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i

/** @returns null for a text that is no address */
export function parseRedisAddress(text: string): RedisAddress | null {
  const [, scheme, kind, user, password, hostsText = '', first, second] = pattern.exec(text) ?? []
  if (scheme === undefined) return null
  const isBySentinel = kind === '+sentinel'
  const isCluster = kind === '+cluster'
  const hosts = hostsText.split(',').map((each) => parseHost(each, isBySentinel ? 26_379 : 6_379))
  const [server] = hosts
  if (!server || hosts.includes(null) || (kind === undefined && hosts.length > 1)) return null
  // A cluster has no databases.
  if (isCluster && first !== undefined) return null
  const database = isBySentinel ? second : first
  if (isBySentinel ? first === undefined : second !== undefined) return null
  if (database !== undefined && !/^\d{1,5}$/.test(database)) return null
  return {
    text: hosts.map((each) => `${each?.host}:${each?.port}`).join(','),
    sentinels: isBySentinel ? hosts.filter((each) => each !== null) : [],
    nodes: isCluster ? hosts.filter((each) => each !== null) : [],
    name: isBySentinel ? (first ?? null) : null,
    server,
    isTls: scheme === 'rediss',
    ...(user && { username: decode(user) }),
    ...(password && { password: decode(password) }),
    database: Number(database ?? 0),
  }
}

function parseHost(text: string, defaultPort: number): HostAndPort | null {
  const [, host, port] = hostPattern.exec(text) ?? []
  if (host === undefined) return null
  const number = port === undefined ? defaultPort : Number(port)
  return number > 0 && number < 65_536 ? { host: host.replace(/^\[|\]$/g, ''), port: number } : null
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
