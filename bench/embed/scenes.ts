/** What the pages of the bench show: one element each, and how it is read whether its first figure is right. */
import { type ElementTag, elements } from '../../src/element/elements.ts'

/** How a page is read. */
export interface Scene {
  /** The attributes of its element. */
  readonly attributes: string
  /**
   * `streamed`: one of its numbers has to be what the stream has paid out at that time. Else what its text has to match;
   * `ready`: it is a shape or a list, which has its data; null: there is nothing to see while all is well.
   */
  readonly shows: 'streamed' | 'ready' | RegExp | null
  /** Whether it changes by itself, so that there is a second figure. */
  readonly moves: boolean
}

const scene = (attributes: string, shows: Scene['shows'], moves = false): Scene => ({
  attributes,
  shows,
  moves,
})

const stream = 'stream-id="1"'
const metric = 'company="acme" metric="visits"'

/** One for each element. `{account}` and `{sender}` are the parties of the stream. */
export const scenes: Readonly<Record<ElementTag, Scene>> = {
  'sg-flowing-balance': scene(stream, 'streamed', true),
  'sg-stream-card': scene(stream, 'streamed', true),
  'sg-stream-progress': scene(stream, 'ready'),
  'sg-stream-ring': scene(stream, 'ready'),
  'sg-stream-status-badge': scene(stream, /Streaming/),
  'sg-account-balance': scene('account="{account}" kind="withdrawable"', 'streamed', true),
  'sg-net-flow': scene('account="{account}"', /\d/),
  'sg-token-balances': scene('account="{account}" kind="withdrawable"', 'streamed', true),
  'sg-runway': scene(stream, /\d/, true),
  'sg-balance-forecast': scene(stream, 'ready'),
  'sg-flow-rate': scene(stream, /\d/),
  'sg-token-amount': scene('units="12345000000" symbol="USDC" decimals="7"', /1,234\.5/),
  'sg-party': scene('address="{account}"', /^G/),
  'sg-activity-feed': scene('stream-ids="1"', 'ready'),
  'sg-stream-timeline': scene(stream, 'ready'),
  'sg-stale-banner': scene('', null),
  'sg-last-updated': scene('', /./),
  'sg-live-control': scene('', /Live/),
  'sg-connection-badge': scene('', /./),
  'sg-announcer': scene('', null),
  'sg-stream-detail': scene(stream, 'streamed', true),
  'sg-amount-inspector': scene(stream, 'ready'),
  'sg-sparkline': scene('values="[1,5,3,8]" label="Visits"', 'ready'),
  'sg-stream-table': scene('account="{account}"', 'streamed', true),
  'sg-live-number': scene(metric, /\d/, true),
  'sg-metric-tile': scene(metric, /\d/, true),
  'sg-journey-flags': scene('company="acme" journey="onboarding"', /Set/),
  'sg-live-table': scene('feed="company" company="acme"', /\d/, true),
  'sg-stream-actions': scene(`${stream} account="{sender}"`, /Pause/),
  'sg-create-stream': scene('account="{sender}"', /./),
  'sg-toaster': scene('', null),
}

const order: readonly string[] = [
  ...new Set(
    Object.values(elements).flatMap((entry) => ('part' in entry && entry.part ? [entry.part] : [])),
  ),
]

/** Elements in the order of the script and its parts. */
export const tags = (Object.keys(elements) as ElementTag[]).sort((a, b) => rankOf(a) - rankOf(b))

function rankOf(tag: ElementTag): number {
  const part = partOf(tag)
  return part === '' ? 0 : 1 + order.indexOf(part)
}

/** The part of the script that has the element; empty for the script itself. */
export function partOf(tag: ElementTag): string {
  const entry = elements[tag]
  return 'part' in entry && entry.part ? entry.part : ''
}
