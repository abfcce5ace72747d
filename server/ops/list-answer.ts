/**
 * Answers with long lists as JSON, a hundred items at a time and as fast as the caller reads: a thousand items are
 * neither serialised at once nor kept as text. An answer that is not read for too long is dropped.
 */
import type { Context } from 'hono'
import type { Cancel, Timers } from '../../src/platform/ports.ts'
import type { AppEnv } from '../app-env.ts'
import type { HeldItems } from './held-items.ts'
import type { RouteContext } from './route.ts'
import type { Turns } from './turns.ts'

/** A JSON body with one long list. */
export interface ListBody<Item> {
  /** The name of the field that contains the list. */
  readonly name: string
  /** The items of the list, in order. */
  readonly items: readonly Item[]
  /** Converts an item to the JSON value that is sent. */
  print(item: Item): unknown
  /** The other fields of the body. */
  readonly rest: object
}

/** Answers with a list. `onSent` is called once, when the list has been sent or dropped. */
export type AnswerList = <Item>(
  context: RouteContext,
  body: ListBody<Item>,
  onSent?: () => void,
) => Response

/** Answers that are still being sent, with what waits for their end. */
const underWay = new WeakMap<Response, (() => void)[]>()

/** Calls a function once a response has been sent or dropped: at once for one that is not sent in pieces. */
export function onceSent(response: Response, run: () => void): void {
  const waiting = underWay.get(response)
  if (waiting === undefined) run()
  else waiting.push(run)
}

/** Routes of feeds have the context of the application too, typed as the public part of it. */
const callerOf = (context: RouteContext) => (context as unknown as Context<AppEnv>).get('caller')

const itemsPerPiece = 100
const encoder = new TextEncoder()

/** @param options.stallMs a body of which nothing is taken for so long is dropped. */
export function createListAnswer(options: {
  readonly turns: Turns
  readonly held: HeldItems
  readonly timers: Timers
  readonly stallMs: number
}): AnswerList {
  const { turns, held, timers, stallMs } = options

  return (context, { name, items, print, rest }, onSent = () => {}) => {
    if (items.length <= itemsPerPiece) {
      onSent()
      return context.json({ [name]: items.map(print), ...rest })
    }
    if (context.req.method === 'HEAD') {
      onSent()
      return context.body(null, 200, { 'content-type': 'application/json' })
    }

    let next = 0
    let isOver = false
    let cancelStall: Cancel = () => {}
    const waiting = [onSent]
    const caller = callerOf(context)
    held.hold(items.length, caller)

    function finish(): void {
      if (isOver) return
      isOver = true
      cancelStall()
      held.release(items.length, caller)
      underWay.delete(response)
      for (const run of waiting) run()
    }

    function nextPiece(): string {
      const piece = items.slice(next, next + itemsPerPiece)
      const start = next === 0 ? `{${JSON.stringify(name)}:[` : ','
      next += itemsPerPiece
      const text = start + JSON.stringify(piece.map(print)).slice(1, -1)
      if (next < items.length) return text
      const fields = JSON.stringify(rest).slice(1)
      return `${text}]${fields === '}' ? '' : ','}${fields}`
    }

    const body = new ReadableStream<Uint8Array>(
      {
        start(controller) {
          cancelStall = timers.after(stallMs, () => drop(controller))
        },
        async pull(controller) {
          cancelStall()
          try {
            await turns.next()
            if (isOver) return
            controller.enqueue(encoder.encode(nextPiece()))
          } catch (error) {
            finish()
            throw error
          }
          if (next < items.length) {
            cancelStall = timers.after(stallMs, () => drop(controller))
            return
          }
          controller.close()
          finish()
        },
        cancel: finish,
      },
      { highWaterMark: 0 },
    )

    function drop(controller: ReadableStreamDefaultController<Uint8Array>): void {
      finish()
      controller.error(new TypeError('The answer was dropped: the client did not read it.'))
    }

    const response = context.body(body, 200, { 'content-type': 'application/json' })
    underWay.set(response, waiting)
    return response
  }
}
