import { describe, expect, it } from 'vitest'
import {
  FlowingBalance,
  type GivenStream,
  StreamCard,
  StreamProgress,
  StreamScope,
  StreamStatusBadge,
} from '../../src/index.ts'
import { streamState } from '../store/frames.ts'
import { mount } from './mount.ts'

const stream: GivenStream = { ...streamState('1'), status: 'completed', withdrawnAmount: 1_250n }
const token = { symbol: 'USDC', decimals: 2 }

/** As JSON has it: in the controls of Storybook, or in an answer of the server. */
const asJson = JSON.parse(
  JSON.stringify(stream, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  ),
) as GivenStream

const widgets = (given: GivenStream) => (
  <>
    <FlowingBalance stream={given} token={token} kind="withdrawn" />
    <StreamCard stream={given} token={token} />
    <StreamProgress stream={given} token={token} />
    <StreamStatusBadge stream={given} />
    <StreamScope stream={given} token={token}>
      <FlowingBalance kind="streamed" />
    </StreamScope>
  </>
)

/** Without the ids that React numbers differently in every tree. */
const htmlOf = (given: GivenStream) =>
  mount(widgets(given)).host.innerHTML.replace(/(id|aria-\w+|for)="[^"]*"/g, '')

describe('a stream whose amounts are decimal strings', () => {
  it('is shown as the one with the same units, by every widget', () => {
    expect(typeof asJson.depositedAmount).toBe('string')
    expect(htmlOf(asJson)).toContain('12.50')
    expect(htmlOf(asJson)).toBe(htmlOf(stream))
  })

  it('keeps every digit beyond what a number holds', () => {
    const depositedAmount = '170141183460469231731687303715884105727'
    const vast = { ...asJson, depositedAmount, withdrawnAmount: depositedAmount }
    const { host } = mount(<FlowingBalance stream={vast} token={token} kind="withdrawn" />)
    const digits = host.querySelector('.sg-balance__value')?.textContent?.replace(/\D/g, '')
    expect(digits).toBe(depositedAmount)
  })

  it.each(['12.5', '', '1e9', '-5', '0x10', '1,000', ' 7 '])(
    'is refused where it is %j',
    (text) => {
      const { host } = mount(
        <FlowingBalance stream={{ ...asJson, withdrawnAmount: text }} token={token} />,
      )
      expect(host.querySelector('.sg-balance')?.getAttribute('data-phase')).toBe('error')
    },
  )
})
