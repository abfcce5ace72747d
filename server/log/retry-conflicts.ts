/** Repeats what another process was faster with. */
import { isLogError } from './errors.ts'

/** Each retry means that another process committed first, so this many in a row is a defect. */
const mostTries = 20

/**
 * Reads, decides and appends, until nothing has changed in between.
 *
 * @param attempt everything from the read on: it is called again
 * @param onConflict is awaited before the next attempt
 * @throws LogError `version_conflict` after twenty attempts
 */
export async function retryConflicts<Result>(
  attempt: () => Promise<Result>,
  onConflict: () => Promise<void> = async () => {},
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (!isLogError(error, 'version_conflict') || tries >= mostTries) throw error
      await onConflict()
    }
  }
}
