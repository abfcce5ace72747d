/** What the publisher and the readers of this bench share. */

/** Whose numbers are published. */
export const company = 'acme'

/** Unix milliseconds with fractions: the processes of one machine agree about it. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now()
}
