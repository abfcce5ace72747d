/** StaleBanner in every condition. In the stories it stands in the page, where its room is reserved, except in two. */
import type { Meta, StoryObj } from '@storybook/react-vite'
import {
  ConnectionError,
  type ConnectionStatus,
  StaleBanner,
  type StaleBannerProps,
} from '../src/index.ts'
import { createStill, open, Within } from './still-session.tsx'
import { storyNowMs } from './still-world.ts'

const meta: Meta<typeof StaleBanner> = { title: 'Dashboards/StaleBanner', component: StaleBanner }
export default meta

type Story = StoryObj<typeof StaleBanner>

const story = (
  connection: ConnectionStatus,
  props: StaleBannerProps = {},
  hasState = true,
): Story => {
  const still = createStill({ streams: [], connection })
  const { session } = still
  if (!hasState && session.connection) session.connection.coverage = () => []
  return {
    render: () => (
      <Within still={still}>
        <StaleBanner afterMs={0} placement="inline" timeZone="UTC" {...props} />
        <p>What is below does not move.</p>
      </Within>
    ),
  }
}

const waiting: ConnectionStatus = {
  status: 'waiting',
  delayMs: 4_000,
  retryAtMs: storyNowMs + 3_600,
  cause: 'network',
}
const refused = (status: number) =>
  new ConnectionError(
    status === 401 ? 'unauthorized' : 'status',
    `The server refused: ${status}.`,
    {
      status,
    },
  )

const floating = { matrix: { isFloating: true } }

/** Nothing to say: the room is empty. */
export const Live: Story = story(open)
export const Stale: Story = story({ ...open, isFresh: false })
export const Degraded: Story = story({ ...open, degradedReason: 'log_unavailable' })
export const Reconnecting: Story = {
  ...story(waiting),
  parameters: { matrix: { isTypical: true } },
}
export const Trying: Story = story({ ...waiting, retryAtMs: storyNowMs })
export const Offline: Story = story({ status: 'paused', reasons: ['offline'] })
export const Paused: Story = story({ status: 'paused', reasons: ['user'] })
export const SignedOut: Story = story({ status: 'failed', error: refused(401) })
export const Failed: Story = story({ status: 'failed', error: refused(403) })
export const Closed: Story = story({ status: 'closed', by: 'user' })
/** The connection was lost before anything arrived. */
export const Never: Story = story(waiting, {}, false)
/** Over the page, at the bottom of the window. */
export const Floating: Story = { ...story(waiting, { placement: 'bottom' }), parameters: floating }
/** Over the page, at the top of the window: the default. */
export const Top: Story = { ...story(waiting, { placement: 'top' }), parameters: floating }
