/** Elements with attributes that are missing or not valid: what is on the page, and what the console says. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { elements } from '../../src/element/elements.ts'
import { configure, type ElementTag } from '../../src/element/index.ts'
import { createMockBackend, type MockBackend } from '../../src/mocks/index.ts'
import { streaming } from '../../stories/sample-streams.ts'
import { createStream, phaseOf, recipient, show, tokens, widgetOf } from './element-page.ts'

let backend: MockBackend
let warnings: string[] = []
let warned: unknown[] = []

beforeEach(async () => {
  backend = createMockBackend()
  await createStream(backend)
  warnings = []
  warned = []
  connect()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.spyOn(console, 'warn').mockImplementation((text: string, element: unknown) => {
    // Those of React components in development are not in the script.
    if (!text.includes('script-tag.md')) return
    warnings.push(/\((\w+)\)/.exec(text)?.[1] ?? text)
    warned.push(element)
  })
})

afterEach(async () => {
  vi.useRealTimers()
  document.body.replaceChildren()
  document.documentElement.lang = ''
  await Promise.resolve()
  vi.restoreAllMocks()
  await backend.close()
})

function connect(account?: string) {
  configure({ url: '', tokens, persist: false, fetch: backend.fetch, account })
}

const untilText = (element: Element, text: string) =>
  vi.waitFor(() => expect(widgetOf(element)?.textContent).toBe(text))
const untilPhase = (element: Element, phase: string) =>
  vi.waitFor(() => expect(phaseOf(element)).toBe(phase), { timeout: 5_000 })

describe('an attribute that decides what is shown, and is not valid,', () => {
  it.each([
    ['sg-flowing-balance', 'stream-id="abc"', 'No stream with this ID'],
    ['sg-stream-card', 'stream-id=""', 'No stream with this ID'],
    ['sg-stream-card', 'stream="{"', 'Invalid data'],
    ['sg-runway', `stream-id="x" account="${recipient}"`, 'No stream with this ID'],
    ['sg-token-amount', 'units="1.5" decimals="7"', 'Invalid data'],
    ['sg-stream-table', `streams="{" account="${recipient}"`, 'Invalid data'],
    ['sg-metric-tile', 'value="many"', 'Invalid data'],
    ['sg-live-table', 'rows="[{"', 'Invalid data'],
    ['sg-flowing-balance', 'stream-id="1" kind="all"', 'Invalid data'],
    ['sg-account-balance', `account="${recipient}" kind="all"`, 'Invalid data'],
    ['sg-amount-inspector', 'stream-id="1" kind="all"', 'Invalid data'],
    ['sg-balance-forecast', 'stream-id="1" kind="all"', 'Invalid data'],
    ['sg-live-number', 'value="5" freshness="old"', 'Invalid data'],
    ['sg-metric-tile', 'value="5" phase="failed"', 'Invalid data'],
  ] as const)(
    'is said on the page, and once in the console: <%s %s>',
    async (tag, attributes, text) => {
      const element = show(tag, attributes)
      await untilText(element, text)
      expect(phaseOf(element)).toBe('error')
      element.remove()
      document.body.append(element)
      vi.advanceTimersByTime(10_000)
      await untilText(element, text)
      expect(warnings).toEqual(['attribute_invalid'])
      expect(warned).toEqual([element])
    },
  )

  it('is reported for each element', async () => {
    const elements = [1, 2].map(() => show('sg-flowing-balance', 'stream-id="abc"'))
    expect(warnings).toEqual(['attribute_invalid', 'attribute_invalid'])
    expect(warned).toEqual(elements)
  })

  it('does not show what the page has in its place', async () => {
    connect(recipient)
    const element = show('sg-account-balance', 'account="GABC"')
    await untilText(element, 'Invalid data')
    vi.advanceTimersByTime(10_000)
    await untilText(element, 'Invalid data')
    expect(warnings).toEqual(['attribute_invalid'])
  })

  it('shows the widget once it is valid', async () => {
    const balance = show('sg-flowing-balance', 'stream-id="abc"')
    await untilText(balance, 'No stream with this ID')
    balance.setAttribute('stream-id', '1')
    vi.useRealTimers()
    await untilPhase(balance, 'ready')
    balance.setAttribute('stream-id', 'abc')
    await untilText(balance, 'No stream with this ID')
    balance.streamId = '1'
    await untilPhase(balance, 'ready')
    expect(warnings).toEqual(['attribute_invalid'])
  })

  it('is ignored if it does not affect which amount is shown', async () => {
    const balance = show('sg-flowing-balance', 'stream-id="1" size="big" account="GABC"')
    vi.useRealTimers()
    await untilPhase(balance, 'ready')
    expect(balance.size).toBe('text')
    expect(warnings).toEqual(['attribute_invalid', 'attribute_invalid'])
  })
})

describe('an element with nothing to show', () => {
  it.each([
    ['sg-flowing-balance', 'No stream with this ID', /stream-id or stream\./],
    ['sg-stream-detail', 'No stream with this ID', /stream-id or stream\./],
    ['sg-account-balance', 'Unavailable', /streams or account\./],
    ['sg-party', 'Unavailable', /address\./],
  ] as const)('waits for a program, and then says so: <%s>', async (tag, text, names) => {
    const spoken = vi.mocked(console.warn)
    const element = show(tag, '')
    await vi.waitFor(() => expect(widgetOf(element)).toBeTruthy(), { timeout: 10_000 })
    expect(widgetOf(element)?.textContent).not.toBe(text)
    vi.advanceTimersByTime(3_000)
    await untilText(element, text)
    vi.advanceTimersByTime(10_000)
    expect(warnings).toEqual(['attribute_missing'])
    expect(spoken.mock.calls[0]?.[0]).toMatch(names)
  })

  it.each([
    ['sg-metric-tile', 'metric="sroi"', 'company'],
    ['sg-metric-tile', 'company="acme" label="Volunteers"', 'metric'],
    ['sg-live-number', 'metric="sroi"', 'company'],
    ['sg-journey-flags', 'journey="onboarding"', 'company'],
    ['sg-live-table', 'feed="company"', 'company'],
    ['sg-live-table', 'customer="cus_bob"', 'feed'],
  ] as const)(
    'is one that names half of its source as well: <%s %s>',
    async (tag, attributes, other) => {
      const spoken = vi.mocked(console.warn)
      const element = show(tag, attributes)
      await untilPhase(element, 'loading')
      vi.advanceTimersByTime(3_000)
      await untilText(element, 'Unavailable')
      expect(warnings).toEqual(['attribute_missing'])
      expect(spoken.mock.calls[0]?.[0]).toContain(`Write ${other} as well.`)
      element.setAttribute(other, 'orders')
      await vi.waitFor(() => expect(widgetOf(element)?.textContent).not.toBe('Unavailable'))
    },
  )

  it('is not a control of the page without a server', async () => {
    configure(null)
    show('sg-live-control', '')
    show('sg-connection-badge', '')
    await Promise.resolve()
    vi.advanceTimersByTime(10_000)
    expect(warned.map((element) => (element as Element).localName)).toEqual(['sg-connection-badge'])
  })

  it('is not an element that is waiting for a number of the page', async () => {
    const tile = show('sg-metric-tile', 'label="Hours"')
    await untilPhase(tile, 'loading')
    vi.advanceTimersByTime(10_000)
    await Promise.resolve()
    expect(phaseOf(tile)).toBe('loading')
    tile.company = 'acme'
    tile.value = 12
    await untilPhase(tile, 'ready')
    expect(warnings).toEqual([])
  })

  it('shows what a program sets in the end, and waits again when that is taken away', async () => {
    const balance = show('sg-flowing-balance', '')
    await Promise.resolve()
    vi.advanceTimersByTime(3_000)
    await untilText(balance, 'No stream with this ID')
    balance.stream = streaming
    await untilPhase(balance, 'ready')
    balance.stream = undefined
    await untilPhase(balance, 'loading')
    vi.advanceTimersByTime(3_000)
    await untilText(balance, 'No stream with this ID')
    expect(warnings).toEqual(['attribute_missing'])
  })

  it('is one without a server as well, unless it has what it shows', async () => {
    configure(null)
    const balance = show('sg-flowing-balance', 'stream-id="1"')
    const card = show('sg-stream-card', '')
    card.token = { symbol: 'USDC', decimals: 7 }
    card.stream = streaming
    await Promise.resolve()
    vi.advanceTimersByTime(3_000)
    await untilText(balance, 'Unavailable')
    await untilPhase(card, 'ready')
    expect(warnings).toEqual(['url_missing'])
  })
})

/** What JSON of another program may have: fields that are missing, or of another type. */
const damages = [
  { status: undefined },
  { status: 'paused' },
  { status: 'running' },
  { ratePerSecond: undefined },
  { ratePerSecond: 1.5 },
  { depositedAmount: null },
  { withdrawnAmount: '-5' },
  { startTime: null },
  { lastUpdateTime: '2026-01-01' },
]

