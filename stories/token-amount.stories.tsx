/** TokenAmount in every state. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import { TokenAmount, type TokenAmountProps } from '../src/index.ts'
import { stranger, streaming } from './sample-streams.ts'
import { createStill, Within } from './still-session.tsx'

const meta: Meta<typeof TokenAmount> = { title: 'Streams/TokenAmount', component: TokenAmount }
export default meta

type Story = StoryObj<typeof TokenAmount>

const still = createStill()

const amount = (props: Partial<TokenAmountProps> = {}): Story => ({
  render: () => (
    <Within still={still}>
      <TokenAmount units={12_500_070_000n} tokenAddress={streaming.tokenAddress} {...props} />
    </Within>
  ),
})

/** A coin, drawn in place. */
const coin = (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <rect width="24" height="24" fill="oklch(0.55 0.13 240)" />
    <path
      d="M12 5v14M15.5 8.5c-.6-1-1.9-1.6-3.5-1.6c-2 0-3.5 1-3.5 2.5c0 3.4 7 1.8 7 5.2c0 1.5-1.5 2.5-3.5 2.5c-1.7 0-3-.7-3.6-1.7"
      fill="none"
      stroke="white"
      strokeWidth="1.8"
    />
  </svg>
)

/** Every digit that the amount has. */
export const Ready: Story = amount()
export const Logo: Story = amount({ logo: coin })
/** Without a picture of the token: the first letter of its symbol. */
export const Initial: Story = amount({ hideLogo: false })
export const Signed: Story = {
  render: () => (
    <Within still={still}>
      <div className="story__stack">
        {[12_500_000_000n, -12_500_000_000n, 0n].map((units) => (
          <div key={String(units)}>
            <TokenAmount units={units} tokenAddress={streaming.tokenAddress} signDisplay="always" />
          </div>
        ))}
      </div>
    </Within>
  ),
}
/** The digits that the token shows; the others are cut off, never rounded. */
export const Shown: Story = amount({ precision: 'shown' })
export const Huge: Story = amount({ units: 2n ** 127n - 1n, hideLogo: false })
export const Loading: Story = amount({ units: undefined, hideLogo: false })
/** The decimals of this token are not known: no amount, rather than a wrong one. */
export const UnknownToken: Story = amount({ tokenAddress: stranger, hideLogo: false })
