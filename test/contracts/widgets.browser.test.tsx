/**
 * What every widget promises, run over the registry: the same for all, so that a new one is held to
 * it without a line here. What one widget alone does is tested in test/widgets.
 */
import { cleanup, render } from '@testing-library/react'
import axe from 'axe-core'
import {
  type ComponentType,
  createElement,
  createRef,
  type ReactElement,
  type ReactNode,
} from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import * as actions from '../../src/actions.ts'
import '../../src/actions.css'
import * as dashboard from '../../src/dashboard.ts'
import '../../src/dashboard.css'
import * as kit from '../../src/index.ts'
import '../../src/styles.css'
import * as table from '../../src/table.ts'
import '../../src/table.css'
import type { TableColumn } from '../../src/table.ts'
import { widgets } from '../../src/widgets/registry.ts'
import type { WidgetEntry } from '../../src/widgets/widget-entry.ts'
import { history, transactionUrl } from '../../stories/sample-history.ts'
import { columns, keyOf, sampleOrders } from '../../stories/sample-orders.ts'
import { streaming } from '../../stories/sample-streams.ts'
import { createStill, open, Within } from '../../stories/still-session.tsx'
import { unreadableTexts, userTextSpacing } from '../support/text-layout.ts'

interface Story {
  readonly args?: Record<string, unknown>
  readonly render: (args: Record<string, unknown>) => ReactElement
}

const storyFiles = import.meta.glob<Record<string, unknown>>('../../stories/*.stories.tsx', {
  eager: true,
})

function storiesOf(widget: WidgetEntry): ReadonlyMap<string, Story> {
  const file = storyFiles[`../../stories/${widget.stories}`] ?? {}
  const { default: _, ...stories } = file
  return new Map(Object.entries(stories as Record<string, Story>))
}

/** With its props, as Storybook renders it. */
const elementOf = (story: Story) => story.render(story.args ?? {})

function show(story: Story, theme = 'light'): HTMLElement {
  const { container } = render(
    <div
      className="story sg-theme"
      data-theme={theme}
      style={{ background: 'var(--_sg-surface)', color: 'var(--_sg-ink)' }}
    >
      {elementOf(story)}
    </div>,
  )
  return container
}

/** The roots of this widget, and not of others that it is made of. */
function rootsIn(container: HTMLElement, widget: WidgetEntry): readonly HTMLElement[] {
  return [...container.querySelectorAll<HTMLElement>(`.${widget.className}`)]
}

/** Elements that only certain others may contain. */
const replacementOf: Readonly<Record<string, string>> = {
  Head: 'thead',
  Body: 'tbody',
  Row: 'tr',
  Cell: 'td',
  HeaderCell: 'td',
  Totals: 'tfoot',
  Total: 'tr',
  Search: 'input',
}

/** Attributes that a widget has only while it is used. */
const untilUsed: Readonly<Record<string, readonly string[]>> = {
  ActivityFeed: ['data-paused'],
  Party: ['data-copied'],
  LiveNumber: ['data-change'],
  LiveTable: ['data-held'],
  StreamTimeline: ['data-failed'],
  StreamTable: ['data-held'],
}

type AnyPart = ComponentType<Record<string, unknown>>

const entries = { dashboard, actions, table }
const entryOf = ({ entry }: WidgetEntry): object => (entry ? entries[entry] : kit)

/** A part by its name, `null` for the widget itself: the kit's names are not known to the compiler. */
function partOf(widget: WidgetEntry, part: string): AnyPart {
  const family = (entryOf(widget) as Record<string, Record<string, AnyPart>>)[widget.name]
  const found = family?.[part]
  if (!found) throw new Error(`${widget.name}.${part} does not exist: see registry.ts.`)
  return found
}

afterEach(cleanup)

/** Every story of a widget, one after the other, on a machine with little to spare. */
const axeTimeoutMs = 120_000

