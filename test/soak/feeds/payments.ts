/** Payments in a soak: top-ups, each of which counts exactly once. */
import { payments } from '../../../src/feeds/payments/payments.ts'
import { differences, itemsIn, itemsOf, readJson, type SoakedFeed } from './soaked-feed.ts'

const logName = 'payments'
const deposit = 864_000_000
const body = {
  sender: 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7',
  recipient: 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H',
  tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
  ratePerSecond: '1000',
  depositedAmount: String(deposit),
}
const streamCount = 10

export const soakedPayments: SoakedFeed = {
  name: 'payments',
  followed: [{ logName, feed: payments }],
  async open(send, random) {
    const topUps = new Map<string, number>()
    for (let count = 0; count < streamCount; count += 1) {
      const { streamId } = await send({ logName, method: 'POST', path: '/streams', body })
      topUps.set(String(streamId), 0)
    }
    const ids = [...topUps.keys()]
    return {
      async write() {
        const id = ids[Math.floor(random() * ids.length)] ?? ''
        const path = `/streams/${id}/top-up`
        await send({ logName, method: 'POST', path, body: { amount: '1' } })
        topUps.set(id, (topUps.get(id) ?? 0) + 1)
      },
      async faults(url, subscribers) {
        const { streams } = await readJson(`${url}/streams?limit=100`)
        const right = itemsIn(payments, streams)
        const deposits = new Map(
          (streams as readonly { streamId: string; depositedAmount: string }[]).map((stream) => [
            stream.streamId,
            stream.depositedAmount,
          ]),
        )
        const wrong = [...topUps].filter(
          ([id, count]) => deposits.get(id) !== String(deposit + count),
        )
        return [
          ...wrong.map(
            ([id, count]) => `stream ${id} has ${deposits.get(id)} after ${count} top-ups`,
          ),
          ...subscribers.flatMap((each) => differences('a payments page', itemsOf(each), right)),
        ]
      },
    }
  },
}
