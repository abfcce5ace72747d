/**
 * Under which host names this server answers. A page that rebinds its own name to this machine's address
 * (DNS rebinding) is of the same origin to a browser; only the `Host` of its requests gives it away.
 *
 * Names only: ports are not compared, and neither `Forwarded` nor `X-Forwarded-Host` is read.
 */

/** Says whether a host, as a URL or a `Host` header has it, with or without a port, is allowed. */
export type HostCheck = (host: string) => boolean

const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/

/** Addresses that mean every interface. A page cannot be served under a rebound address, so any is fine. */
const everyInterface = ['0.0.0.0', '[::]']

/**
 * Builds the check. Loopback names are always allowed: `localhost`, `*.localhost`, `127.0.0.0/8`, `[::1]`.
 *
 * @param allowed more hosts, as {@link readAllowedHost} takes them. An entry that it refuses matches nothing.
 */
export function createHostCheck(allowed: readonly string[]): HostCheck {
  const entries = allowed.map(readAllowedHost).filter((entry) => entry !== null)
  if (entries.includes('*')) return () => true
  const names = new Set(entries.filter((entry) => !entry.startsWith('*')))
  const suffixes = entries.filter((entry) => entry.startsWith('*.')).map((entry) => entry.slice(1))
  const isAnyAddressAllowed = everyInterface.some((address) => names.has(address))

  return (host) => {
    const name = hostnameOf(host)
    if (name === null) return false
    return (
      isLoopbackName(name) ||
      names.has(name) ||
      (isAnyAddressAllowed && isAddress(name)) ||
      suffixes.some((suffix) => name.endsWith(suffix))
    )
  }
}

/**
 * Reads one entry of the list: a name, `*.` before a name for everything below it, an address, or `*`
 * for every host. `0.0.0.0` and `::` allow every address.
 *
 * @returns the entry as a browser would spell it; null when it is none of these.
 */
export function readAllowedHost(text: string): string | null {
  const entry = text.trim()
  if (entry === '*') return '*'
  if (entry.startsWith('*.')) {
    const name = hostnameOf(entry.slice(2))
    return name === null || isAddress(name) || hasPort(entry) ? null : `*.${name}`
  }
  // More than one colon: an IPv6 address, which a URL has in brackets.
  if (/^[^[\]]*:[^[\]]*:/.test(entry)) return hostnameOf(`[${entry}]`)
  return hasPort(entry) ? null : hostnameOf(entry)
}

/** Whether a server that listens on this host can be reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  const name = readAllowedHost(host)
  return name !== null && isLoopbackName(name)
}

function hasPort(entry: string): boolean {
  return /:\d*$/.test(entry) && !entry.endsWith(']')
}

/** The host name in the spelling of a URL: lower case, canonical addresses, no dot at the end. */
function hostnameOf(host: string): string | null {
  // What would make a URL of it with a host of its own: credentials, a path, a scheme.
  if (host === '' || /[\s/?#@\\*]/.test(host)) return null
  const url = `http://${host}`
  if (!URL.canParse(url)) return null
  return new URL(url).hostname.replace(/\.$/, '')
}

/** Whether the host name of a URL, in its spelling, is one of this machine. */
export function isLoopbackName(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    (ipv4.test(name) && name.startsWith('127.'))
  )
}

function isAddress(name: string): boolean {
  return ipv4.test(name) || name.startsWith('[')
}