describe.each(widgets)('$name', (widget) => {
  const stories = storiesOf(widget)

  it('has a story for every state of the registry', () => {
    expect([...stories.keys()]).toEqual(expect.arrayContaining([...widget.states]))
  })

  it('is exported with its hook', () => {
    expect(entryOf(widget)).toHaveProperty(widget.name)
    expect(entryOf(widget)).toHaveProperty(widget.hook)
  })

  it('computes the variables of the theme at its root', () => {
    const [story] = stories.values()
    // Those of the main entry are in tokens.css (test/widgets/styles.test.ts).
    if (!story || !widget.entry) return
    const [root] = rootsIn(render(elementOf(story)).container, widget)
    expect(getComputedStyle(root ?? document.body).getPropertyValue('--_sg-ink')).not.toBe('')
  })

  it('has only documented attributes and values, in every story', () => {
    const allowed = new Map(widget.attributes.map(({ name, values }) => [name as string, values]))
    const seen = new Set<string>()
    for (const story of stories.values()) {
      for (const root of rootsIn(show(story), widget)) {
        for (const { name, value } of root.attributes) {
          // These two are for the style sheet and the ticker; their values are internal.
          if (!name.startsWith('data-') || /^data-(reserve|sg-section)$/.test(name)) continue
          expect(allowed.get(name), `${name}="${value}"`).toContain(value)
          seen.add(name)
        }
      }
    }
    expect([...allowed.keys()].filter((name) => !seen.has(name))).toEqual(
      // No pointer hovers over a list here, and nothing changes; the tests of each widget do.
      untilUsed[widget.name] ?? [],
    )
  })

  it('has no live region except the announcer', () => {
    const loud = '[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]'
    for (const story of stories.values()) {
      const container = show(story)
      for (const element of container.querySelectorAll(loud)) {
        expect(element.classList).toContain('sg-announcer')
      }
    }
  })

  it('passes axe in the dark theme, in every story', { timeout: axeTimeoutMs }, async () => {
    for (const [name, story] of stories) {
      const container = show(story, 'dark')
      const { violations } = await axe.run(container, {
        rules: { region: { enabled: false } },
      })
      expect(
        violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html}`),
        name,
      ).toEqual([])
      cleanup()
    }
  })

  it.each([
    ['its own spacing', ''],
    ['the text spacing of a user', userTextSpacing],
  ])('fits into 320 px with %s, in every story', (_, spacing) => {
    const style = document.createElement('style')
    style.textContent = `body { margin: 0; width: 320px; font: 14px/20px sans-serif }
      .story { padding: 16px } ${spacing}
      /* As it is once it is painted: placeholders of cards do not have the spacing of a user. */
      .sg-card { content-visibility: visible }`
    document.head.append(style)
    try {
      for (const [name, story] of stories) {
        const container = show(story)
        expect(unreadableTexts(container), name).toEqual([])
        expect(container.scrollWidth, name).toBeLessThanOrEqual(320)
        cleanup()
      }
    } finally {
      style.remove()
    }
  })

  describe.each([...widget.parts])('.%s', (part) => {
    const still = createStill({
      streams: [streaming],
      // A banner is there only while the page is not up to date.
      connection:
        part === 'Retry' || widget.name === 'StaleBanner' ? { status: 'closed', by: 'user' } : open,
      frames: [
        {
          kind: 'event',
          position: null,
          event: { type: 'stream.paused', streamId: '42', pausedAt: streaming.lastUpdateTime },
        },
      ],
    })

    const mount = (props: Record<string, unknown>) =>
      render(<Within still={still}>{place(widget, part, props)}</Within>).container

    it('is one DOM node, and forwards its ref', () => {
      const ref = createRef<Element>()
      const container = mount({ ref, id: 'here' })
      expect(container.querySelectorAll('#here')).toHaveLength(1)
      expect(ref.current).toBe(container.querySelector('#here'))
    })

    it('accepts class and style as values and as functions of the state', () => {
      const states: unknown[] = []
      const container = mount({
        id: 'here',
        className: (state: unknown) => {
          states.push(state)
          return 'mine'
        },
        style: () => ({ zIndex: 3 }),
      })
      const element = container.querySelector<HTMLElement>('#here')
      expect(element?.getAttribute('class')).toMatch(/^sg-.* mine$/)
      expect(element?.style.zIndex).toBe('3')
      expect(states[0]).toBeTypeOf('object')
    })

    it('can be replaced by another element, with its props and both refs', () => {
      const ref = createRef<Element>()
      const innerRef = createRef<HTMLElement>()
      const Tag = replacementOf[part] ?? 'em'
      const container = mount({
        ref,
        className: 'outer',
        render: createElement(Tag, { id: 'here', ref: innerRef, className: 'inner' }),
      })
      const element = container.querySelector('#here')
      expect(element?.localName).toBe(Tag)
      expect(element?.getAttribute('class')).toMatch(/^sg-.* outer inner$/)
      expect(ref.current).toBe(element)
      expect(innerRef.current).toBe(element)
    })

    it('can be rendered by a function', () => {
      const container = mount({
        render: (props: Record<string, unknown>) =>
          createElement(replacementOf[part] ?? 'strong', { ...props, 'data-mine': '' }),
      })
      expect(container.querySelectorAll('[data-mine][class^="sg-"]')).toHaveLength(1)
    })
  })
})

/** Puts one part where it belongs: into its root, and parts of an entry into an entry. */
function place(widget: WidgetEntry, part: string, props: Record<string, unknown>): ReactNode {
  const Root = partOf(widget, 'Root')
  const source = sources[widget.name] ?? { streamId: '42' }
  if (part === 'Root') return <Root {...source} {...props} />
  const Part = partOf(widget, part)
  if (widget.name === 'ActivityFeed') {
    return (
      <kit.ActivityFeed.Root>
        <FirstEntry part={part} props={props} />
      </kit.ActivityFeed.Root>
    )
  }
  if (widget.name === 'StreamTimeline') return inTimeline(part, props)
  const needs =
    widget.name === 'StreamTable'
      ? ownOfStreams[part]
      : widget.name === 'StreamActions' && part === 'Action'
        ? { action: 'pause' }
        : own[part]
  return <Root {...source}>{placeInside(widget, part, <Part {...props} {...needs} />)}</Root>
}

const [order] = sampleOrders(1)
const [column] = columns
const flag = { flag: 'profile_complete', isSet: true, atMs: 0 }
const send = () => new Promise<void>(() => {})
const toast: actions.Toast = {
  id: 1,
  subject: 'address',
  text: 'Address copied.',
  kind: 'done',
  durationMs: 0,
  place: 0,
  isLeaving: false,
  action: { label: 'Undo', run() {} },
}
const entry = {
  key: 'profile_complete',
  flag,
  name: 'Profile complete',
  stateText: 'Set',
  time: '00:00',
  isoTime: undefined,
  isChanged: false,
}

/** What widgets of plain data are given. */
const sources: Readonly<Record<string, Record<string, unknown>>> = {
  Party: { address: streaming.sender },
  TokenAmount: { units: 1n, token: { symbol: 'USDC', decimals: 7 } },
  StaleBanner: { afterMs: 0 },
  LastUpdated: { atMs: 0 },
  LiveNumber: { value: 1284 },
  MetricTile: { label: 'Volunteers', value: 128, previousValue: 120, history: [1, 2] },
  JourneyFlags: { flags: [flag] },
  LiveTable: { label: 'Orders', rows: [order], columns, keyOf },
  StreamActions: { streamId: '42', send },
  CreateStream: { send },
  Toaster: {},
}

/** What single parts need. */
const own: Readonly<Record<string, Record<string, unknown>>> = {
  Flag: { entry },
  Row: { row: order, index: 0 },
  Cell: { column },
  HeaderCell: { column },
  Field: { name: 'recipient' },
  Toast: { toast },
}

const streamColumn: TableColumn = {
  ...{ id: 'stream', header: 'Stream', kind: 'text', width: '1fr', phone: 'detail' },
  ...{ values: null, isMoving: false, text: null, total: null, cell: () => '42' },
}
const streamRow = { key: '42', stream: streaming, subscribe: () => () => {} }

/** The same for the table of payment streams. */
const ownOfStreams: Readonly<Record<string, Record<string, unknown>>> = {
  Row: { row: streamRow, index: 0 },
  Cell: { column: streamColumn },
  HeaderCell: { column: streamColumn },
}

/** Parts of a flag into a flag, and of a table into what a table has around them. */
function placeInside(widget: WidgetEntry, part: string, element: ReactElement): ReactNode {
  const { JourneyFlags, LiveTable } = dashboard
  const { Toaster } = actions
  if (widget.name === 'Toaster' && !['List', 'Toast'].includes(part)) {
    return <Toaster.Toast toast={toast}>{element}</Toaster.Toast>
  }
  if (widget.name === 'AmountInspector' && !['Trigger', 'Panel', 'Content'].includes(part)) {
    return <kit.AmountInspector.Content>{element}</kit.AmountInspector.Content>
  }
  if (widget.name === 'JourneyFlags' && ['Icon', 'Name', 'State', 'Time'].includes(part)) {
    return <JourneyFlags.Flag entry={entry}>{element}</JourneyFlags.Flag>
  }
  if (!/^(Live|Stream)Table$/.test(widget.name) || !tableParts.has(part)) return element
  const { Table, Body, Row } =
    widget.name === 'LiveTable' ? LiveTable : (table.StreamTable as unknown as typeof LiveTable)
  if (/^(Head|Body|Totals)$/.test(part)) return <Table>{element}</Table>
  const inRow = part === 'HeaderCell' || part === 'Cell'
  const row = widget.name === 'LiveTable' ? (order as object) : streamRow
  return (
    <Table>
      <Body>
        {inRow ? (
          <Row row={row} index={0}>
            {element}
          </Row>
        ) : (
          element
        )}
      </Body>
    </Table>
  )
}

/** Parts of an entry into the entry of an event that is given. */
function inTimeline(part: string, props: Record<string, unknown>): ReactNode {
  const Part = (kit.StreamTimeline as unknown as Record<string, AnyPart>)[part] as AnyPart
  const isOfEntry = [...entryParts, 'Ago', 'Transaction'].includes(part)
  return (
    <kit.StreamTimeline.Root streamId="42" events={history} transactionUrl={transactionUrl}>
      {part === 'Entry' || isOfEntry ? (
        <OfFirstRow part={part} props={props} />
      ) : (
        <Part {...props} />
      )}
    </kit.StreamTimeline.Root>
  )
}

function OfFirstRow({ part, props }: { readonly part: string; readonly props: object }) {
  const { entries } = kit.useStreamTimeline({ streamId: '42', events: history, transactionUrl })
  const [entry] = entries
  const Part = (kit.StreamTimeline as unknown as Record<string, AnyPart>)[part] as AnyPart
  if (!entry) throw new Error('The timeline has no entry.')
  if (part === 'Entry') return <Part {...props} entry={entry} />
  return (
    <kit.StreamTimeline.Entry entry={entry}>
      <Part {...props} />
    </kit.StreamTimeline.Entry>
  )
}

const tableParts = new Set(['Head', 'Body', 'Row', 'Cell', 'HeaderCell', 'Totals', 'Total'])

const entryParts = ['Icon', 'Title', 'Amount', 'Detail', 'Time']

function FirstEntry(options: { readonly part: string; readonly props: Record<string, unknown> }) {
  const { part, props } = options
  const { entries } = kit.useActivityFeed()
  const [entry] = entries
  const Part = (kit.ActivityFeed as unknown as Record<string, AnyPart>)[part]
  if (!entry || !Part) throw new Error(`ActivityFeed.${part} cannot be shown: see registry.ts.`)
  if (part === 'Entry') return <Part entry={entry} {...props} />
  if (!entryParts.includes(part)) return <Part {...props} />
  return (
    <kit.ActivityFeed.Entry entry={entry}>
      <Part {...props} />
    </kit.ActivityFeed.Entry>
  )
}
