/** What can happen to a page whose filter changes, at random: for filters-law.test.ts and widgets-law.test.ts. */
import fc from 'fast-check'
import type { PaymentsFilter } from '../../src/feeds/payments/filter.ts'
import { accounts } from './party-log-server.ts'

/** Each of them names stream 1: its log is the same whatever the filter is. */
export const filters: readonly PaymentsFilter[] = [
  { streams: ['1'] },
  { streams: ['1', '2'] },
  { streams: ['1', '2', '3', '9'] },
  { users: [accounts[0] ?? ''] },
  { streams: ['1'], users: [accounts[2] ?? '', accounts[3] ?? ''] },
  { all: true },
]

export type Action =
  | { readonly kind: 'append'; readonly stream: number; readonly count: number }
  | { readonly kind: 'create'; readonly sender: number; readonly recipient: number }
  | {
      readonly kind: 'filter' | 'wait' | 'sleep' | 'trim' | 'cut' | 'expiring' | 'reload'
      readonly amount: number
    }
  | {
      readonly kind:
        | 'end'
        | 'fail'
        | 'ping'
        | 'goodbye'
        | 'newEpoch'
        | 'refuse'
        | 'unauthorized'
        | 'pause'
        | 'resume'
        | 'freeze'
        | 'thaw'
        | 'offline'
        | 'online'
        | 'hide'
        | 'show'
        | 'retry'
        | 'close'
        | 'open'
        | 'lie'
        | 'again'
        | 'hole'
    }

export const of = <K extends string>(...kinds: K[]) => fc.constantFrom(...kinds)
export const account = fc.integer({ min: 0, max: accounts.length - 1 })
export const amountOf = <K extends string>(kind: K, max: number, min = 0) =>
  fc.record({ kind: of(kind), amount: fc.integer({ min, max }) })

export const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of('append'),
      stream: fc.integer({ min: 1, max: 5 }),
      count: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 8, arbitrary: amountOf('filter', filters.length - 1) },
  { weight: 9, arbitrary: amountOf('wait', 400) },
  { weight: 3, arbitrary: amountOf('wait', 40_000, 400) },
  { weight: 1, arbitrary: amountOf('sleep', 100_000) },
  { weight: 1, arbitrary: amountOf('trim', 5) },
  { weight: 3, arbitrary: amountOf('cut', 2500) },
  { weight: 1, arbitrary: amountOf('expiring', 40_000, 4000) },
  { weight: 3, arbitrary: amountOf('reload', 6) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: of('create'), sender: account, recipient: account }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of(
        ...(['end', 'fail', 'ping', 'goodbye', 'newEpoch', 'refuse', 'unauthorized'] as const),
        ...(['lie', 'again', 'hole'] as const),
      ),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: of('pause', 'resume', 'freeze', 'thaw', 'offline', 'online', 'hide', 'show'),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: of('retry', 'close', 'open', 'open') }) },
)
