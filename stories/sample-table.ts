/** The payment streams of the stories of StreamTable: a small company that is paid by customers and pays its people. */
import type { StreamState } from '../src/index.ts'
import * as sample from './sample-streams.ts'
import { storyNow } from './still-world.ts'

const day = 86_400

const parties = [
  'Northwind Ltd',
  'Ada Moreno',
  'Jun Takeda',
  'Meadowbrook Foundation',
  'Olu Adeyemi',
  'Sigrún Helgadóttir',
  'Kestrel Logistics',
  'Priya Raman',
  'Harbour & Co',
  'Mateo Fuentes',
  'Lumen Studio',
  'Noor Haddad',
] as const

/** Addresses that differ in their first and last characters. */
const addressOf = (place: number) =>
  `G${'ABCDEFGHIJKLMNOP'[place % 16]}${sample.employer.slice(2, -2)}${String(20 + place)}`

const names = new Map(parties.map((name, place) => [addressOf(place), name]))

/** What this application calls its accounts. */
export const nameOf = (address: string): string | undefined => names.get(address)

/** Every fourth pays, and the states repeat. */
export function tableStreams(count: number): readonly StreamState[] {
  return Array.from({ length: count }, (_, index) => {
    const party = addressOf((index * 5) % parties.length)
    const isOutgoing = index % 4 === 2
    const monthly = BigInt(1 + ((index * 37) % 60)) * 150n
    const ratePerSecond = (monthly * 10_000_000n) / BigInt(30 * day)
    const startTime = storyNow - (4 + ((index * 11) % 80)) * day - index * 791
    return {
      ...sample.streaming,
      streamId: String(1_000 + index),
      sender: isOutgoing ? sample.me : party,
      recipient: isOutgoing ? party : sample.me,
      ratePerSecond,
      depositedAmount: monthly * BigInt(3 + (index % 4)) * 10_000_000n,
      withdrawnAmount: 0n,
      startTime,
      lastUpdateTime: startTime,
      ...stateOf(index, startTime),
    }
  })
}

const paid = 4_500_000_000n

function stateOf(index: number, startTime: number): Partial<StreamState> {
  if (index % 9 === 4) return { status: 'paused', pausedAt: startTime + 2 * day }
  if (index % 13 === 6) return { startTime: storyNow + 2 * day, lastUpdateTime: storyNow + 2 * day }
  if (index % 17 === 9) return { status: 'completed', depositedAmount: paid, withdrawnAmount: paid }
  if (index % 23 === 11) return { status: 'cancelled', withdrawnAmount: 1_250_000_000n }
  return {}
}

/** The same in three tokens, one of which has no decimals, and in one that the page does not know. */
export function severalTokens(count: number): readonly StreamState[] {
  return tableStreams(count).map((stream, index) => {
    const { tokenAddress } = [
      sample.streaming,
      sample.outgoing,
      { tokenAddress: sample.whole },
      sample.unknownToken,
    ][index % 7 === 6 ? 3 : index % 3] as { tokenAddress: string }
    return tokenAddress === sample.whole
      ? { ...stream, tokenAddress, ratePerSecond: 1n, depositedAmount: 9_000_000n }
      : { ...stream, tokenAddress }
  })
}
