/** The custom elements in a page: properties and attributes, one connection, moves, fallback, language, styles. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { base } from '../../src/element/components.tsx'
import { createElementClass } from '../../src/element/element-class.ts'
import { elements } from '../../src/element/elements.ts'
import { configure, type ElementTag, mountBalance } from '../../src/element/index.ts'
import { createMockBackend, type MockBackend } from '../../src/mocks/index.ts'
import { streaming } from '../../stories/sample-streams.ts'
import { selectionChanges } from '../support/selection.ts'
import {
  createStream,
  phaseOf,
  recipient,
  sender,
  token,
  tokens,
  widgetOf,
} from './element-page.ts'

let backend: MockBackend
/** The feeds that were requested, one entry a connection. */
let feeds: string[] = []
let warnings: string[] = []

beforeEach(async () => {
  backend = createMockBackend()
  for (const _ of [1, 2]) await createStream(backend)
  feeds = []
  warnings = []
  configure({
    url: '',
    tokens,
    persist: false,
    fetch(input, init) {
      if (input.includes('/events/subscribe')) feeds.push(input)
      return backend.fetch(input, init)
    },
  })
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text))
})

afterEach(async () => {
  document.body.replaceChildren()
  document.documentElement.lang = ''
  // Elements unmount once the task is over.
  await Promise.resolve()
  vi.restoreAllMocks()
  await backend.close()
})

function show(html: string): void {
  document.body.innerHTML = html
}

function get<Tag extends ElementTag>(tag: Tag, index = 0): HTMLElementTagNameMap[Tag] {
  const element = document.querySelectorAll(tag)[index]
  if (!element) throw new Error(`There is no ${tag}.`)
  return element
}

const textOf = (element: Element) =>
  element.shadowRoot?.querySelector('.sg-balance__value')?.textContent ?? ''
const isReady = (element: Element) => expect.poll(() => phaseOf(element)).toBe('ready')

/** Defines the element under a new name. */
let defined = 0
function newTag(): string {
  defined += 1
  return `test-balance-${defined}`
}
const defineAs = (tag: string) =>
  customElements.define(
    tag,
    createElementClass({
      ...{ tag, entry: elements['sg-flowing-balance'] },
      base: { styles: '', components: { [tag]: base.components['sg-flowing-balance'] } },
    }),
  )

