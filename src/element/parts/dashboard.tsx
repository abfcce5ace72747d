/** Numbers, flags and rows: those of the page, or those of the feed of a company or of orders. */
import { type ReactElement, type ReactNode, useMemo } from 'react'
import { company } from '../../feeds/company/company.ts'
import type { FeedDefinition, FeedFilterOf } from '../../feeds/definition.ts'
import { orders } from '../../feeds/orders/orders.ts'
import { useJourneyFlags, useMetric, useMetricSource } from '../../react/company/use-metric.ts'
import { isLiveValue } from '../../react/dashboard/exact-decimal.ts'
import { useValueHistory } from '../../react/dashboard/use-value-history.ts'
import { FeedSessionProvider } from '../../react/feed-session-provider.tsx'
import { useFeedItems } from '../../react/use-feed.ts'
import { useFeedFreshness } from '../../react/use-feed-freshness.ts'
import { JourneyFlags } from '../../widgets/journey-flags/journey-flags.tsx'
import { LiveNumber } from '../../widgets/live-number/live-number.tsx'
import type { LiveTableColumn } from '../../widgets/live-table/columns.ts'
import { LiveTable } from '../../widgets/live-table/live-table.tsx'
import { MetricTile, type MetricTileProps } from '../../widgets/metric-tile/metric-tile.tsx'
import type { ElementColumn } from '../dashboard-elements.ts'
import { useServerFeed } from '../element-context.ts'
import styles from './dashboard.css?inline'
import type { ComponentsOf, ElementPart, PropsOf } from './part.ts'

const components: ComponentsOf<'dashboard'> = {
  'sg-live-number': NumberOfPageOrCompany,
  'sg-metric-tile': TileOfPageOrCompany,
  'sg-journey-flags': FlagsOfPageOrCompany,
  'sg-live-table': TableOfPageOrFeed,
}

export const part: ElementPart = { components, styles }

/** Below it the hooks of a feed of the server work; without a server, and without the feed, `otherwise` is shown. */
function Feed<Definition extends FeedDefinition>(props: {
  readonly feed: Definition
  readonly otherwise: ReactNode
  readonly children: ReactNode
}) {
  const session = useServerFeed(props.feed)
  if (!session) return props.otherwise
  return <FeedSessionProvider session={session}>{props.children}</FeedSessionProvider>
}

type NumberProps = PropsOf<'sg-live-number'>

function NumberOfPageOrCompany({ company: id, metric, ...props }: NumberProps): ReactElement {
  const own = <LiveNumber {...props} />
  if (id === undefined || metric === undefined) return own
  return (
    <Feed feed={company(id)} otherwise={own}>
      <NumberOfCompany {...{ id, metric, props }} />
    </Feed>
  )
}

interface OfMetric<Props> {
  readonly id: string
  readonly metric: string
  /** Those of the element win. */
  readonly props: Props
}

function NumberOfCompany({ id, metric, props }: OfMetric<NumberProps>) {
  const source = useMetricSource(metric, id)
  const { unit } = useMetric(metric, id)
  return <LiveNumber label={readableName(metric)} unit={unit} {...props} source={source} />
}

type TileProps = PropsOf<'sg-metric-tile'>

function TileOfPageOrCompany({ company: id, metric, ...props }: TileProps): ReactElement {
  const own = <MetricTile label="" {...(props as Partial<MetricTileProps>)} />
  if (id === undefined || metric === undefined) return own
  return (
    <Feed feed={company(id)} otherwise={own}>
      <TileOfCompany {...{ id, metric, props }} />
    </Feed>
  )
}

function TileOfCompany({ id, metric, props }: OfMetric<TileProps>) {
  const used = useMetric(metric, id)
  const history = useValueHistory(used.value, { atMs: used.atMs })
  const { label = readableName(metric), ...others } = props
  return <MetricTile {...used} {...{ label, history }} {...others} />
}

type FlagsProps = Omit<PropsOf<'sg-journey-flags'>, 'company' | 'journey'>

