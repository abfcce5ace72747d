/** The list of orders, from a server that answers page by page. */
import { describe, expect, it } from 'vitest'
import { createOrderRequests } from '../../src/demo/orders/order-requests.ts'

/** A server with so many pages of one order each, oldest first; each page is of a later position. */
function pagedRequests(pages: number) {
  const asked: string[] = []
  const requests = createOrderRequests({
    baseUrl: '',
    fetch: async (url) => {
      asked.push(url)
      const cursor = new URL(url, 'http://localhost').searchParams.get('cursor')
      const index = Number(cursor ?? 0)
      return Response.json({
        orders: [{ id: `ord_${index}`, createdAt: String(index).padStart(4, '0'), ts: index }],
        position: `log:${10 + index}`,
        nextCursor: index + 1 < pages ? String(index + 1) : null,
      })
    },
  })
  const read = () => requests.readList(new AbortController().signal)
  return { asked, read }
}

describe('the list of orders', () => {
  it('is read to its end, since the newest may be on the last page', async () => {
    const { read } = pagedRequests(3)
    const { orders, position, nextCursor } = await read()
    expect(orders.map(({ id }) => id)).toEqual(['ord_2', 'ord_1', 'ord_0'])
    expect(nextCursor).toBeNull()
    // Every page contains what had happened by then.
    expect(position).toBe('log:10')
  })

  it('is not read without end, and says that there is more', async () => {
    const { asked, read } = pagedRequests(1_000)
    const { nextCursor } = await read()
    expect(asked).toHaveLength(10)
    expect(nextCursor).toBe('10')
  })
})
