/**
 * The built demo page, served from memory. All files are read once at the start into a table by
 * path, so a request can only ever name a file that is in the table: there is no path to traverse.
 *
 * It does not build, compress or watch; `npm run dev` does that in another way. What the build has compressed, as
 * `main.js.br` and `main.js.gz` next to `main.js`, is sent to clients that accept it.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, posix, sep } from 'node:path'
import type { Pages } from '../app.ts'
import { type ContentCoding, chooseCoding, contentCodings } from './content-coding.ts'

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Only what the page needs, named one by one; no inline script or style, nothing from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const pageHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const

/** Vite puts a hash of the content into the name, so such a file never changes. */
const hashedName = /^\/assets\/.+-[\w-]{8,}\.\w+$/

type Bytes = Uint8Array<ArrayBuffer>

/** A file in one coding: bytes of its own, so an entity tag of its own. */
interface Variant {
  readonly bytes: Bytes
  readonly headers: Readonly<Record<string, string>>
  readonly etag: string
}

interface PageFile {
  readonly plain: Variant
  /** Those that are smaller, by coding. */
  readonly coded: ReadonlyMap<ContentCoding, Variant>
}

const extensions: { readonly [Coding in ContentCoding]: string } = { br: '.br', gzip: '.gz' }

/**
 * Reads a folder of static files. A folder without `index.html` gives pages that say so.
 *
 * @param folder where `npm run build:page` put the page.
 */
export async function readPages(folder: string): Promise<Pages> {
  const stored = new Map<string, Bytes>()
  for (const name of await listFiles(folder)) {
    const path = `/${name.split(sep).join(posix.sep)}`
    stored.set(path, new Uint8Array(await readFile(join(folder, name))))
  }
  const files = new Map<string, PageFile>()
  for (const [path, bytes] of stored) {
    if (!isCodedFile(path, stored)) files.set(path, describeFile(path, bytes, stored))
  }
  const start = files.get('/index.html')
  if (start !== undefined) files.set('/', start)

  return (path, { headers }) => {
    const file = files.get(path)
    if (file === undefined) return path === '/' ? missingPage() : null
    const coding = chooseCoding(headers.get('accept-encoding'), [...file.coded.keys()])
    const variant = (coding !== null && file.coded.get(coding)) || file.plain
    if (hasTag(headers.get('if-none-match'), variant.etag)) {
      return new Response(null, { status: 304, headers: variant.headers })
    }
    return new Response(variant.bytes, { headers: variant.headers })
  }
}

/** Whether it is another file, compressed, rather than a file of its own. */
function isCodedFile(path: string, stored: ReadonlyMap<string, Bytes>): boolean {
  return Object.values(extensions).some(
    (extension) => path.endsWith(extension) && stored.has(path.slice(0, -extension.length)),
  )
}

/** A list of tags; one that a proxy has made weak still names the same content. */
function hasTag(header: string | null, etag: string): boolean {
  if (header === null) return false
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length)
          .replace(/^[\\/]+/, ''),
      )
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function describeFile(path: string, bytes: Bytes, stored: ReadonlyMap<string, Bytes>): PageFile {
  const inCoding = (coding: ContentCoding) => stored.get(path + extensions[coding])
  const codings = contentCodings.filter(
    (coding) => (inCoding(coding)?.length ?? bytes.length) < bytes.length,
  )
  const headers = {
    ...pageHeaders,
    'content-type': mediaTypes[extname(path)] ?? 'application/octet-stream',
    'cache-control': hashedName.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    // Also on what is sent as it is: a cache must not give a coding to a client that cannot read it.
    ...(codings.length > 0 && { vary: 'accept-encoding' }),
  }
  const variant = (content: Bytes, more: Readonly<Record<string, string>> = {}): Variant => {
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
    return { bytes: content, etag, headers: { ...headers, ...more, etag } }
  }
  return {
    plain: variant(bytes),
    coded: new Map(
      codings.map((coding) => [
        coding,
        variant(inCoding(coding) ?? bytes, { 'content-encoding': coding }),
      ]),
    ),
  }
}

function missingPage(): Response {
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Streamgauge: the page is not built</title>
<h1>The server runs, its page is not built</h1>
<p>Run <code>npm run build:page</code> and start the server again; <code>npm start</code> does both.</p>
<p>The API answers: see <a href="/events/stats">/events/stats</a>.</p>
</html>
`
  return new Response(body, {
    status: 503,
    headers: { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' },
  })
}
