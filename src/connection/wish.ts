/**
 * What one request of a connection asks the feed for, and how: as data, so that another tab can ask
 * it in our place (tabs.ts).
 */
import type { PaymentsFilter, SnapshotWish } from '../protocol/filter.ts'
import { intersectFilters, isEmptyFilter, subtractFilter } from '../protocol/filter-sets.ts'
import type { AttemptListener, RequestContext } from './attempt.ts'

export interface Wish {
  readonly filter: PaymentsFilter
  /** Where to go on; empty for none. */
  readonly cursor: string
  readonly snapshot: SnapshotWish
}

/** As `RunAttempt`, for a wish. */
export type AttemptWish = (
  wish: Wish,
  context: RequestContext,
  on: AttemptListener,
) => Promise<void>

/**
 * Which state has to come (C6): what was followed goes on from the cursor, and only what is new is
 * asked for.
 *
 * @param held the part of the filter whose state is complete up to the cursor
 */
export function decideSnapshot(
  filter: PaymentsFilter,
  cursor: string,
  held: PaymentsFilter,
): SnapshotWish {
  const missing = subtractFilter(filter, held)
  if (cursor === '' || isEmptyFilter(missing)) return true
  const hasKept = !isEmptyFilter(intersectFilters(held, filter))
  return missing.all || !hasKept ? 'always' : missing
}