describe('a payment stream whose terms cannot be right', () => {
  it.each(
    Object.entries(elements)
      .filter(([, { properties }]) => 'stream' in properties)
      .map(([tag]) => tag as ElementTag)
      // One has what the server knows of the stream, the other nothing.
      .filter((tag) => tag !== 'sg-stream-timeline' && tag !== 'sg-stream-actions'),
  )('is said in <%s>, without an error', async (tag) => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => {})
    for (const damage of damages) {
      const element = show(tag, `account="${recipient}" symbol="USDC" decimals="7"`)
      Object.assign(element, { stream: { ...streaming, ...damage } })
      const what = `${tag} ${JSON.stringify(damage)}`
      // The first one loads the file of its part.
      const timeout = 10_000
      await vi.waitFor(() => expect(widgetOf(element), what).not.toBeNull(), { timeout })
      await vi.waitFor(() => expect(phaseOf(element) ?? 'error', what).toBe('error'), { timeout })
      element.remove()
    }
    expect(warnings).toEqual([])
    expect(errors).not.toHaveBeenCalled()
  })
})

describe('a widget that fails', () => {
  it('shows the error in its own element, and no other', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const totals = show('sg-account-balance', `streams="{}" account="${recipient}"`)
    await untilText(totals, 'Invalid data')
    expect(warnings).toEqual(['widget_failed'])
    totals.account = String(streaming.recipient)
    totals.streams = [streaming]
    totals.tokens = tokens
    await untilPhase(totals, 'ready')
  })
})
