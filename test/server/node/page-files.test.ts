import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Pages } from '../../../server/app.ts'
import { readPages } from '../../../server/node/page-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'streamgauge-page-'))
let pages: Pages

beforeAll(async () => {
  mkdirSync(join(folder, 'site', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'not yours')
  writeFileSync(join(folder, 'site', 'index.html'), '<!doctype html><title>x</title>')
  writeFileSync(join(folder, 'site', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(join(folder, 'site', 'assets', 'main-DkQ1z_8a.js'), 'export {}')
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

describe('a page that was never built', () => {
  it('names the command to run', async () => {
    const missing = await readPages(join(folder, 'nowhere'))
    const response = missing('/', new Request('http://wired.test/'))
    expect(response?.status).toBe(503)
    expect(await response?.text()).toContain('npm run build:page')
    expect(missing('/index.html', new Request('http://wired.test/'))).toBeNull()
  })
})
