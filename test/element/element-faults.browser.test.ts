/** Elements with attributes that are missing or not valid: what is on the page, and what the console says. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { configure, type ElementTag } from '../../src/element/index.ts'
import { createMockBackend, demoAccounts, type MockBackend } from '../../src/mocks/index.ts'
import { streaming } from '../../stories/sample-streams.ts'

const [sender = '', recipient = ''] = demoAccounts.map(({ address }) => address)

let backend: MockBackend
let warnings: string[] = []
let warned: unknown[] = []

beforeEach(async () => {
  backend = createMockBackend()
  await backend.ledger.create({
    sender,
    recipient,
    tokenAddress: streaming.tokenAddress,
    ratePerSecond: 1_000_000n,
    depositedAmount: 864_000_000_000n,
    startTime: Math.floor(Date.now() / 1000) - 1_000,
  })
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
  const tokens = { [streaming.tokenAddress]: { symbol: 'USDC', decimals: 7 } }
  configure({ url: '', tokens, persist: false, fetch: backend.fetch, account })
}

function show<Tag extends ElementTag>(tag: Tag, attributes: string): HTMLElementTagNameMap[Tag] {
  document.body.insertAdjacentHTML('beforeend', `<${tag} ${attributes}></${tag}>`)
  return document.body.lastElementChild as unknown as HTMLElementTagNameMap[Tag]
}

const widgetOf = (element: Element) =>
  element.shadowRoot?.querySelector<HTMLElement>('.sg-element > *')
const phaseOf = (element: Element) => widgetOf(element)?.getAttribute('data-phase')
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

  it('does not matter where it decides something else', async () => {
    const balance = show('sg-flowing-balance', 'stream-id="1" kind="all" account="GABC"')
    vi.useRealTimers()
    await untilPhase(balance, 'ready')
    expect(widgetOf(balance)?.dataset['kind']).toBe('withdrawable')
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
    await vi.waitFor(() => expect(widgetOf(element)).toBeTruthy())
    expect(widgetOf(element)?.textContent).not.toBe(text)
    vi.advanceTimersByTime(3_000)
    await untilText(element, text)
    vi.advanceTimersByTime(10_000)
    expect(warnings).toEqual(['attribute_missing'])
    expect(spoken.mock.calls[0]?.[0]).toMatch(names)
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

describe('a widget that fails', () => {
  it('says so in its element, and not to the others', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const totals = show('sg-account-balance', `streams="{}" account="${recipient}"`)
    await untilText(totals, 'Invalid data')
    expect(warnings).toEqual(['widget_failed'])
    totals.account = String(streaming.recipient)
    totals.streams = [streaming]
    totals.tokens = { [streaming.tokenAddress]: { symbol: 'USDC', decimals: 7 } }
    await untilPhase(totals, 'ready')
  })
})