function FlagsOfPageOrCompany(all: PropsOf<'sg-journey-flags'>): ReactElement {
  const { company: id, journey, ...props } = all
  const own = <Flags {...props} />
  if (id === undefined || journey === undefined) return own
  return (
    <Feed feed={company(id)} otherwise={own}>
      <FlagsOfCompany {...{ id, journey, props }} />
    </Feed>
  )
}

function FlagsOfCompany(all: {
  readonly id: string
  readonly journey: string
  readonly props: FlagsProps
}) {
  const { id, journey, props } = all
  return <Flags label={readableName(journey)} {...useJourneyFlags(journey, id)} {...props} />
}

function Flags({ nameOfFlag, silent, ...props }: FlagsProps & { readonly connected?: boolean }) {
  return <JourneyFlags {...props} nameOf={nameOfFlag} isSilent={silent} />
}

type TableProps = PropsOf<'sg-live-table'>
type ShownTableProps = Omit<TableProps, 'feed' | 'company' | 'customer' | 'rows'> & {
  readonly rows?: readonly object[] | undefined
  readonly connected?: boolean
}

function TableOfPageOrFeed(all: TableProps): ReactElement {
  const { feed, company: id, customer, ...props } = all
  const own = <Table {...props} />
  if (feed === 'orders') {
    const filter = customer === undefined ? everything : { customers: [customer] }
    return (
      <Feed feed={orders} otherwise={own}>
        <RowsOfFeed feed={orders} filter={filter} keyField="id" label={feed} props={props} />
      </Feed>
    )
  }
  if (feed !== 'company' || id === undefined) return own
  return (
    <Feed feed={company(id)} otherwise={own}>
      <RowsOfFeed
        feed={company(id)}
        filter={metricsAlone}
        keyField="metric"
        label={id}
        props={props}
      />
    </Feed>
  )
}

const everything = { all: true } as const
const metricsAlone = { kinds: ['metric'] } as const

function RowsOfFeed<Definition extends FeedDefinition>(all: {
  readonly feed: Definition
  readonly filter: FeedFilterOf<Definition>
  readonly keyField: string
  readonly label: string
  readonly props: ShownTableProps
}) {
  const { feed, filter, keyField, label, props } = all
  const { items, phase } = useFeedItems(feed, filter)
  const freshness = useFeedFreshness(feed)
  return (
    <Table
      {...{ keyField, phase }}
      label={readableName(label)}
      {...freshness}
      {...props}
      rows={items as readonly object[]}
    />
  )
}

type Row = Readonly<Record<string, unknown>>

function Table(all: ShownTableProps): ReactElement {
  const { rows, columns, keyField = 'id', label = '', ...props } = all
  const [first] = (rows ?? []) as readonly Row[]
  // Fields of the first row that was seen: a table keeps its columns.
  const fields = first && JSON.stringify(columnsOf(first))
  const shown = useMemo(() => {
    const given = columns ?? (fields ? (JSON.parse(fields) as readonly ElementColumn[]) : [])
    return given.map(columnOf)
  }, [columns, fields])
  const keyOf = useMemo(() => (row: object) => String((row as Row)[keyField]), [keyField])
  return <LiveTable {...props} rows={rows} columns={shown} keyOf={keyOf} label={label} />
}

/** Every field of a row that is a text or a number. */
function columnsOf(row: Row): readonly ElementColumn[] {
  return Object.entries(row).flatMap(([field, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number') return []
    const isTime =
      typeof value === 'string' ? /^\d{4}-\d\d-\d\dT/.test(value) : /AtMs$|^atMs$/.test(field)
    return [{ field, kind: isTime ? 'time' : isLiveValue(value) ? 'number' : 'text' }]
  })
}

function columnOf({ field, header, kind, ...style }: ElementColumn): LiveTableColumn<object> {
  return {
    ...style,
    ...{ id: field, header: header ?? readableName(field), kind },
    // What a row has under the name is up to the page; cells show nothing for what they cannot show.
    value: (row: object) => (row as Row)[field] as string | undefined,
  } as LiveTableColumn<object>
}

/** `active_volunteers` and `activeVolunteers` read “Active volunteers”. */
function readableName(name: string): string {
  const words = name
    .replace(/[_.-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`)
    .trim()
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`
}
