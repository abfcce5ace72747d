/**
 * The head of a request that is nothing but a GET: what the front (front.ts) may answer without node:http.
 * The grammar is far stricter than HTTP's, on purpose: a head is read here only if every parser there is
 * would read the same in it. Everything else is not refused but left to node:http.
 *
 * It answers nothing and knows no socket.
 */

/** A request as read from its head: what `IncomingMessage` has of it, under the same names. */
export interface PlainRequest {
  readonly method: 'GET'
  /** Path and query, as in the request line. */
  readonly url: string
  /** By name in lower case. No name comes twice. */
  readonly headers: Readonly<Record<string, string>>
  /** Names and values in turns, as they came. */
  readonly rawHeaders: readonly string[]
}

/** Longer heads are left to node:http, which takes up to 16 KiB. */
const maxHeadBytes = 8_192
const maxHeaders = 64

/** Path and query of printable ASCII without what URLs have to escape; no fragment, no backslash. */
const requestLine = /^GET (\/[!$&-;=?-Z_a-z~%]*) HTTP\/1\.1$/
/** One space or none, a value of printable ASCII that begins and ends with something visible. */
const headerLine = /^([A-Za-z][A-Za-z0-9-]*): ?([!-~](?:[ -~]*[!-~])?)$/

/** Headers that change how a message or its connection is read (RFC 9110, RFC 9112). */
const framing: ReadonlySet<string> = new Set([
  'content-length',
  'transfer-encoding',
  'content-encoding',
  'expect',
  'te',
  'trailer',
  'upgrade',
  'keep-alive',
  'proxy-connection',
  'http2-settings',
])

/**
 * Reads a head.
 *
 * @param chunk the first bytes of a request, and all that has arrived of it
 * @param paths the paths that may be answered
 * @returns null for everything but one complete, plain GET of one of these paths that ends with the chunk
 */
export function readPlainRequest(chunk: Buffer, paths: ReadonlySet<string>): PlainRequest | null {
  if (chunk.byteLength > maxHeadBytes) return null
  const text = chunk.toString('latin1')
  if (!text.endsWith('\r\n\r\n')) return null
  const lines = text.slice(0, -4).split('\r\n')
  const url = requestLine.exec(lines[0] ?? '')?.[1]
  if (url === undefined || !paths.has(url.split('?', 1)[0] ?? '')) return null
  if (lines.length > maxHeaders + 1) return null

  const headers: Record<string, string> = {}
  const rawHeaders: string[] = []
  for (let index = 1; index < lines.length; index++) {
    // An empty line would be the end of this head and the beginning of another request.
    const [, name, value] = headerLine.exec(lines[index] ?? '') ?? []
    if (name === undefined || value === undefined) return null
    const key = name.toLowerCase()
    if (framing.has(key) || Object.hasOwn(headers, key)) return null
    // A copy: a part of a string keeps the whole of it in memory, and a cursor lives as long as its connection.
    const copied = Buffer.from(value, 'latin1').toString('latin1')
    headers[key] = copied
    rawHeaders.push(name, copied)
  }
  const { host, connection = 'keep-alive' } = headers
  if (host === undefined || connection.toLowerCase() !== 'keep-alive') return null
  return { method: 'GET', url, headers, rawHeaders }
}
