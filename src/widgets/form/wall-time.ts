/** A date and time as `<input type="datetime-local">` gives it, in the time zone of the page. Pure. */

/**
 * Unix milliseconds of `2026-11-20T14:02`; NaN for what is no time. In the hour that a clock shows twice it is the first
 * one, and a time that a clock skips is read with the offset before it.
 *
 * @param timeZone IANA name; undefined: that of the host
 */
export function wallTimeMs(text: string, timeZone: string | undefined): number {
  if (timeZone === undefined) return new Date(text).getTime()
  const asUtcMs = Date.parse(`${text}Z`)
  if (Number.isNaN(asUtcMs)) return asUtcMs
  // Twice, since the offset is that of the time that is looked for.
  const nearMs = asUtcMs - offsetMs(asUtcMs, timeZone)
  return asUtcMs - offsetMs(nearMs, timeZone)
}

/** By how much the clocks of a time zone are ahead of UTC. */
function offsetMs(atMs: number, timeZone: string): number {
  const whole = Math.floor(atMs / 1000) * 1000
  const shown = new Date(whole).toLocaleString('sv-SE', { timeZone, hourCycle: 'h23' })
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - whole
}
