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

/** More proxies than this are in no chain, and reading addresses takes time. */
const maxHops = 32
/** An element of `Forwarded` has four. */
const maxPairs = 16

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
   *
   * @param hops from the right
   */
  function walk(peer: string, hops: Iterable<string>): string {
    let client = peer
    let count = 0
    for (const text of hops) {
      const hop = isTrusted(client) && count < maxHops ? readHop(text) : null
      if (hop === null) break
      client = hop
      count++
    }
    return client
  }

  return (peer, headers) => {
    if (peer === undefined || !isTrusted(peer)) return peer
    const forwardedFor = headers.get(forwardedForHeader)
    const forwarded = headers.get(forwardedHeader)
    const clients = [
      ...(forwardedFor === null ? [] : [walk(peer, forwardedFor.split(',').reverse())]),
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

/**
 * [RFC 7239] The `for` of each element, from the right; an empty text for an element without a readable one.
 *
 * Quotes are paired from the right too. What is to the left of the last element was written by others, and a quote that
 * they leave open must not reach into what the proxy has appended.
 */
function* hopsOfForwarded(header: string): Generator<string> {
  for (const element of partsFromRight(header, ',')) {
    let hop = ''
    let count = 0
    for (const pair of partsFromRight(element, ';')) {
      // Backslashes are part of no address.
      const [, quoted, bare] = /^for\s*=\s*(?:"([^"\\]*)"|([^\s"\\]*))$/i.exec(pair.trim()) ?? []
      hop = quoted ?? bare ?? hop
      if (++count === maxPairs) break
    }
    yield hop
  }
}

/** The parts between separators, but for those within quotes. Visits each character once. */
function* partsFromRight(text: string, separator: ',' | ';'): Generator<string> {
  let isQuoted = false
  let end = text.length
  for (let at = text.length - 1; at >= 0; at--) {
    const character = text[at]
    // Within quotes, one after a backslash is a part of the text.
    if (character === '"') isQuoted = !isQuoted || text[at - 1] === '\\'
    if (character !== separator || isQuoted) continue
    yield text.slice(at + 1, end)
    end = at
  }
  yield text.slice(0, end)
}
