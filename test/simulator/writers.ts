/** The writers of a run: one for each feed, which sends its changes over HTTP until they are acknowledged. */
import type { FetchLike } from '../../src/platform/ports.ts'
import { origin } from './readers.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface SimulatedWriter {
  /** What was acknowledged: the ids that the answers have, by log. */
  readonly acknowledged: readonly { readonly logName: string; readonly id: string }[]
  /** So many at once. */
  burst(count: number): void
  /** Writes nothing for a while. */
  rest(ms: number): void
  /** Resolves when nothing is under way. */
  stop(): Promise<void>
}

interface Write {
  readonly logName: string
  readonly method: 'POST' | 'PATCH'
  readonly path: string
  readonly body: object
}

type Json = Readonly<Record<string, unknown>>
type Send = (write: Write) => Promise<Json>
/** Makes one change. */
type Change = (send: Send, random: () => number) => Promise<void>

export type WriterName = keyof typeof kinds

export interface WriterOptions {
  readonly name: WriterName
  readonly time: VirtualTime
  readonly random: () => number
  readonly fetch: FetchLike
}

const stream = {
  sender: 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7',
  recipient: 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H',
  tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
  ratePerSecond: '1000',
  depositedAmount: '864000000',
}
const order = {
  ...{ customer: 'cus_ada', status: 'placed', currency: 'EUR' },
  items: [{ sku: 'MUG-01', name: 'Mug', quantity: 3, unitPrice: '24.90' }],
}
const statuses = ['paid', 'packed', 'shipped', 'delivered'] as const
const mostItems = 4

/** Those of payments count up from 1 in every history. */
export const streamIds = ['1', '2', '3', '4'] as const
export const companies = ['acme', 'bolt'] as const
export const metrics = ['m0', 'm1', 'm2'] as const

const pick = <Item>(items: readonly Item[], random: () => number): Item =>
  items[Math.floor(random() * items.length)] as Item

const kinds = {
  payments(): Change {
    const logName = 'payments'
    let made = 0
    return async (send, random) => {
      if (made < mostItems) {
        made += 1
        await send({ logName, method: 'POST', path: '/streams', body: stream })
        return
      }
      const path = `/streams/${pick(streamIds, random)}/top-up`
      // Lost with the Redis that had it: begins again.
      await send({ logName, method: 'POST', path, body: { amount: '1' } }).catch(() => {
        made = 0
      })
    }
  },
  orders(): Change {
    const logName = 'orders'
    const path = '/api/v1/orders'
    let ids: string[] = []
    let count = 0
    return async (send, random) => {
      count += 1
      if (ids.length < mostItems) {
        const { id } = await send({ logName, method: 'POST', path, body: order })
        ids.push(String(id))
        return
      }
      const id = pick(ids, random)
      const body = { status: pick(statuses, random), note: `change ${count}` }
      await send({ logName, method: 'PATCH', path: `${path}/${id}`, body }).catch(() => {
        ids = ids.filter((each) => each !== id)
      })
    }
  },
  company(): Change {
    let count = 0
    return async (send, random) => {
      count += 1
      const companyId = pick(companies, random)
      const event =
        random() < 0.3
          ? {
              type: 'journey_flag_updated',
              data: { journey: 'welcome', flag: `f${count % 3}`, isSet: random() < 0.5 },
            }
          : { type: 'metric_updated', data: { metric: pick(metrics, random), value: count } }
      const logName = `company:${companyId}`
      await send({ logName, method: 'POST', path: '/stream/events', body: { companyId, ...event } })
    }
  },
}

/** How long an answer may take. */
const patienceMs = 1_200
const mostPending = 4

export function startWriter({ name, time, random, fetch }: WriterOptions): SimulatedWriter {
  const acknowledged: { logName: string; id: string }[] = []
  const pending = new Set<Promise<void>>()
  const change = kinds[name]()
  let sent = 0
  let isStopped = false
  let restUntilMs = 0

  async function exchange({ method, path, body }: Write, key: string) {
    const caller = new AbortController()
    const cancel = time.after(patienceMs, () => caller.abort())
    try {
      const answer = await fetch(origin + path, {
        ...{ method, body: JSON.stringify(body), signal: caller.signal },
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
      })
      return { status: answer.status, text: await answer.text() }
    } finally {
      cancel()
    }
  }

  const send: Send = async (write) => {
    sent += 1
    const key = `${name}-${sent}`
    for (;;) {
      const answer = await exchange(write, key).catch(() => null)
      if (answer && answer.status < 300) {
        const body = JSON.parse(answer.text) as Json
        acknowledged.push({ logName: write.logName, id: String(body['position']) })
        return body
      }
      if (answer && answer.status < 500 && answer.status !== 429) {
        throw new RangeError(`${write.path} was refused: ${answer.status} ${answer.text}`)
      }
      await time.sleep(50 + random() * 100)
    }
  }

  function write(): void {
    const one = change(send, random).catch((error: unknown) => {
      if (!(error instanceof RangeError)) throw error
    })
    pending.add(one)
    void one.then(() => pending.delete(one))
  }

  const longestGapMs = 50 + random() * 300
  void (async () => {
    while (!isStopped) {
      if (time.nowMs() >= restUntilMs && pending.size < mostPending) write()
      await time.sleep(random() * longestGapMs)
    }
  })()

  return {
    acknowledged,
    burst(count) {
      for (let begun = 0; begun < count; begun += 1) write()
    },
    rest(ms) {
      restUntilMs = time.nowMs() + ms
    },
    async stop() {
      isStopped = true
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}
