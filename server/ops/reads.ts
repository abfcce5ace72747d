/**
 * What all expensive reads of one application share: the turns of its event loop (turns.ts), the gates (read-gate.ts),
 * the items that are held in memory until they are sent (held-items.ts), and the answers with long lists
 * (list-answer.ts).
 */
import type { Clock, Random, Timers } from '../../src/platform/ports.ts'
import type { AppConfig } from '../app-config.ts'
import { createHeldItems, type HeldItems } from './held-items.ts'
import { type AnswerList, createListAnswer } from './list-answer.ts'
import { createReadGate, type ReadGate } from './read-gate.ts'
import type { Methods } from './route.ts'
import type { AppMethods } from './routes.ts'
import { createTurns, type Turns } from './turns.ts'

/** See the head of this file. */
export interface Reads {
  readonly turns: Turns
  readonly held: HeldItems
  /** For snapshots, whose requests are shared. */
  readonly snapshotGate: ReadGate
  /** Answers with a long list. */
  readonly answerList: AnswerList
  /**
   * The same methods, whose GET waits for a place in the gate and for its turn on the event loop, and is refused when
   * its caller has used up its share of the items.
   */
  limited(methods: Methods): AppMethods
}

export function createReads(options: {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly config: AppConfig
}): Reads {
  const { clock, timers, random, config } = options
  const turns = createTurns({ clock })
  const held = createHeldItems({
    most: config.maxHeldItems,
    perCaller: config.maxHeldItemsPerCaller,
  })
  const queue = {
    mostWaiting: config.maxWaitingReads,
    mostOfCaller: config.maxWaitingReadsPerCaller,
  }
  const gate = createReadGate({ places: config.maxReads, ...queue, held, random })
  const snapshotGate = createReadGate({ places: config.maxSnapshots, ...queue, held, random })

  return {
    turns,
    held,
    snapshotGate,
    answerList: createListAnswer({ turns, held, timers, stallMs: config.stallMs }),
    limited({ GET, ...others }) {
      if (GET === undefined) return others
      return {
        ...others,
        async GET(context) {
          const { signal } = context.req.raw
          const caller = context.get('caller')
          held.expectShare(caller)
          const leave = await gate.enter(caller, signal)
          try {
            await turns.next()
            signal.throwIfAborted()
            // Again: while this one waited, others of the same caller have read their items.
            held.expectShare(caller)
            return await GET(context)
          } finally {
            leave()
          }
        },
      }
    },
  }
}
