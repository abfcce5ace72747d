/** The numbers of a company as tiles: its impact first, then every metric that it has, each with its latest values. */
import { useId, useMemo } from 'react'
import { MetricTile, useValueHistory, type ValueAt } from '../../dashboard.ts'
import { company } from '../../feeds/company/index.ts'
import { useFeedItems } from '../../index.ts'
import { useMetric } from '../../react/company/index.ts'
import { inKnownOrder, textOf, useDashboardMessages } from './dashboard-language.ts'
import type { EarlierValues } from './use-earlier-values.ts'

const twoDigits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
const oneDigit = { minimumFractionDigits: 1, maximumFractionDigits: 1 }
/** With the room for a line, which each of them gets. */
const noValues: readonly number[] = []
/** As many points as a line of this size can show. */
const shownAtMost = 40
const skeletons = ['a', 'b', 'c', 'd', 'e', 'f'] as const

export function ImpactTiles({ earlier }: { earlier: EarlierValues }) {
  const { dashboard } = useDashboardMessages()
  const id = useId()
  return (
    <section className="tile-section" aria-labelledby={id}>
      <h2 id={id}>{dashboard.impact}</h2>
      <div className="tile-grid tile-grid-wide">
        <Tile name="sroi" label={dashboard.sroi} format={twoDigits} {...{ earlier }} />
        <Tile name="vis" label={dashboard.vis} format={oneDigit} {...{ earlier }} />
      </div>
    </section>
  )
}

export function MetricTiles(props: { companyId: string; earlier: EarlierValues }) {
  const { companyId, earlier } = props
  const { dashboard, metric } = useDashboardMessages()
  const id = useId()
  const { items, phase } = useFeedItems(company(companyId), { kinds: ['metric'] })
  const names = items.flatMap((item) => (item.kind === 'metric' ? [item.metric] : []))
  return (
    <section className="tile-section" aria-labelledby={id}>
      <h2 id={id}>{dashboard.metrics}</h2>
      {names.length === 0 && phase === 'ready' ? (
        <p className="empty">{dashboard.empty}</p>
      ) : (
        <div className="tile-grid">
          {inKnownOrder(names, metric).map((name) => (
            <Tile key={name} name={name} label={textOf(metric, name)} {...{ earlier }} />
          ))}
          {names.length === 0 &&
            skeletons.map((key) => (
              <MetricTile key={key} label="" phase="loading" history={noValues} />
            ))}
        </div>
      )}
    </section>
  )
}

interface TileProps {
  readonly name: string
  readonly label: string
  readonly format?: Intl.NumberFormatOptions
  readonly earlier: EarlierValues
}

function Tile({ name, label, format, earlier }: TileProps) {
  const { unit: units } = useDashboardMessages()
  const { unit, ...used } = useMetric(name)
  const seen = useValueHistory(used.value, { atMs: used.atMs, limit: shownAtMost })
  const before = earlier.get(name)
  const line = useMemo(
    () => lineOf(before, seen, used.previousValue),
    [before, seen, used.previousValue],
  )
  const shares = unit === '%' ? oneDigit : undefined
  const printed = useMemo(() => format ?? shares, [format, shares])
  return (
    <MetricTile
      label={label}
      {...used}
      unit={unit && Object.hasOwn(units, unit) ? textOf(units, unit) : unit}
      format={printed}
      history={line}
    />
  )
}

/**
 * The last values, those from before the page was opened first. Evenly spaced: by time, a week would leave no room for what
 * is happening now.
 */
function lineOf(
  before: readonly ValueAt[] | undefined,
  seen: readonly ValueAt[],
  previousValue: number | null,
): readonly number[] {
  const [first] = seen
  if (first === undefined) return noValues
  const past = (before ?? []).filter(({ atMs }) => atMs < first.atMs)
  const values = [...past, ...seen].slice(-shownAtMost).map(({ value }) => value)
  return values.length > 1 || previousValue === null ? values : [previousValue, ...values]
}
