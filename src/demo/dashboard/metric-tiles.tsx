/** The numbers of a company as tiles: its impact first, then every metric that it has. */
import { useId, useMemo } from 'react'
import { MetricTile, useValueHistory, type ValueAt } from '../../dashboard.ts'
import { company } from '../../feeds/company/index.ts'
import { useFeedItems } from '../../index.ts'
import { useMetric } from '../../react/company/index.ts'
import { inKnownOrder, textOf, useDashboardMessages } from './dashboard-language.ts'

const twoDigits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
const oneDigit = { minimumFractionDigits: 1, maximumFractionDigits: 1 }
/** With the room for a line, which each of them gets. */
const noValues: readonly number[] = []
const skeletons = ['a', 'b', 'c', 'd', 'e', 'f'] as const

export function ImpactTiles() {
  const { dashboard } = useDashboardMessages()
  const id = useId()
  return (
    <section className="tile-section" aria-labelledby={id}>
      <h2 id={id}>{dashboard.impact}</h2>
      <div className="tile-grid tile-grid-wide">
        <Tile name="sroi" label={dashboard.sroi} format={twoDigits} />
        <Tile name="vis" label={dashboard.vis} format={oneDigit} />
      </div>
    </section>
  )
}

export function MetricTiles({ companyId }: { companyId: string }) {
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
            <Tile key={name} name={name} label={textOf(metric, name)} />
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

function Tile(props: { name: string; label: string; format?: Intl.NumberFormatOptions }) {
  const { name, label, format } = props
  const { unit: units } = useDashboardMessages()
  const { unit, ...used } = useMetric(name)
  const seen = useValueHistory(used.value, { atMs: used.atMs })
  const shares = unit === '%' ? oneDigit : undefined
  const printed = useMemo(() => format ?? shares, [format, shares])
  return (
    <MetricTile
      label={label}
      {...used}
      unit={unit && Object.hasOwn(units, unit) ? textOf(units, unit) : unit}
      format={printed}
      history={lineOf(seen, used.previousValue)}
    />
  )
}

/** What was seen since the page was opened; at first with the value before. */
function lineOf(
  seen: readonly ValueAt[],
  previousValue: number | null,
): readonly ValueAt[] | readonly number[] {
  const [only, ...more] = seen
  if (only === undefined || more.length > 0 || previousValue === null) return seen
  return [previousValue, only.value]
}
