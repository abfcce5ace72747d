/** One payment stream in detail, and what has happened. */
import { useSession } from '../../react/session-context.ts'
import { ActivityFeed, type ActivityFeedProps } from '../../widgets/activity-feed/activity-feed.tsx'
import { AmountInspector } from '../../widgets/amount-inspector/amount-inspector.tsx'
import { StreamDetail } from '../../widgets/stream-detail/stream-detail.tsx'
import { StreamTimeline } from '../../widgets/stream-timeline/stream-timeline.tsx'
import styles from './detail.css?inline'
import type { ComponentsOf, ElementPart, PropsOf } from './part.ts'

const components: ComponentsOf<'detail'> = {
  'sg-activity-feed': FeedOfAccount,
  'sg-stream-timeline': StreamTimeline,
  'sg-amount-inspector': AmountInspector,
  'sg-stream-detail': StreamDetail,
}

export const part: ElementPart = { components, styles }

/** Of the payment streams that are named, or else of the account of the element. */
function FeedOfAccount(props: PropsOf<'sg-activity-feed'>) {
  const { account } = useSession()
  const own = account !== null && !props.streamIds && { accounts: [account] }
  // What is not set is not there (propsOf), so nothing in it is undefined.
  return <ActivityFeed {...(props as ActivityFeedProps)} {...own} />
}
