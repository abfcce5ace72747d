import { describe, expect, it } from 'vitest'
import {
  addressKey,
  createClientAddress,
  isProxyEntry,
} from '../../../server/ops/client-address.ts'
import { createWired } from '../../support/wired.ts'

const proxies = ['10.0.0.0/8', '192.0.2.1', '2001:db8:aaaa::/48']
const find = createClientAddress(proxies)
const from = (peer: string | undefined, headers: Record<string, string> = {}) =>
  find(peer, new Headers(headers))

describe('the address of a client', () => {
  it('is that of its socket when no proxy is trusted, whatever its headers contain', () => {
    const trustsNone = createClientAddress([])
    const headers = new Headers({ 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' })
    expect(trustsNone('192.0.2.1', headers)).toBe('192.0.2.1')
  })

  it('is that of its socket when its peer is no trusted proxy', () => {
    expect(from('198.51.100.7', { 'x-forwarded-for': '203.0.113.9' })).toBe('198.51.100.7')
    expect(from('198.51.100.7', { forwarded: 'for=203.0.113.9' })).toBe('198.51.100.7')
  })

  it('is not known where the host does not know the peer', () => {
    expect(from(undefined, { 'x-forwarded-for': '203.0.113.9' })).toBeUndefined()
  })

  it.each([
    ['one hop', '203.0.113.9', '203.0.113.9'],
    ['hops that the client added itself', '1.1.1.1, 8.8.8.8, 203.0.113.9', '203.0.113.9'],
    ['a client that names a trusted proxy', '10.0.0.1, 203.0.113.9', '203.0.113.9'],
    ['several proxies', '8.8.8.8, 203.0.113.9, 10.1.1.1, 10.2.2.2', '203.0.113.9'],
    ['only proxies', '10.1.1.1, 10.2.2.2', '10.1.1.1'],
    ['an address with a port', '203.0.113.9:55555', '203.0.113.9'],
    ['IPv6', '2001:db8::9', '2001:db8::9'],
    ['IPv6 in brackets with a port', '[2001:db8::9]:443', '2001:db8::9'],
    ['a proxy that is written as IPv6', '203.0.113.9, ::ffff:10.0.0.3', '203.0.113.9'],
    ['spaces and tabs', ' \t203.0.113.9 ', '203.0.113.9'],
  ])('is the rightmost hop that is no proxy: %s', (_, header, client) => {
    expect(from('10.0.0.2', { 'x-forwarded-for': header })).toBe(client)
  })

  it.each([
    ['nothing', ''],
    ['a comma', ','],
    ['a name', '203.0.113.9, unknown'],
    ['a name that the standard hides', '203.0.113.9, _gateway'],
    ['a number', '203.0.113.9, 2130706433'],
    ['hexadecimal digits', '203.0.113.9, 0x7f.1'],
    ['a short form', '203.0.113.9, 127.1'],
    ['an octet too large', '203.0.113.9, 203.0.113.999'],
    ['a network', '203.0.113.9, 203.0.113.0/24'],
    ['an open bracket', '203.0.113.9, [2001:db8::9'],
    ['a trailing comma', '203.0.113.9,'],
  ])('is the proxy itself when the last hop is no address: %s', (_, header) => {
    expect(from('10.0.0.2', { 'x-forwarded-for': header })).toBe('10.0.0.2')
  })

  it('takes several headers of one name as one list', () => {
    const headers = new Headers()
    headers.append('x-forwarded-for', '8.8.8.8')
    headers.append('x-forwarded-for', '203.0.113.9')
    expect(find('10.0.0.2', headers)).toBe('203.0.113.9')
  })

  it('is found in a header with thousands of forged hops', () => {
    const header = `${'10.9.9.9, '.repeat(5_000)}203.0.113.9`
    expect(from('10.0.0.2', { 'x-forwarded-for': header })).toBe('203.0.113.9')
  })

  it.each([
    ['for=203.0.113.9', '203.0.113.9'],
    ['for=8.8.8.8, For=203.0.113.9;proto=https;by=10.0.0.2', '203.0.113.9'],
    ['proto=https;for="203.0.113.9:4711"', '203.0.113.9'],
    ['for="[2001:db8::9]:4711"', '2001:db8::9'],
    ['for=203.0.113.9;host="a,b;for=1.1.1.1", for=10.3.3.3', '203.0.113.9'],
    ['for=unknown', '10.0.0.2'],
    ['for="_hidden"', '10.0.0.2'],
    ['xfor=1.1.1.1;proto=https', '10.0.0.2'],
    ['proto=https', '10.0.0.2'],
    ['for="203.0.113.9', '10.0.0.2'],
    // What the client wrote, and then what the proxy has appended.
    ['for=6.6.6.6;x=", for="[2001:db8::9]"', '2001:db8::9'],
    ['x="\\, for="203.0.113.9:4711"', '203.0.113.9'],
    ['for=6.6.6.6, for=203.0.113.9;host=";for=1.1.1.1;"', '203.0.113.9'],
    ['for=203.0.113.9;host="a\\",for=1.1.1.1"', '203.0.113.9'],
    ['for="6.6.6.6\\""', '10.0.0.2'],
  ])('is read from Forwarded: %s', (header, client) => {
    expect(from('10.0.0.2', { forwarded: header })).toBe(client)
  })

  it.each([
    ['a quote that is not closed', `for="${'\\"'.repeat(200_000)}`],
    ['quotes', '"'.repeat(400_000)],
    ['separators', `for=1.1.1.1${';'.repeat(400_000)}`],
    ['spaces', `for${' '.repeat(400_000)}x`],
    ['trusted hops', 'for=10.0.0.3,'.repeat(30_000)],
    ['trusted hops in the other header', '10.0.0.3,'.repeat(40_000)],
  ])('takes no time that grows with the square of the header: %s', (name, header) => {
    const field = name.includes('other') ? 'x-forwarded-for' : 'forwarded'
    const startedAtMs = performance.now()
    expect(from('10.0.0.2', { [field]: header })).toMatch(/^10\.0\.0\.[23]$/)
    // Twenty-five times what a server accepts as its head. With the square, it would be half a minute.
    expect(performance.now() - startedAtMs).toBeLessThan(2_000)
  })

  it('is the proxy when the two headers name different clients: one of them is forged', () => {
    const both = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=198.51.100.7' }
    expect(from('10.0.0.2', both)).toBe('10.0.0.2')
    expect(from('10.0.0.2', { ...both, forwarded: 'for=203.0.113.9' })).toBe('203.0.113.9')
  })

  it.each(['10.255.0.1', '192.0.2.1', '2001:db8:aaaa:1::5', '::ffff:10.0.0.9'])(
    'behind the proxy at %s is the forwarded one',
    (peer) => expect(from(peer, { 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9'),
  )
})

describe('an entry of trustedProxies', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '2001:db8::1/128', '::ffff:10.0.0.1'])(
    'is %s',
    (text) => expect(isProxyEntry(text)).toBe(true),
  )
  it.each(['', '*', 'nginx', '10.0.0', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/x'])(
    'is not %j',
    (text) => expect(isProxyEntry(text)).toBe(false),
  )
  it.each(['0.0.0.0/0', '::/0'])('is not %s, which trusts every client', (text) =>
    expect(isProxyEntry(text)).toBe(false),
  )
})

describe('one caller', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['a host without addresses', 'a host without addresses'],
  ])('at %s counts as %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})

describe('connections behind a trusted proxy', () => {
  const config = { trustedProxies: ['10.0.0.0/8'], maxConnectionsPerIp: 1 }
  const statuses = async (peer: string, clients: readonly string[]) => {
    const wired = createWired({ config, bindings: { remoteAddress: peer } })
    const answers = clients.map((client) =>
      wired.fetch('/events/subscribe?all=true', { headers: { 'x-forwarded-for': client } }),
    )
    return (await Promise.all(answers)).map(({ status }) => status)
  }

  it('are counted by client', async () => {
    expect(await statuses('10.0.0.2', ['203.0.113.9', '203.0.113.9', '198.51.100.7'])).toEqual([
      200, 429, 200,
    ])
  })

  it('are not multiplied by addresses that clients invent', async () => {
    expect(await statuses('10.0.0.2', ['1.1.1.1, 203.0.113.9', '2.2.2.2, 203.0.113.9'])).toEqual([
      200, 429,
    ])
    expect(await statuses('198.51.100.7', ['1.1.1.1', '2.2.2.2'])).toEqual([200, 429])
  })

  it('are counted by /64 of IPv6', async () => {
    expect(await statuses('10.0.0.2', ['2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'])).toEqual([
      200, 429, 200,
    ])
  })
})
