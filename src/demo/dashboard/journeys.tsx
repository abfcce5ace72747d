/** The journeys of a company: one list of flags each. Those that the page knows come in the sequence of their steps. */
import { JourneyFlags } from '../../dashboard.ts'
import { company } from '../../feeds/company/index.ts'
import { useFeedItems } from '../../index.ts'
import { useJourneyFlags } from '../../react/company/index.ts'
import { inKnownOrder, textOf, useDashboardMessages } from './dashboard-language.ts'

export function Journeys({ companyId }: { companyId: string }) {
  const { dashboard, journey } = useDashboardMessages()
  const { items, phase } = useFeedItems(company(companyId), { kinds: ['journey_flag'] })
  const names = new Set(
    items.flatMap((item) => (item.kind === 'journey_flag' ? [item.journey] : [])),
  )
  return (
    <section className="panel journeys" aria-label={dashboard.journeys}>
      <h2>{dashboard.journeys}</h2>
      {names.size === 0 && phase === 'ready' && <p className="quiet">{dashboard.emptyJourneys}</p>}
      {names.size === 0 && phase === 'loading' && <JourneyFlags phase="loading" />}
      {inKnownOrder([...names], journey).map((name) => (
        <Journey key={name} name={name} />
      ))}
    </section>
  )
}

function Journey({ name }: { name: string }) {
  const { journey, flag: texts } = useDashboardMessages()
  const { flags, ...used } = useJourneyFlags(name)
  const label = textOf(journey, name)
  const byName = new Map(flags.map((flag) => [flag.flag, flag]))
  const sorted = inKnownOrder([...byName.keys()], texts).flatMap((each) => byName.get(each) ?? [])
  return (
    <JourneyFlags
      heading={<h3>{label}</h3>}
      label={label}
      {...used}
      flags={sorted}
      nameOf={({ flag }) => textOf(texts, flag)}
      isSilent
    />
  )
}
