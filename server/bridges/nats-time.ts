/** Times of NATS, in nanoseconds since 1970 as decimal text: JavaScript's own have milliseconds. */

/** From a time such as `2026-11-22T07:30:00.123456789Z`. */
export function nanosOf(time: string): string {
  const [, seconds = '', fraction = ''] = /^([^.Z]+)(?:\.(\d+))?Z$/.exec(time) ?? []
  return `${BigInt(Date.parse(`${seconds}Z`)) / 1_000n}${fraction.padEnd(9, '0')}`
}

/** The same the other way round. */
export function timeOf(nanos: string): string {
  const seconds = new Date(Number(nanos.slice(0, -9)) * 1_000).toISOString().slice(0, 19)
  return `${seconds}.${nanos.slice(-9)}Z`
}
