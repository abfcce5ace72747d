/** The page: a live list of the shipments at one hub. */
import { FeedProvider, useFeedConnection, useFeedItems } from 'streamgauge'
import { shipments } from './feed.ts'

function ShipmentList({ hub }: { readonly hub?: string }) {
  const { items, phase } = useFeedItems(shipments, hub ? { hubs: [hub] } : { all: true })
  const connection = useFeedConnection(shipments)
  if (phase === 'loading') return <p>Loading…</p>
  return (
    <section aria-label="Shipments" data-connection={connection?.status}>
      <ul>
        {items.map(({ id, hub: at, status }) => (
          <li key={id}>{`${id}: ${status === 'delivered' ? 'delivered' : `at ${at}`}`}</li>
        ))}
      </ul>
    </section>
  )
}

export function Page(props: {
  readonly url: string
  readonly hub?: string
  readonly fetch?: (input: string, init?: RequestInit) => Promise<Response>
}) {
  return (
    <FeedProvider feed={shipments} url={props.url} fetch={props.fetch}>
      <ShipmentList {...(props.hub && { hub: props.hub })} />
    </FeedProvider>
  )
}
