/**
 * Determines the address of the caller of a request, and what counts as one caller. Forwarding headers are used only if
 * the peer is a trusted proxy.
 *
 * It ignores names, ports and `X-Forwarded-Host`. The limits themselves are in connection-limits.ts and
 * request-limits.ts.
 */
import ipaddr from 'ipaddr.js'

/** The header that most proxies write, and the one that RFC 7239 defines. */
const forwardedForHeader = 'x-forwarded-for'
const forwardedHeader = 'forwarded'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = readonly [Address, prefixLength: number]

/**
 * The address of the caller.
 *
 * @param peer the other end of the socket; `undefined` when the host cannot determine it
 * @returns `peer`, unless that is a trusted proxy: then the rightmost hop that is none
 */
export type FindClientAddress = (peer: string | undefined, headers: Headers) => string | undefined

/** @param trustedProxies addresses and networks, as {@link isProxyEntry} accepts them */
export function createClientAddress(trustedProxies: readonly string[]): FindClientAddress {
  const networks = trustedProxies.map(readNetwork).filter((network) => network !== null)
  if (networks.length === 0) return (peer) => peer

  const isTrusted = (text: string) => {
    const address = parseAddress(text)
    return address !== null && networks.some((network) => isIn(address, network))
  }

  /**
   * From the right, since that end was written by the nearest proxy: each trusted hop vouches for the one
   * before it. A hop that is no address (`unknown`, a name) ends the chain at the proxy that wrote it.
   */
  function walk(peer: string, hops: readonly string[]): string {
    let client = peer
    for (let index = hops.length - 1; index >= 0 && isTrusted(client); index--) {
      const hop = readHop(hops[index] ?? '')
      if (hop === null) break
      client = hop
    }
    return client
  }

  return (peer, headers) => {
    if (peer === undefined || !isTrusted(peer)) return peer
    const forwardedFor = headers.get(forwardedForHeader)
    const forwarded = headers.get(forwardedHeader)
    const clients = [
      ...(forwardedFor === null ? [] : [walk(peer, forwardedFor.split(','))]),
      ...(forwarded === null ? [] : [walk(peer, hopsOfForwarded(forwarded))]),
    ]
    const [first = peer] = clients
    // A proxy writes one of the two and passes the other on as the client sent it. Which one it writes
    // cannot be seen, so a client that adds the other is counted as the proxy.
    return clients.every((client) => client === first) ? first : peer
  }
}

/**
 * Whether a text is a valid entry of `trustedProxies`: an address, or a network such as `10.0.0.0/8`. A network of all
 * addresses is not valid, because every client could then choose its address.
 */
export function isProxyEntry(text: string): boolean {
  return readNetwork(text) !== null
}

/**
 * What counts as one caller: an IPv4 address, or an IPv6 network of /64, since every household owns
 * 2^64 addresses of those.
 */
export function addressKey(address: string): string {
  const parsed = parseAddress(address)
  if (parsed === null || parsed instanceof ipaddr.IPv4) return parsed?.toString() ?? address
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16))
  return `${network.join(':')}::/64`
}

/** An IPv4 address that is written as IPv6 (`::ffff:192.0.2.7`) is the IPv4 address. */
function parseAddress(text: string): Address | null {
  const bare = text.split('%')[0] ?? text // a zone, as in fe80::1%eth0
  // Decimal only: what else is accepted as IPv4 (`0x7f.1`, `127.1`) is written by no proxy.
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare)
  return ipaddr.IPv6.isValid(bare) ? ipaddr.process(bare) : null
}

function readNetwork(text: string): Network | null {
  const [head = '', length, ...rest] = text.trim().split('/')
  const address = parseAddress(head)
  if (address === null || rest.length > 0) return null
  const longest = address instanceof ipaddr.IPv4 ? 32 : 128
  if (length === undefined) return [address, longest]
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : 0
  return bits >= 1 && bits <= longest ? [address, bits] : null
}

function isIn(address: Address, [network, prefixLength]: Network): boolean {
  return address.kind() === network.kind() && address.match(network, prefixLength)
}

/** `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`; else null. */
function readHop(text: string): string | null {
  const hop = text.trim()
  const [, inBrackets] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(hop) ?? []
  const [, beforePort] = /^([\d.]+):\d{1,5}$/.exec(hop) ?? []
  const address = inBrackets ?? beforePort ?? hop
  return parseAddress(address) === null ? null : address
}

/** [RFC 7239] The `for` of each element; an empty text for an element without one. */
function hopsOfForwarded(header: string): readonly string[] {
  // A quoted text may contain commas and semicolons.
  const elements = header.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+/g) ?? []
  return elements.map((element) => {
    const [, quoted, bare] =
      /(?:^|;)\s*for\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))/i.exec(element) ?? []
    return quoted?.replace(/\\(.)/g, '$1') ?? bare ?? ''
  })
}
