/** Companies in a soak: each event says which company it is of, so that a mixture would be seen. */
import { company } from '../../../src/feeds/company/company.ts'
import type { DeliveredFrame } from '../../../src/protocol/index.ts'
import {
  differences,
  itemsIn,
  itemsOf,
  readJson,
  type SoakedFeed,
  type Subscriber,
} from './soaked-feed.ts'

const companies = ['acme', 'bolt'] as const
const logNameOf = (companyId: string) => `company:${companyId}`

export const soakedCompany: SoakedFeed = {
  name: 'company',
  followed: companies.map((id) => ({ logName: logNameOf(id), feed: company(id) })),
  async open(send, random) {
    let count = 0
    return {
      async write() {
        count += 1
        const companyId = companies[Math.floor(random() * companies.length)] ?? 'acme'
        await send({
          logName: logNameOf(companyId),
          method: 'POST',
          path: '/stream/events',
          // The same keys in both companies.
          body: { companyId, ...changeOf(companyId, count % 20, count) },
        })
      },
      async faults(url, subscribers) {
        const faults = subscribers.map(async (subscriber) => {
          const companyId = subscriber.logName.slice(logNameOf('').length)
          const state = await readJson(`${url}/stream/snapshot?companyId=${companyId}`)
          const right = itemsIn(subscriber.feed, state['items'])
          return [
            ...strangersIn(subscriber, companyId),
            ...differences(`a page of ${companyId}`, itemsOf(subscriber), right),
          ]
        })
        return (await Promise.all(faults)).flat()
      },
    }
  },
}

/** Its unit, period or journey names the company. */
function changeOf(companyId: string, which: number, value: number) {
  if (which === 0) return { type: 'sroi_updated', data: { value, period: companyId } }
  if (which === 1) return { type: 'vis_updated', data: { value, period: companyId } }
  if (which < 5) {
    const data = { journey: companyId, flag: `flag-${which}`, isSet: value % 40 < 20 }
    return { type: 'journey_flag_updated', data }
  }
  return { type: 'metric_updated', data: { metric: `metric-${which}`, value, unit: companyId } }
}

const ownerOf = (named: object) => {
  const { unit, period, journey } = named as { unit?: string; period?: string; journey?: string }
  return unit ?? period ?? journey
}

/** Events and items of other companies. */
function strangersIn({ frames, session }: Subscriber, companyId: string): readonly string[] {
  const given = frames.flatMap((frame: DeliveredFrame) =>
    frame.kind === 'event' ? [frame.event] : [],
  )
  const items = [...session.store.getState().items.values()]
  const strangers = [...given, ...items].filter((each) => ownerOf(each) !== companyId)
  return strangers.map((each) => `a page of ${companyId} was given ${JSON.stringify(each)}`)
}
