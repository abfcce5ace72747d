/** Which streams are in which section of the list, newest first; ended ones by when they ended. */
import type { StreamState } from '../feeds/payments/index.ts'

export type SectionName = 'incoming' | 'outgoing' | 'ended'

/** A card and its section. A stream that ends gets a new slot. */
export interface Slot {
  readonly key: string
  readonly section: SectionName
  readonly streamId: string
}

export const keyOf = ({ key }: Slot) => key

type SlotOf = (section: SectionName, streamId: string) => Slot

/** The same object for the same stream in the same section, so that its card does not render for events of others. */
export function createSlots(): SlotOf {
  const slots = new Map<string, Slot>()
  return (section, streamId) => {
    const key = `${section}:${streamId}`
    const slot = slots.get(key) ?? { key, section, streamId }
    slots.set(key, slot)
    return slot
  }
}

export function arrange(
  streams: readonly StreamState[],
  account: string,
  slotOf: SlotOf,
): readonly Slot[] {
  const newestFirst = [...streams].sort((a, b) =>
    BigInt(a.streamId) < BigInt(b.streamId) ? 1 : -1,
  )
  const running = newestFirst.filter((stream) => !hasEnded(stream))
  const ended = newestFirst.filter(hasEnded).sort((a, b) => b.lastUpdateTime - a.lastUpdateTime)
  const slots = (section: SectionName, of: readonly StreamState[]) =>
    of.map(({ streamId }) => slotOf(section, streamId))
  return [
    ...slots(
      'incoming',
      running.filter(({ recipient }) => recipient === account),
    ),
    // A stream from an account to itself has one card, not two.
    ...slots(
      'outgoing',
      running.filter(({ recipient }) => recipient !== account),
    ),
    ...slots('ended', ended),
  ]
}

function hasEnded({ status }: StreamState): boolean {
  return status === 'cancelled' || status === 'completed'
}
