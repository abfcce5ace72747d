/**
 * What to say about a name that does not exist: the one that was probably meant, or all that there are. Refuses
 * nothing itself.
 */
import { quoteValue } from './errors.ts'

/** What is wrong with a name, and what to write. */
export function describeUnknown(
  subject: string,
  name: string,
  known: readonly string[],
  meant = nearestName(name, known),
): string {
  const advice = meant ? `Did you mean ${meant}?` : `There are ${known.join(', ')}.`
  return `${subject} has no ${quoteValue(name)}. ${advice}`
}

/**
 * The name that was probably meant: CORS_ORIGINS for corsOrigins is the name of the variable, corsOrigin lacks
 * its end, crosOrigins has two letters swapped.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const asked = plain(name)
  const closest = known
    .map((candidate) => ({ candidate, distance: distanceBetween(asked, plain(candidate)) }))
    .sort((one, other) => one.distance - other.distance)[0]
  return closest && closest.distance <= Math.max(1, asked.length / 4)
    ? closest.candidate
    : undefined
}

function plain(name: string): string {
  return name.slice(0, 60).replace(/[_-]/g, '').toLowerCase()
}

/** How many letters have to be added, removed, replaced, or swapped with the next one. */
export function distanceBetween(one: string, other: string): number {
  let beforeLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1]
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row.push(
        Math.min(
          at(last, j) + 1,
          at(row, j - 1) + 1,
          at(last, j - 1) + (isSame ? 0 : 1),
          isSwapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    beforeLast = last
    last = row
  }
  return at(last, other.length)
}

/** Rows are as long as the text, so each index that is asked for is there. */
function at(row: readonly number[], index: number): number {
  return row[index] as number
}
