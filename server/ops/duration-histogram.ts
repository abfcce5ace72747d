/**
 * Durations, counted by size, for the histograms of `/metrics`. An observation compares a few numbers and allocates
 * nothing, so it is cheap enough for every event. Cumulative counts are computed when they are read.
 */

/** Upper bounds of the buckets, in ms. The last bucket is everything above. */
export const durationBoundsMs = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000,
] as const

/** The durations that were observed since the start. */
export interface DurationReading {
  /** How many durations were at most as long as each of {@link durationBoundsMs}. */
  readonly upTo: readonly number[]
  /** How many durations were observed. */
  readonly count: number
  /** Their sum, in ms. */
  readonly sumMs: number
}

export interface DurationHistogram {
  /** Below zero counts as zero: clocks of two machines differ. */
  observe(ms: number): void
  read(): DurationReading
}

export function createDurationHistogram(): DurationHistogram {
  const counts = new Float64Array(durationBoundsMs.length + 1)
  let sumMs = 0

  return {
    observe(ms) {
      let bucket = 0
      while (bucket < durationBoundsMs.length && ms > (durationBoundsMs[bucket] as number)) bucket++
      counts[bucket] = (counts[bucket] as number) + 1
      if (ms > 0) sumMs += ms
    },
    read() {
      let count = 0
      const cumulative = Array.from(counts, (each) => {
        count += each
        return count
      })
      return { upTo: cumulative.slice(0, -1), count, sumMs }
    },
  }
}

/** Several readings as one. */
export function addReadings(readings: readonly DurationReading[]): DurationReading {
  return {
    upTo: durationBoundsMs.map((_, index) =>
      readings.reduce((sum, { upTo }) => sum + (upTo[index] ?? 0), 0),
    ),
    count: readings.reduce((sum, { count }) => sum + count, 0),
    sumMs: readings.reduce((total, { sumMs }) => total + sumMs, 0),
  }
}
