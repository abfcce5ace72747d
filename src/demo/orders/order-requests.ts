/** The requests of the orders: a list, one order, and a change that names the version it was decided on. */
import { createOpenIntents, newIdempotencyKey } from '../../actions.ts'
import { orders } from '../../feeds/orders/index.ts'
import { CommandError } from '../command-error.ts'
import { type Fetch, sendRequest } from '../send-request.ts'
import { type OrderDraft, patchOf, type VersionedOrder } from './order-draft.ts'

/** The most orders that a server answers at once. */
const pageLimit = 500
/** The oldest come first. More pages than this are not read: a list that long needs a search. */
const mostPages = 10

/** A list as the server answers it. The queries are kept current from its position. */
export interface OrderList {
  readonly orders: readonly VersionedOrder[]
  readonly position: string
  readonly nextCursor: string | null
}

export interface OrderRequests {
  readList(signal: AbortSignal): Promise<OrderList>
  readOrder(id: string, signal: AbortSignal): Promise<VersionedOrder>
  /**
   * Saves what was entered, unless the order has another version by now. Sent again after its answer was lost, it is
   * carried out once.
   *
   * @throws CommandError `version_mismatch`
   */
  save(draft: OrderDraft): Promise<VersionedOrder>
}

/** The newest first. */
export function compareOrders(a: VersionedOrder, b: VersionedOrder): number {
  return b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id)
}

export function createOrderRequests(options: {
  readonly fetch: Fetch
  readonly baseUrl: string
}): OrderRequests {
  const { fetch, baseUrl } = options
  const intents = createOpenIntents({ nowMs: Date.now, newKey: newIdempotencyKey })
  const urlOf = (path: string) => `${baseUrl}${orders.resource.path}${path}`

  return {
    async readList(signal) {
      const readPage = async (cursor: string | null) => {
        const after = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
        const url = urlOf(`?limit=${pageLimit}${after}`)
        return (await sendRequest(fetch, url, { signal })) as OrderList
      }
      const first = await readPage(null)
      const all = [...first.orders]
      let { nextCursor } = first
      for (let pages = 1; nextCursor !== null && pages < mostPages; pages += 1) {
        const page = await readPage(nextCursor)
        all.push(...page.orders)
        nextCursor = page.nextCursor
      }
      // At the position of the first page: the later ones contain everything up to there, too. Sorted as new orders
      // are inserted.
      return { orders: all.toSorted(compareOrders), position: first.position, nextCursor }
    },
    async readOrder(id, signal) {
      const url = urlOf(`/${encodeURIComponent(id)}`)
      return (await sendRequest(fetch, url, { signal })) as VersionedOrder
    },
    async save(draft) {
      const { id, ts } = draft.base
      const body = JSON.stringify(patchOf(draft))
      const intent = `${id} ${ts} ${body}`
      try {
        const answer = await sendRequest(fetch, urlOf(`/${encodeURIComponent(id)}`), {
          method: 'PATCH',
          headers: {
            'content-type': 'application/merge-patch+json',
            'idempotency-key': intents.keyFor(intent),
            'if-match': `"${ts}"`,
          },
          body,
        })
        intents.settle(intent)
        return answer as VersionedOrder
      } catch (error) {
        if (error instanceof CommandError && error.isFinal) intents.settle(intent)
        throw error
      }
    },
  }
}
