import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { companyDefinition } from '../../src/feeds/company/company.ts'
import { orders } from '../../src/feeds/orders/orders.ts'
import { payments } from '../../src/feeds/payments/payments.ts'
import { decodeFrame } from '../../src/protocol/decode.ts'
import type { FeedDecoder } from '../../src/protocol/feed-codec.ts'
import { everyCut, type Noticed, readByTheBook, readWire } from './wire-log.ts'

const folder = fileURLToPath(new URL('../fixtures/wire/', import.meta.url))
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.sse'))
  .map((file) => file.slice(0, -4))

const bytesOf = (name: string) => new Uint8Array(readFileSync(`${folder}${name}.sse`))

/** What was noticed, with its meaning; amounts as `"36000000n"`, which no other string looks like. */
function meaningOf(log: readonly Noticed[], feed: FeedDecoder): unknown {
  const decoded = log.map((item) =>
    'frame' in item ? { ...item, means: decodeFrame(item.frame, feed) } : item,
  )
  return JSON.parse(
    JSON.stringify(decoded, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
  )
}

function feedOf(name: string): FeedDecoder {
  if (name.startsWith('orders-')) return orders
  return name.startsWith('company-') ? companyDefinition : payments
}

describe.each(names)('the recorded stream %s', (name) => {
  const bytes = bytesOf(name)
  const whole = readWire(bytes)
  const feed: FeedDecoder = feedOf(name)

  it('means what its json says', () => {
    const page = `${folder}${name}.json`
    // WRITE_FIXTURES=1 rewrites the meanings; read the difference before committing it.
    if (process.env['WRITE_FIXTURES']) {
      writeFileSync(page, `${JSON.stringify(meaningOf(whole, feed), null, 2)}\n`)
    }
    expect(meaningOf(whole, feed)).toEqual(JSON.parse(readFileSync(page, 'utf8')))
  })

  it('is read as the specification reads it', () => {
    expect(whole).toEqual(readByTheBook(bytes))
  })

  it('reads the same wherever it is cut in two', () => {
    for (const cut of everyCut(bytes)) {
      if (!sameLog(readWire(bytes, [cut]), whole)) expect(readWire(bytes, [cut])).toEqual(whole)
    }
  })

  it('reads the same byte by byte', () => {
    expect(readWire(bytes, everyCut(bytes))).toEqual(whole)
  })

  it('never emits more than whole frames when it breaks off', () => {
    for (const end of everyCut(bytes)) {
      const log = readWire(bytes.subarray(0, end))
      if (!sameLog(log, whole.slice(0, log.length))) {
        expect(log).toEqual(whole.slice(0, log.length))
      }
    }
  })
})

it('every recorded stream has its meaning next to it', () => {
  const pages = readdirSync(folder).filter((file) => file.endsWith('.json'))
  expect(pages.map((file) => file.slice(0, -5)).sort()).toEqual([...names].sort())
  expect(names.length).toBeGreaterThan(10)
})

/** `toEqual` thousands of times over would cost a minute; it is asked only to explain a difference. */
function sameLog(a: readonly Noticed[], b: readonly Noticed[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

describe('the recorded stream own-busy', () => {
  it('has pings while events flow, each with the number of events before it', () => {
    let events = 0
    const counts: number[] = []
    for (const item of readWire(bytesOf('own-busy'))) {
      const means = 'frame' in item ? decodeFrame(item.frame, payments) : null
      if (means?.kind === 'event') events++
      if (means?.kind !== 'ping') continue
      expect(means.delivered).toBe(events)
      counts.push(means.delivered)
    }
    expect(counts).toEqual([3, 6, 9])
    expect(events).toBe(10)
  })
})

describe('the recorded stream company-slow', () => {
  it('passes over values for which newer ones follow, and counts them in its ping', () => {
    const offsets: number[] = []
    const counts: unknown[] = []
    for (const item of readWire(bytesOf('company-slow'))) {
      const means = 'frame' in item ? decodeFrame(item.frame, companyDefinition) : null
      if (means?.kind === 'event') offsets.push(means.position?.offset ?? -1)
      if (means?.kind === 'ping') counts.push([means.delivered, means.conflated])
    }
    // 2 and 3 are older values of the metric of 8, and 4 is one of 7; 5 and 6 are changes of one flag.
    expect(offsets).toEqual([1, 5, 6, 7, 8, 9])
    expect(counts).toEqual([[6, 3]])
  })
})
