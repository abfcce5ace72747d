/**
 * Spreads work that sockets bring over turns of the event loop. libuv delivers what thousands of sockets have
 * received in a single turn: heads of clients that return together, or ends of connections that a proxy drops at once.
 * Each is a fraction of a millisecond of work, and all of them together would block the loop for seconds.
 *
 * Work is done at once while the turn has time left. Otherwise it waits for the next turns, in order.
 */

/** See the head of this file. */
export interface TurnQueue {
  /**
   * Runs a task, now or in a later turn.
   *
   * @param isUrgent before those that are not. Used for what ends, because that makes room for what begins.
   */
  run(task: () => void, isUrgent?: boolean): void
}

export interface TurnQueueOptions {
  /** Longest work of one turn, with what its tasks do in promises and ticks. Default 10. */
  readonly sliceMs?: number
  readonly nowMs?: () => number
  /** Calls a function at the end of this turn of the event loop, or of the next one when it is called there. */
  readonly nextTurn?: (run: () => void) => unknown
}

export function createTurnQueue(options: TurnQueueOptions = {}): TurnQueue {
  const { sliceMs = 10, nowMs = () => performance.now(), nextTurn = setImmediate } = options
  const urgent = createFifo<() => void>()
  const others = createFifo<() => void>()
  /** When the first task of this turn began; null: none has. */
  let beganAtMs: number | null = null
  let isResuming = false

  const isOver = () => beganAtMs !== null && nowMs() - beganAtMs >= sliceMs

  /** Immediates run at the end of the turn in which sockets were read: that one has had its time already. */
  function onEndOfTurn(): void {
    beganAtMs = null
    if (isResuming) nextTurn(() => void resume())
  }

  async function resume(): Promise<void> {
    beganAtMs = nowMs()
    for (;;) {
      const task = urgent.take() ?? others.take()
      if (task === undefined) break
      task()
      // After everything that it has scheduled for this turn, or the time of that would not be counted.
      await new Promise<void>((resolve) => process.nextTick(resolve))
      if (!isOver()) continue
      await new Promise<void>((resolve) => nextTurn(resolve))
      beganAtMs = nowMs()
    }
    beganAtMs = null
    isResuming = false
  }

  return {
    run(task, isUrgent = false) {
      if (!isResuming) {
        if (beganAtMs === null) {
          beganAtMs = nowMs()
          nextTurn(onEndOfTurn)
        }
        if (!isOver()) {
          task()
          return
        }
        isResuming = true
      }
      if (isUrgent) urgent.add(task)
      else others.add(task)
    },
  }
}

/** A list that is taken from at its front. `shift` would move all others each time. */
function createFifo<Item>() {
  let items: Item[] = []
  let taken = 0
  return {
    add: (item: Item) => void items.push(item),
    take(): Item | undefined {
      const item = items[taken]
      if (item === undefined) return undefined
      taken++
      if (taken === items.length) {
        items = []
        taken = 0
      }
      return item
    },
  }
}