describe('an element', () => {
  it('shows the balance of its stream, which moves', async () => {
    show('<sg-flowing-balance url="" stream-id="1"></sg-flowing-balance>')
    const balance = get('sg-flowing-balance')
    await isReady(balance)
    const before = textOf(balance)
    expect(before).toMatch(/^1\d\d\.\d/)
    await expect.poll(() => textOf(balance)).not.toBe(before)
    expect(warnings).toEqual([])
  })

  it('shows a stream that is in its attribute without any request', async () => {
    const stream = JSON.stringify(streaming, (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    configure({ url: 'https://nowhere.invalid' })
    show('<sg-stream-card symbol="USDC" decimals="7"></sg-stream-card>')
    const card = get('sg-stream-card')
    card.setAttribute('stream', stream)
    await isReady(card)
    expect(widgetOf(card)?.textContent).toContain('USDC')
    expect(feeds).toEqual([])
  })

  it('counts what was set before it was defined, as property and as attribute', async () => {
    const tag = newTag()
    show(`<${tag} url="" kind="streamed"></${tag}>`)
    const balance = document.body.firstElementChild as HTMLElementTagNameMap['sg-flowing-balance']
    balance.streamId = '2'
    balance.token = token
    defineAs(tag)
    expect([balance.streamId, balance.getAttribute('stream-id')]).toEqual(['2', '2'])
    expect(Object.keys(balance)).toEqual([])
    await isReady(balance)
    expect(widgetOf(balance)?.getAttribute('data-kind')).toBe('streamed')
  })

  it('is defined for every entry, with its widget in it', async () => {
    show(
      Object.keys(elements)
        .map(
          (tag) =>
            `<${tag} url="" stream-id="1" account="${recipient}" address="${sender}" units="1"></${tag}>`,
        )
        .join(''),
    )
    for (const element of document.body.children) {
      // Shows nothing while balances are up to date.
      if (element.localName === 'sg-stale-banner') continue
      await expect
        .poll(() => widgetOf(element)?.className, { message: element.localName })
        .toMatch(/^sg-/)
    }
    // Those of React components in development are not in the script.
    const own = warnings.filter((text) => text.includes('script-tag.md'))
    expect(own.filter((text) => !text.includes('attribute_unknown'))).toEqual([])
  })
})

describe('properties and attributes', () => {
  it('are the same, and have the documented defaults', () => {
    show('<sg-flowing-balance url=""></sg-flowing-balance>')
    const balance = get('sg-flowing-balance')
    expect(balance).toMatchObject({ kind: 'withdrawable', size: 'text', digits: 'auto' })
    expect(balance).toMatchObject({ hideSymbol: false, streamId: undefined })
    balance.kind = 'remaining'
    balance.digits = 2
    balance.hideSymbol = true
    expect(balance.outerHTML).toContain('kind="remaining" digits="2" hide-symbol=""')
    balance.setAttribute('kind', 'withdrawn')
    balance.setAttribute('hide-symbol', 'false')
    balance.removeAttribute('digits')
    expect(balance).toMatchObject({ kind: 'withdrawn', hideSymbol: false, digits: 'auto' })
    balance.kind = undefined as never
    expect(balance.hasAttribute('kind')).toBe(false)
    expect(balance.kind).toBe('withdrawable')
  })

  it('show what they were changed to', async () => {
    show('<sg-flowing-balance url="" stream-id="1" hide-symbol></sg-flowing-balance>')
    const balance = get('sg-flowing-balance')
    await isReady(balance)
    expect(widgetOf(balance)?.querySelector('.sg-balance__symbol')).toBeNull()
    balance.hideSymbol = false
    balance.kind = 'remaining'
    await expect
      .poll(() => widgetOf(balance)?.querySelector('.sg-balance__symbol')?.textContent)
      .toBe('USDC')
    expect(widgetOf(balance)?.getAttribute('data-kind')).toBe('remaining')
  })

  it.each([
    ['kind="all"', 'attribute_invalid', 'Nothing is shown'],
    ['align="left"', 'attribute_invalid', 'start is used'],
    ['stream-id="0x2a"', 'attribute_invalid', 'Nothing is shown'],
    ['decimals="x"', 'attribute_invalid', 'ignored'],
    ['stream="{"', 'attribute_invalid', 'JSON'],
    ['digits="-1"', 'attribute_invalid', 'whole number'],
    ['account="GABC"', 'attribute_invalid', 'Stellar'],
  ])('that are not valid are reported and replaced: %s', (attribute, code, words) => {
    show(`<sg-flowing-balance url="" ${attribute}></sg-flowing-balance>`)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`Streamgauge (${code})`)
    expect(warnings[0]).toContain(words)
    const balance = get('sg-flowing-balance')
    expect([balance.kind, balance.streamId, balance.digits]).toEqual([
      'withdrawable',
      undefined,
      'auto',
    ])
  })

  it('keep their value when a program sets them to what is not valid', () => {
    show('<sg-flowing-balance url="" kind="remaining"></sg-flowing-balance>')
    const balance = get('sg-flowing-balance')
    balance.kind = 'nothing' as never
    expect(balance.kind).toBe('remaining')
    expect(warnings.join()).toContain('property_invalid')
    balance.streamId = 42 as never
    expect(balance.streamId).toBe('42')
    balance.streamId = (2 ** 60) as never
    expect(balance.streamId).toBe('42')
  })

  it('that are misspelled, and a missing server, are reported once a program had its time', async () => {
    vi.useFakeTimers()
    configure(null)
    show('<sg-flowing-balance streamId="1" class="x" data-y="z" title="t"></sg-flowing-balance>')
    vi.advanceTimersByTime(3000)
    vi.useRealTimers()
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toContain('no attribute "streamid". Did you mean stream-id?')
    expect(warnings[1]).toContain('url_missing')
  })
})

describe('elements of one server', () => {
  it('share one connection, whatever their account and the spelling of the url', async () => {
    show(`
      <sg-flowing-balance url="" stream-id="1"></sg-flowing-balance>
      <sg-flowing-balance url="/" stream-id="2"></sg-flowing-balance>
      <sg-flowing-balance url="${location.origin}" stream-id="1"></sg-flowing-balance>
      <sg-stream-card stream-id="1" account="${recipient}"></sg-stream-card>
      <sg-stream-card stream-id="1" account="${sender}"></sg-stream-card>`)
    for (const element of document.body.children) await isReady(element)
    expect(backend.openConnections).toBe(1)
    // React renders roots one by one, so that the first may ask alone; with Preact there is one request (test/package).
    expect(feeds.at(-1)).toMatch(/streams=1&streams=2/)
    const directions = [0, 1].map((index) =>
      widgetOf(get('sg-stream-card', index))?.getAttribute('data-direction'),
    )
    expect(directions).toEqual(['incoming', 'outgoing'])
  })

  it('do not connect again when they are moved, one by one or with what is around them', async () => {
    show(
      '<main><sg-flowing-balance url="" stream-id="1"></sg-flowing-balance></main><aside></aside>',
    )
    const balance = get('sg-flowing-balance')
    await isReady(balance)
    const widget = widgetOf(balance)
    const aside = document.querySelector('aside') as HTMLElement
    aside.append(balance)
    await Promise.resolve()
    document.body.prepend(aside)
    balance.remove()
    aside.append(balance)
    await Promise.resolve()
    expect(widgetOf(balance)).toBe(widget)
    const before = textOf(balance)
    await expect.poll(() => textOf(balance)).not.toBe(before)
    expect(feeds).toHaveLength(1)
  })

  it('disconnect when the last is removed, and show the balance again when it comes back', async () => {
    show('<sg-flowing-balance url="" stream-id="1"></sg-flowing-balance>')
    const balance = get('sg-flowing-balance')
    await isReady(balance)
    balance.remove()
    await expect.poll(() => backend.openConnections, { timeout: 5_000 }).toBe(0)
    expect(widgetOf(balance)).toBeNull()
    document.body.append(balance)
    await isReady(balance)
    expect(feeds).toHaveLength(2)
  })

  it('use the token of that server only, and connect again after configure', async () => {
    const asked: string[] = []
    const getToken = () => {
      asked.push('token')
      return 'secret'
    }
    const tokens: (string | null)[] = []
    const fetch = (input: string, init?: RequestInit) => {
      tokens.push(new Headers(init?.headers).get('authorization'))
      return backend.fetch(input, init)
    }
    configure({ url: '', getToken, fetch, persist: false })
    show('<sg-flowing-balance stream-id="1" decimals="7"></sg-flowing-balance>')
    await isReady(get('sg-flowing-balance'))
    expect(tokens).toEqual(['Bearer secret'])
    configure({ url: '', fetch, persist: false })
    await expect.poll(() => tokens).toEqual(['Bearer secret', null])
    configure({ url: 'https://other.invalid', getToken, fetch, persist: false })
    show('<sg-flowing-balance url="" stream-id="1" decimals="7"></sg-flowing-balance>')
    await Promise.resolve()
    expect(asked).toEqual(['token'])
  })
})

describe('the selection of a user', () => {
  async function select(element: Element): Promise<Element> {
    await isReady(element)
    const integer = element.shadowRoot?.querySelector('.sg-balance__integer') as HTMLElement
    const changed = new Promise((done) =>
      document.addEventListener('selectionchange', done, { once: true }),
    )
    await userEvent.dblClick(integer)
    await changed
    return integer
  }

  it('is not written over, and what is copied has every digit', async () => {
    show(`<p>First <sg-flowing-balance url="" stream-id="1"></sg-flowing-balance>
      <sg-flowing-balance url="" stream-id="2" kind="remaining"></sg-flowing-balance></p>`)
    const [selected, other] = [get('sg-flowing-balance'), get('sg-flowing-balance', 1)]
    await select(selected)
    const [text, before] = [textOf(selected), textOf(other)]
    await expect.poll(() => textOf(other)).not.toBe(before)
    expect(textOf(selected)).toBe(text)
    // A double click ends after the element, in the text around it.
    const [digits] = selected.shadowRoot?.querySelector('.sg-balance__integer')?.childNodes ?? []
    await selectionChanges(
      (selection) => digits && selection.setBaseAndExtent(digits, 0, digits, 2),
    )
    const data = new DataTransfer()
    selected.shadowRoot
      ?.querySelector('.sg-balance__value')
      ?.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true }))
    expect(data.getData('text/plain')).toMatch(/^\d{3}(\.\d+)?$/)
    getSelection()?.removeAllRanges()
    await expect.poll(() => textOf(selected)).not.toBe(text)
  })

  it('of the text around an element holds its number as well', async () => {
    show('<p>First <sg-flowing-balance url="" stream-id="1"></sg-flowing-balance> last</p>')
    const balance = get('sg-flowing-balance')
    await isReady(balance)
    await selectionChanges((selection) => selection.selectAllChildren(document.body))
    const text = textOf(balance)
    for (let frame = 0; frame < 30; frame += 1) await new Promise(requestAnimationFrame)
    expect(textOf(balance)).toBe(text)
    await selectionChanges((selection) => selection.removeAllRanges())
    await expect.poll(() => textOf(balance)).not.toBe(text)
  })
})

