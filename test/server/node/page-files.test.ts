import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Pages } from '../../../server/app.ts'
import { readPages } from '../../../server/node/page-files.ts'

const long = 'export const number = 1\n'.repeat(200)
const folder = mkdtempSync(join(tmpdir(), 'streamgauge-page-'))
let pages: Pages

beforeAll(async () => {
  mkdirSync(join(folder, 'site', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'not yours')
  writeFileSync(join(folder, 'site', 'index.html'), '<!doctype html><title>x</title>')
  writeFileSync(join(folder, 'site', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(join(folder, 'site', 'assets', 'main-DkQ1z_8a.js'), 'export {}')
  writeFileSync(join(folder, 'site', 'assets', 'long-DkQ1z_8b.js'), long)
  writeFileSync(join(folder, 'site', 'assets', 'long-DkQ1z_8b.js.br'), brotliCompressSync(long))
  writeFileSync(join(folder, 'site', 'assets', 'long-DkQ1z_8b.js.gz'), gzipSync(long))
  writeFileSync(join(folder, 'site', 'assets', 'main-DkQ1z_8a.js.gz'), gzipSync('export {}'))
  pages = await readPages(join(folder, 'site'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function get(path: string, headers: Record<string, string> = {}): Response | null {
  return pages(path, new Request(`http://wired.test${path}`, { headers }))
}

describe('the built page', () => {
  it('is served with a policy that allows its own files and nothing else', async () => {
    const response = get('/')
    expect(response?.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = response?.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(policy).not.toContain('*')
    expect(response?.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response?.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await response?.text()).toContain('<title>')
  })

  it('can be restored by the back button in WebKit, since it has no opener policy', () => {
    expect(get('/')?.headers.has('cross-origin-opener-policy')).toBe(false)
  })

  it('gives each file its type, and lets hashed ones be cached permanently', () => {
    const script = get('/assets/main-DkQ1z_8a.js')
    expect(script?.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(script?.headers.get('cache-control')).toContain('immutable')
    expect(get('/icon.svg')?.headers.get('content-type')).toBe('image/svg+xml')
    expect(get('/icon.svg')?.headers.get('cache-control')).toBe('no-cache')
  })

  it('is not sent again to a client that has it', () => {
    const etag = get('/')?.headers.get('etag') ?? ''
    expect(get('/', { 'if-none-match': etag })?.status).toBe(304)
    expect(get('/', { 'if-none-match': '"other"' })?.status).toBe(200)
  })

  it.each([
    '/secret.txt',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/',
    '/assets',
    '/constructor',
  ])('does not know %s', (path) => {
    expect(pages(path, new Request('http://wired.test/'))).toBeNull()
  })
})

describe('a file that the build has compressed', () => {
  const path = '/assets/long-DkQ1z_8b.js'
  const ask = (accepted?: string, more: Record<string, string> = {}) => {
    const response = get(path, {
      ...(accepted !== undefined && { 'accept-encoding': accepted }),
      ...more,
    })
    if (!response) throw new Error(`${path} is not there.`)
    return response
  }
  const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

  it.each([
    { accepted: 'gzip, deflate, br, zstd', coding: 'br' },
    { accepted: 'gzip, deflate', coding: 'gzip' },
    { accepted: 'br;q=0, gzip', coding: 'gzip' },
    { accepted: 'br;q=0.2, gzip;q=0.8', coding: 'gzip' },
    { accepted: '*', coding: 'br' },
    { accepted: 'GZIP', coding: 'gzip' },
    { accepted: 'identity, br;q=0.5', coding: null },
    { accepted: 'br;q=0, gzip;q=0', coding: null },
    { accepted: 'br;q=x', coding: null },
    { accepted: 'deflate', coding: null },
    { accepted: '', coding: null },
    { accepted: undefined, coding: null },
  ])('is sent as $coding to clients that accept $accepted', async ({ accepted, coding }) => {
    const response = ask(accepted)
    expect(response.headers.get('content-encoding')).toBe(coding)
    expect(response.headers.get('vary')).toBe('accept-encoding')
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    const bytes = await bytesOf(response)
    const decode = { br: brotliDecompressSync, gzip: gunzipSync, null: (plain: Buffer) => plain }
    expect(decode[String(coding) as keyof typeof decode](bytes).toString()).toBe(long)
    if (coding !== null) expect(bytes.length).toBeLessThan(long.length / 10)
  })

  it('has a tag for each coding, since the bytes differ', () => {
    const tags = ['br', 'gzip', 'identity'].map((coding) => ask(coding).headers.get('etag'))
    expect(new Set(tags).size).toBe(3)
    const [brotli, gzip] = tags
    expect(ask('br', { 'if-none-match': `"other", ${brotli}` }).status).toBe(304)
    expect(ask('br', { 'if-none-match': `W/${brotli}` }).status).toBe(304)
    expect(ask('br', { 'if-none-match': `${gzip}` }).status).toBe(200)
    const notModified = ask('br', { 'if-none-match': `${brotli}` })
    expect(notModified.headers.get('vary')).toBe('accept-encoding')
    expect(notModified.headers.get('etag')).toBe(brotli)
  })

  it('has no address of its own while it is compressed', () => {
    expect(get(`${path}.br`)).toBeNull()
    expect(get(`${path}.gz`)).toBeNull()
  })

  it('is sent as it is where that is smaller', () => {
    const response = get('/assets/main-DkQ1z_8a.js', { 'accept-encoding': 'gzip' })
    expect(response?.headers.has('content-encoding')).toBe(false)
    expect(response?.headers.has('vary')).toBe(false)
  })
})

describe('a page that was never built', () => {
  it('names the command to run', async () => {
    const missing = await readPages(join(folder, 'nowhere'))
    const response = missing('/', new Request('http://wired.test/'))
    expect(response?.status).toBe(503)
    expect(await response?.text()).toContain('npm run build:page')
    expect(missing('/index.html', new Request('http://wired.test/'))).toBeNull()
  })
})
