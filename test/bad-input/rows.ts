/** Bad requests and faults, a row each. What is answered is not written here: docs/bad-input.md has it. */
import { alice, bob, token } from '../support/wired.ts'
import type { WorldName } from './worlds.ts'

export interface Row {
  readonly what: string
  /** Method and path, as in the request line. */
  readonly request: string
  readonly body?: string
  /** What is shown of the body, if not its beginning. */
  readonly shown?: string
  /** More than `Host`, and `content-type: application/json` of a POST; `null` leaves that one out. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Default: `plain`. */
  readonly world?: WorldName
  /** Sent as it is, in place of everything above but the description. */
  readonly raw?: string
}

const stream = {
  sender: alice,
  recipient: bob,
  tokenAddress: token,
  ratePerSecond: '1000',
  depositedAmount: '1000000',
}
const create = (what: string, change: object): Row => ({
  what,
  request: 'POST /streams',
  body: JSON.stringify({ ...stream, ...change }),
  shown: `… ${JSON.stringify(change).slice(1, -1)} …`,
})
const topUp = (what: string, body: string, headers?: Row['headers']): Row => ({
  what,
  request: 'POST /streams/1/top-up',
  body,
  ...(headers && { headers }),
})
const repeated = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}=${index}`).join('&')
const wrongChecksum = `${alice.slice(0, -1)}${alice.endsWith('A') ? 'B' : 'A'}`

export const groups: Readonly<Record<string, readonly Row[]>> = {
  'Query parameters': [
    { what: 'a subscription to nothing', request: 'GET /events/subscribe' },
    { what: '`all=false` and nothing else', request: 'GET /events/subscribe?all=false' },
    { what: 'a boolean that is none', request: 'GET /events/subscribe?all=maybe' },
    { what: 'a boolean twice', request: 'GET /events/subscribe?all=true&all=true' },
    { what: 'a misspelt parameter', request: 'GET /events/subscribe?stream=1' },
    {
      what: 'a misspelt parameter next to a known one',
      request: `GET /events/subscribe?streams=1&user=${bob}`,
    },
    {
      what: 'a stream id beyond u64',
      request: 'GET /events/subscribe?streams=18446744073709551616',
    },
    { what: 'a negative stream id', request: 'GET /events/subscribe?streams=-1' },
    { what: 'two ids in one value', request: 'GET /events/subscribe?streams=1,2' },
    {
      what: 'an address with a wrong checksum',
      request: `GET /events/subscribe?users=${wrongChecksum}`,
    },
    { what: 'a contract as a user', request: `GET /events/subscribe?users=${token}` },
    { what: '101 streams', request: `GET /events/subscribe?${repeated('streams', 101)}` },
    {
      what: 'a way of reporting errors that does not exist',
      request: 'GET /events/subscribe?all=true&errors=loud',
    },
    {
      what: 'a snapshot of something unknown',
      request: 'GET /events/subscribe?all=true&snapshot=yes',
    },
    {
      what: 'a parameter that only a subscription has',
      request: 'GET /events/snapshot?all=true&errors=inline',
    },
    { what: 'a page of no items', request: 'GET /streams?limit=0' },
    { what: 'a page beyond 1,000', request: 'GET /streams?limit=1001' },
    { what: 'a limit that is no number', request: 'GET /streams?limit=ten' },
    { what: 'a limit twice', request: 'GET /streams?limit=1&limit=2' },
    { what: 'a status that does not exist', request: 'GET /streams?status=open' },
    { what: 'a sender that is no address', request: 'GET /streams?sender=GABC' },
    { what: 'an event type that does not exist', request: 'GET /events?type=stream.exploded' },
    { what: 'a time in words', request: 'GET /streams/1/claimable?at=soon' },
    { what: 'a time before 1970', request: 'GET /streams/1/claimable?at=-1' },
    {
      what: 'a time beyond what a `Date` holds',
      request: 'GET /streams/1/claimable?at=8640000000001',
    },
    { what: 'a parameter of a command', request: 'POST /streams/1/withdraw?amount=5' },
  ],
  Cursors: [
    { what: 'a cursor of a list that is no id', request: 'GET /streams?cursor=abc' },
    { what: 'a cursor of another history', request: 'GET /events?cursor=other.3' },
    { what: 'a cursor of the history without an offset', request: 'GET /events?cursor=other' },
  ],
  Bodies: [
    topUp('no body', ''),
    topUp('JSON that breaks off', '{"amount":'),
    topUp('a comma too many', '{"amount":"1",}'),
    topUp('a list', '[]'),
    topUp('`null`', 'null'),
    topUp('a text', '"1"'),
    topUp('a missing field', '{}'),
    topUp('an unknown field', '{"amount":"1","memo":"hello"}'),
    topUp('an unknown field, twice', '{"memo":"1","memo":"2"}'),
    topUp('10,000 lists in each other', `{"amount":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    topUp('64 KiB and a byte', JSON.stringify({ amount: '1'.repeat(65_525) })),
    topUp('a form', 'amount=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    topUp('a body that is not declared', '{"amount":"1"}', { 'content-type': null }),
    {
      what: 'a body where none is taken',
      request: 'POST /streams/1/withdraw',
      body: '{"amount":"5"}',
    },
    topUp('an amount as a JSON number', '{"amount":1}'),
    topUp('an amount as a number of 25 digits', '{"amount":1000000000000000000000000}'),
    topUp('an amount with a fraction', '{"amount":"1.5"}'),
    topUp('an amount with an exponent', '{"amount":"1e3"}'),
    topUp('an amount with a leading zero', '{"amount":"007"}'),
    topUp('an amount with a sign', '{"amount":"+1"}'),
    topUp('an amount in full-width digits', '{"amount":"１０"}'),
    topUp('an amount of zero', '{"amount":"0"}'),
    topUp('a negative amount', '{"amount":"-1"}'),
    topUp('an amount beyond 128 bits', `{"amount":"${2n ** 127n}"}`),
    topUp('an amount of 1,000 digits', `{"amount":"${'9'.repeat(1_000)}"}`),
    topUp('a deposit that exceeds 128 bits with it', `{"amount":"${2n ** 127n - 1n}"}`),
    create('a rate of zero', { ratePerSecond: '0' }),
    create('a negative rate', { ratePerSecond: '-5' }),
    create('a sender with a wrong checksum', { sender: wrongChecksum }),
    create('a contract as the recipient', { recipient: token }),
    create('a token without an address', { tokenAddress: 'native' }),
    create('a stream to its own sender', { recipient: alice }),
    create('a start as a text', { startTime: '1790000000' }),
    create('a start in a fraction of a second', { startTime: 1.5 }),
    create('a start in milliseconds beyond a `Date`', { startTime: 9e15 }),
  ],
  'Headers, methods and paths': [
    {
      what: 'an empty idempotency key',
      request: 'POST /streams/1/pause',
      headers: { 'idempotency-key': '' },
    },
    {
      what: 'an idempotency key with a space',
      request: 'POST /streams/1/pause',
      headers: { 'idempotency-key': 'a b' },
    },
    {
      what: 'an idempotency key of 201 characters',
      request: 'POST /streams/1/pause',
      headers: { 'idempotency-key': 'k'.repeat(201) },
    },
    {
      what: 'the idempotency key of another command',
      request: 'POST /streams/1/pause',
      headers: { 'idempotency-key': 'used' },
    },
    { what: 'another host name', request: 'GET /streams', headers: { host: 'evil.example' } },
    {
      what: 'a command from a page of another origin',
      request: 'POST /streams/1/pause',
      headers: { origin: 'https://evil.example' },
    },
    {
      what: 'a command that a browser marks as cross-site',
      request: 'POST /streams/1/pause',
      headers: { 'sec-fetch-site': 'cross-site' },
    },
    {
      what: 'a command without `Origin` that is not declared as JSON',
      request: 'POST /streams/1/pause',
      headers: { 'content-type': null },
    },
    { what: 'a method that the path does not have', request: 'DELETE /streams/1' },
    { what: 'a subscription by POST', request: 'POST /events/subscribe?all=true' },
    { what: 'a path that does not exist', request: 'GET /nowhere' },
    { what: 'a command that does not exist', request: 'POST /streams/1/explode' },
    { what: 'a path that climbs', request: 'GET /../../etc/passwd' },
  ],
  'Commands that the contract refuses': [
    { what: 'a stream that does not exist', request: 'GET /streams/999' },
    { what: 'an id with a leading zero', request: 'GET /streams/01' },
    { what: 'a command on a stream that does not exist', request: 'POST /streams/999/withdraw' },
    { what: 'a command on an id that is none', request: 'POST /streams/abc/cancel' },
    { what: 'a withdrawal before the start', request: 'POST /streams/4/withdraw' },
    { what: 'a withdrawal during a pause', request: 'POST /streams/2/withdraw' },
    { what: 'a pause of a paused stream', request: 'POST /streams/2/pause' },
    { what: 'a resume of a running stream', request: 'POST /streams/1/resume' },
    { what: 'a withdrawal from a cancelled stream', request: 'POST /streams/3/withdraw' },
    { what: 'a pause of a cancelled stream', request: 'POST /streams/3/pause' },
    { what: 'a resume of a cancelled stream', request: 'POST /streams/3/resume' },
    { what: 'a second cancellation', request: 'POST /streams/3/cancel' },
    {
      what: 'a top-up of a cancelled stream',
      request: 'POST /streams/3/top-up',
      body: '{"amount":"1"}',
    },
    {
      what: 'a cancellation by the recipient',
      request: 'POST /streams/1/cancel',
      world: 'as the recipient of all streams',
    },
    {
      what: 'a subscription to the topics of others',
      request: `GET /events/subscribe?users=${alice}`,
      world: 'as the recipient of all streams',
    },
    {
      what: 'a command without credentials',
      request: 'POST /streams/1/pause',
      world: 'behind an authenticator, without a token',
    },
    {
      what: 'a read without credentials',
      request: 'GET /streams',
      world: 'behind an authenticator, without a token',
    },
  ],
  'Faults and limits': [
    {
      what: 'a feed, while the server drains',
      request: 'GET /events/subscribe?all=true',
      world: 'while it drains',
    },
    {
      what: 'a feed above `maxConnections`',
      request: 'GET /events/subscribe?all=true',
      world: 'with as many feeds as it may hold',
    },
    {
      what: 'a feed above `maxConnectionsPerIp`',
      request: 'GET /events/subscribe?all=true',
      world: 'with as many feeds of this address as it may hold',
    },
    {
      what: 'a command without an event log',
      request: 'POST /streams/1/pause',
      world: 'whose event log is out of reach',
    },
    {
      what: 'a read without an event log',
      request: 'GET /streams',
      world: 'whose event log is out of reach',
    },
    {
      what: 'a subscription without an event log',
      request: 'GET /events/subscribe?all=true',
      world: 'whose event log is out of reach',
    },
    {
      what: 'a command on a full disk',
      request: 'POST /streams/1/top-up',
      body: '{"amount":"1"}',
      world: 'on a full disk',
    },
    {
      what: 'a command after the clock was set by a year',
      request: 'POST /streams/1/pause',
      world: 'whose clock was set by a year',
    },
    {
      what: 'a read of a damaged stream',
      request: 'GET /streams/1',
      world: 'with a damaged stream 1',
    },
    {
      what: 'a command on a damaged stream',
      request: 'POST /streams/1/pause',
      world: 'with a damaged stream 1',
    },
  ],
  'What is not HTTP': [
    { what: 'a request line that is none', request: '', raw: 'hello\r\n\r\n' },
    {
      what: 'a header without a colon',
      request: '',
      raw: 'GET /streams HTTP/1.1\r\nHost: a\r\nx\r\n\r\n',
    },
    { what: 'no `Host`', request: '', raw: 'GET /streams HTTP/1.1\r\n\r\n' },
    {
      what: 'two lengths that differ',
      request: '',
      raw: 'POST /streams HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
    },
    {
      what: 'a length and chunks',
      request: '',
      raw: 'POST /streams HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    },
    {
      what: '100 KB of headers',
      request: '',
      raw: `GET /streams HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
    },
    {
      what: 'an expectation that cannot be met',
      request: '',
      raw: 'POST /streams HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: miracles\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    },
  ],
}
