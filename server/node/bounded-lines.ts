/**
 * Lines for a stream that may be read slowly, or by no process at all: they wait up to a limit, above which they
 * are dropped and counted, and nothing ever waits for them. A stream that is closed takes no more.
 */
import type { Writable } from 'node:stream'

/** Where a logger writes. */
export interface Lines {
  /** Writes a line, which ends with a line feed, or drops it. Never throws. */
  write(line: string): void
  /** How many were dropped so far. */
  readonly dropped: number
}

/** Half a minute of a busy log, and no burden on the process. */
const mostWaitingBytes = 262_144

/**
 * @param stream a pipe or socket is written to asynchronously; a file at once
 * @param noteOf a line that says how many were dropped, written when there is room again
 */
export function createBoundedLines(
  stream: Writable,
  noteOf: (droppedLines: number) => string,
): Lines {
  let dropped = 0
  let unreported = 0
  let isClosed = false
  // The reader has gone away (EPIPE). Without a listener that would end the process.
  stream.on('error', () => {
    isClosed = true
  })

  const hasRoom = (line: string) => stream.writableLength + line.length <= mostWaitingBytes

  return {
    write(line) {
      if (isClosed || !hasRoom(line)) {
        dropped++
        unreported++
        return
      }
      if (unreported > 0) {
        const note = noteOf(unreported)
        unreported = 0
        stream.write(note)
      }
      stream.write(line)
    },
    get dropped() {
      return dropped
    },
  }
}
