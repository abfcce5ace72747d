/**
 * What every live view has in the head of the page and above its contents: how it is connected, in a word; the control
 * that pauses its numbers; and, while it is not up to date, since when and what happens next.
 */
import type { FeedDefinition } from '../feeds/definition.ts'
import { ConnectionBadge, LiveControl, StaleBanner } from '../index.ts'
import { HeadSlot } from './page-head.tsx'

/** @param props.feed whose connection; default: that of payments */
export function ViewHead({ feed }: { feed?: FeedDefinition | undefined }) {
  return (
    <>
      <HeadSlot name="badge">
        {/* Details are in the banner, so that the head never changes its size. */}
        <ConnectionBadge.Root feed={feed}>
          <ConnectionBadge.Indicator />
          <ConnectionBadge.Label />
        </ConnectionBadge.Root>
      </HeadSlot>
      <HeadSlot name="motion">
        <LiveControl hideWaiting />
      </HeadSlot>
    </>
  )
}

/** Over the first lines of a view, in room that is empty otherwise; on a phone at the lower edge of the window. */
export function ViewBanner({ feed }: { feed?: FeedDefinition | undefined }) {
  return (
    <div className="page-banner">
      <StaleBanner feed={feed} />
    </div>
  )
}
