/** What is published to whom: event after event to room after room, so that a reader can work out what it must receive. */
import { nowMs, rooms } from '../server/events.ts'

export { nowMs, rooms, timeInText } from '../server/events.ts'

/** A stalled reader follows so many rooms, one after the other: as many as a filter may have. */
export const roomsOfStalled = 100

/** Two kilobytes, so that the buffers of a reader that takes nothing are full within half a minute. */
const padding = 'x'.repeat(2_000)

export const textOfEvent = () => `${padding} at=${nowMs().toFixed(3)};`

/** Rooms that follow each other, from one of them on. */
export interface RoomRange {
  readonly first: number
  readonly count: number
}

/**
 * The first offset above `after` whose event goes to one of the rooms.
 *
 * @param base the offset before the first event, which went to room 0
 */
export function nextOffset(after: number, base: number, { first, count }: RoomRange): number {
  const room = (after - base) % rooms
  const ahead = (room - first + rooms) % rooms
  return ahead < count ? after + 1 : after + 1 + ((first - room + rooms) % rooms)
}