describe('what an element contains', () => {
  it('is shown until the first value, and not after that', async () => {
    show('<sg-flowing-balance url="" stream-id="1"><b>12.30 USDC</b></sg-flowing-balance>')
    const balance = get('sg-flowing-balance')
    const fallback = balance.firstElementChild as HTMLElement
    await Promise.resolve()
    expect(fallback.offsetWidth).toBeGreaterThan(0)
    expect(balance.shadowRoot?.querySelector('.sg-element')).toHaveProperty('hidden', true)
    await isReady(balance)
    expect(fallback.offsetWidth).toBe(0)
    expect((widgetOf(balance) as HTMLElement).offsetWidth).toBeGreaterThan(0)
  })

  it('may be empty: then the widget shows that it is loading', async () => {
    configure({ url: '', fetch: () => new Promise(() => {}), persist: false })
    show('<sg-flowing-balance url="" stream-id="1">\n</sg-flowing-balance>')
    const balance = get('sg-flowing-balance')
    await expect.poll(() => phaseOf(balance)).toBe('loading')
    expect((widgetOf(balance) as HTMLElement).offsetWidth).toBeGreaterThan(0)
  })
})

describe('language and look', () => {
  it('follow the page: lang, dir, data-theme and variables', async () => {
    show(`<div lang="de" dir="rtl" data-theme="dark" style="--sg-ink: rgb(1, 2, 3)">
      <sg-flowing-balance url="" stream-id="1"></sg-flowing-balance>
      <sg-stream-status-badge url="" stream-id="1"></sg-stream-status-badge></div>`)
    const badge = get('sg-stream-status-badge')
    const label = () => badge.shadowRoot?.querySelector('.sg-status__label')?.textContent
    await expect.poll(label).toBe('Läuft')
    await expect.poll(() => textOf(get('sg-flowing-balance'))).toMatch(/^\d+,\d/)
    const style = getComputedStyle(widgetOf(badge) as Element)
    expect(style.colorScheme).toBe('dark')
    expect(style.direction).toBe('rtl')
    expect(style.getPropertyValue('--_sg-direction')).toBe('-1')
    expect(style.getPropertyValue('--_sg-ink')).toBe('rgb(1, 2, 3)')
    badge.parentElement?.setAttribute('lang', 'en')
    await expect.poll(label).toBe('Streaming')
  })

  it('are in constructed style sheets, one for all elements', async () => {
    show('<sg-stream-card url=""></sg-stream-card><sg-stream-card url=""></sg-stream-card>')
    await Promise.resolve()
    const [first, second] = [0, 1].map((index) => get('sg-stream-card', index).shadowRoot)
    expect(first?.adoptedStyleSheets[0]).toBe(second?.adoptedStyleSheets[0])
    expect(document.querySelector('style[data-streamgauge], sg-stream-card style')).toBeNull()
  })

  it('work in another document, such as that of a frame', async () => {
    show('<iframe></iframe><sg-flowing-balance url="" stream-id="1"></sg-flowing-balance>')
    const balance = get('sg-flowing-balance')
    await isReady(balance)
    const frame = document.querySelector('iframe')?.contentDocument
    frame?.body.append(balance)
    await isReady(balance)
    expect(getComputedStyle(widgetOf(balance) as Element).getPropertyValue('--_sg-ink')).not.toBe(
      '',
    )
    document.body.append(balance)
    await isReady(balance)
  })
})

describe('mountBalance', () => {
  it('shows a balance, changes it, and puts back what was there', async () => {
    show('<p id="pay">…</p>')
    const target = document.querySelector('#pay')
    const balance = mountBalance(target, { url: '', streamId: '1' })
    await isReady(balance.element)
    balance.update({ kind: 'remaining' })
    await expect.poll(() => widgetOf(balance.element)?.getAttribute('data-kind')).toBe('remaining')
    expect(balance.element.streamId).toBe('1')
    balance.unmount()
    balance.unmount()
    expect(document.body.innerHTML).toBe('<p id="pay">…</p>')
    await expect.poll(() => backend.openConnections, { timeout: 5_000 }).toBe(0)
  })

  it('refuses what is no element, and an element that has a balance', () => {
    show('<p></p>')
    expect(() => mountBalance(null, {})).toThrow(
      expect.objectContaining({ code: 'mount_target_missing' }),
    )
    mountBalance(document.querySelector('p'), { url: '' })
    expect(() => mountBalance(document.querySelector('p'), { url: '' })).toThrow(
      expect.objectContaining({ code: 'mount_target_taken' }),
    )
  })
})
