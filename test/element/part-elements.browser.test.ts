/** The elements whose widgets are in files of their own: dashboards, tables and commands, on the feeds of one server. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { configure, mountBalance } from '../../src/element/index.ts'
import {
  companyFeed,
  createMockBackend,
  type MockBackend,
  memoryLog,
  ordersFeed,
} from '../../src/mocks/index.ts'
import { streaming } from '../../stories/sample-streams.ts'
import { createStream, recipient, sender, show, tokens } from './element-page.ts'

let company: ReturnType<typeof companyFeed>
let orders: ReturnType<typeof ordersFeed>
let backend: MockBackend
let warnings: string[] = []
let requests: string[] = []

beforeEach(async () => {
  const log = memoryLog()
  company = companyFeed({ log })
  orders = ordersFeed({ log })
  backend = createMockBackend({ feeds: [company, orders] })
  await createStream(backend)
  warnings = []
  requests = []
  configure({
    url: '',
    tokens,
    persist: false,
    fetch(input, init) {
      requests.push(`${init?.method ?? 'GET'} ${input}`)
      return backend.fetch(input, init)
    },
  })
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text))
})

afterEach(async () => {
  document.body.replaceChildren()
  await Promise.resolve()
  vi.restoreAllMocks()
  await backend.close()
})

const find = <Found extends HTMLElement>(element: Element, selector: string) =>
  element.shadowRoot?.querySelector<Found>(`.sg-element ${selector}`) ?? null
const textOf = (element: Element, selector: string) => find(element, selector)?.textContent ?? ''
const shows = (element: Element, selector: string, text: string | RegExp) =>
  expect.poll(() => textOf(element, selector)).toMatch(text)

const metric = (value: number) =>
  company.publish(
    { type: 'metric_updated', metric: 'active_volunteers', value, unit: 'people' },
    { tenant: 'acme' },
  )

describe('dashboards', () => {
  it('show the numbers of a company as they change, all on one connection', async () => {
    await metric(128)
    const attributes = 'company="acme" metric="active_volunteers"'
    const tile = show('sg-metric-tile', attributes)
    const number = show('sg-live-number', attributes)
    const table = show('sg-live-table', 'feed="company" company="acme"')
    await shows(tile, '.sg-metric', /Active volunteers.*128/)
    await shows(number, '.sg-live-number', /128.*people/)
    await shows(table, 'tbody', /active_volunteers.*128/)
    await metric(131)
    await shows(tile, '.sg-metric', /131/)
    await shows(number, '.sg-live-number', /131/)
    await shows(table, 'tbody', /131/)
    expect(backend.openConnections).toBe(1)
  })

  it('show the flags of a journey', async () => {
    const flag = (isSet: boolean) =>
      company.publish(
        { type: 'journey_flag_updated', journey: 'onboarding', flag: 'profile_complete', isSet },
        { tenant: 'acme' },
      )
    await flag(false)
    const flags = show('sg-journey-flags', 'company="acme" journey="onboarding"')
    await shows(flags, '.sg-flags', /Profile complete\s*Not set/)
    await flag(true)
    await shows(flags, '.sg-flags', /Profile complete\s*Set/)
  })

  it('show the values of the page without a server', async () => {
    configure(null)
    const tile = show('sg-metric-tile', 'label="Hours" value="1284.50" reference="1200" unit="h"')
    await shows(tile, '.sg-metric', /Hours.*1,284\.50.*up 84\.50/)
    tile.value = 1300
    await shows(tile, '.sg-metric', /1,300/)
    const table = show(
      'sg-live-table',
      `label="Rows" key-field="sku" default-sort="left descending"
       rows='[{"sku":"a","left":1},{"sku":"b","left":12}]' columns='[{"field":"sku","header":"Item"},{"field":"left","kind":"number"}]'`,
    )
    await shows(table, 'tbody', /^b.*a/)
    expect(textOf(table, 'thead')).toContain('Item')
    expect(requests).toEqual([])
    expect(warnings).toEqual([])
  })

  it('show the orders of a customer', async () => {
    const create = (customer: string) =>
      orders.store.create({
        ...{ customer, currency: 'EUR', status: 'placed' },
        items: [{ sku: 'MUG-01', name: 'Mug', quantity: 3, unitPrice: '24.90' }],
      })
    await create('cus_ada')
    await create('cus_bob')
    const table = show('sg-live-table', 'feed="orders" customer="cus_bob"')
    await shows(table, 'tbody', /cus_bob.*placed.*74\.70/)
    expect(textOf(table, 'tbody')).not.toContain('cus_ada')
  })
})

describe('the control of the page', () => {
  const press = (control: Element, label: string) =>
    [...(control.shadowRoot?.querySelectorAll('button') ?? [])]
      .find(({ textContent }) => textContent === label)
      ?.click()

  const isTicking = (element: Element) => find(element, '.sg-balance')?.dataset['ticking'] === ''
  const pressed = (control: Element) => textOf(control, '[aria-pressed=true]')

  it('stops the balances of every server, also those that are added later, and counts every feed', async () => {
    await metric(128)
    // The function of the options is for their server alone.
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
      backend.fetch(String(input).replace(/\/(other|third)/, ''), init),
    )
    const other = show('sg-flowing-balance', 'stream-id="1" url="/other"')
    const number = show('sg-live-number', 'company="acme" metric="active_volunteers"')
    await expect.poll(() => isTicking(other)).toBe(true)
    await shows(number, '.sg-live-number', /128/)
    const control = show('sg-live-control', '')
    await shows(control, '.sg-control', /Paused/)
    press(control, 'Paused')
    await expect.poll(() => isTicking(other)).toBe(false)
    const balance = show('sg-flowing-balance', 'stream-id="1"')
    const third = show('sg-flowing-balance', 'stream-id="1" url="/third"')
    await shows(balance, '.sg-balance__value', /\d/)
    await shows(third, '.sg-balance__value', /\d/)
    await expect.poll(() => [isTicking(balance), isTicking(third)]).toEqual([false, false])
    await metric(131)
    // One of the company; nothing is paused for payments.
    await shows(control, '.sg-control__waiting', /1/)
    expect(pressed(control)).toBe('Paused')
    press(control, 'Live')
    await expect.poll(() => [other, balance, third].map(isTicking)).toEqual([true, true, true])
  })

  it('needs no server', async () => {
    configure(null)
    const control = show('sg-live-control', '')
    const balance = show('sg-flowing-balance', '')
    balance.token = { symbol: 'USDC', decimals: 7 }
    const now = Math.floor(Date.now() / 1000)
    balance.stream = { ...streaming, startTime: now - 100, lastUpdateTime: now - 100 }
    await expect.poll(() => isTicking(balance)).toBe(true)
    press(control, 'Paused')
    await expect.poll(() => isTicking(balance)).toBe(false)
    press(control, 'Live')
    await expect.poll(() => isTicking(balance)).toBe(true)
    expect(warnings.filter((text) => text.includes('script-tag.md'))).toEqual([])
  })
})

describe('the table of payment streams', () => {
  it('has the streams of the account, and an event for the one that was opened', async () => {
    const table = show('sg-stream-table', `account="${recipient}" columns="party balance" openable`)
    await shows(table, '[role=grid]', /USDC/)
    expect(textOf(table, 'thead')).toMatch(/^\S+\s*\S+$/)
    const opened = new Promise<CustomEvent>((resolve) => {
      document.addEventListener('sg-open', (event) => resolve(event as CustomEvent), { once: true })
    })
    find(table, 'tbody tr')?.click()
    expect((await opened).detail.stream.streamId).toBe('1')
    expect(warnings).toEqual([])
  })

  it('reports columns that it does not have', () => {
    show('sg-stream-table', `account="${recipient}" columns="party total"`)
    expect(warnings.join()).toMatch(/attribute_invalid.*columns="party total".*`timeLeft`/)
  })
})

describe('one stream in detail', () => {
  it('has its terms, and explains the balance', async () => {
    const detail = show('sg-stream-detail', `stream-id="1" account="${recipient}"`)
    await shows(detail, '.sg-detail', /Deposited.*86,400/)
    find(detail, '.sg-inspector__trigger')?.click()
    await shows(detail, '.sg-inspector__panel', /Why this amount|withdrawable/i)
    // The focus is in the shadow tree, and the panel is in the top layer of the page.
    await expect.poll(() => detail.shadowRoot?.activeElement?.className).toMatch(/sg-inspector/)
  })
})

describe('commands', () => {
  it('go to the server of the element; their messages appear in the toaster of another account', async () => {
    const toaster = show('sg-toaster', '')
    const announcer = show('sg-announcer', '')
    const actions = show('sg-stream-actions', `stream-id="1" account="${sender}"`)
    const outcomes: unknown[] = []
    actions.addEventListener('sg-outcome', (event) => {
      outcomes.push((event as CustomEvent).detail.status)
    })
    await shows(actions, '.sg-actions', /Pause/)
    find(actions, '[data-action=pause]')?.click()
    await shows(toaster, '.sg-toaster', /paused/i)
    await shows(announcer, '.sg-announcer', /paused/i)
    expect(outcomes).toEqual(['confirmed'])
    expect(requests).toContain('POST /streams/1/pause')
  })

  it('go to the function of the page where there is one, and create streams', async () => {
    const form = show('sg-create-stream', `account="${sender}"`)
    const commands: string[] = []
    form.send = async ({ kind }) => {
      commands.push(kind)
      return { stream: null, eventId: null }
    }
    form.initial = {
      ...{ recipient, token: 'other', tokenAddress: streaming.tokenAddress },
      ...{ pay: 'total', total: '100', duration: '10', durationUnit: 'days' },
    }
    await shows(form, '.sg-create', /./)
    const created = new Promise((resolve) => form.addEventListener('sg-created', resolve))
    find<HTMLFormElement>(form, 'form')?.requestSubmit()
    await created
    expect(commands).toEqual(['create'])
    expect(requests.filter((each) => each.startsWith('POST'))).toEqual([])
  })
})

describe('mountBalance', () => {
  it('reports options that it does not have', () => {
    document.body.innerHTML = '<p></p>'
    mountBalance(document.querySelector('p'), { url: '', streamID: '1' } as never)
    expect(warnings.join()).toContain('option_unknown')
    expect(warnings.join()).toContain('Did you mean streamId?')
  })
})
