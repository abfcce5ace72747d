/**
 * One session with NATS without JetStream: what is published while it lasts. What is published at other times is lost,
 * and nothing shows how much: each session after the first counts as a possible loss.
 */
import type { NatsConnection } from '@nats-io/transport-node'
import type { Delivery, NatsIntake } from './nats-intake.ts'
import { SessionEnd } from './nats-session-end.ts'

/** Messages that are kept in memory while the log refuses. */
const mostWaiting = 10_000

export interface CoreSessionOptions {
  readonly subjects: readonly string[]
  /** Servers of one group share the messages, so that none is recorded twice. */
  readonly group: string
  readonly signal: AbortSignal
  readonly intake: NatsIntake
  /** Called when the subscriptions are in place. */
  readonly onReading: () => void
  /** Called for a message that there is no room for. */
  readonly onDropped: () => void
}

/** Reads until the connection ends. Resolves when the bridge closes; rejects otherwise. */
export async function readCore(
  connection: NatsConnection,
  options: CoreSessionOptions,
): Promise<void> {
  const { subjects, group, signal, intake } = options
  let finish = (_error: Error | null) => {}
  const finished = new Promise<Error | null>((resolve) => {
    finish = resolve
  })
  const subscriptions = subjects.map((subject) =>
    connection.subscribe(subject, {
      queue: group,
      callback(error, message) {
        if (error !== null) finish(error)
        else if (intake.size >= mostWaiting) options.onDropped()
        else intake.push(deliveryOf(message.subject, message.data))
      },
    }),
  )
  const close = () => finish(null)
  signal.addEventListener('abort', close)
  if (signal.aborted) close()
  void connection.closed().then(() => {
    finish(new SessionEnd('connection', 'The connection to NATS was lost.'))
  })
  await Promise.race([connection.flush(), finished]).catch(() => {})
  if (!connection.isClosed()) options.onReading()
  const reason = await finished
  signal.removeEventListener('abort', close)
  for (const subscription of subscriptions) subscription.unsubscribe()
  if (reason !== null) throw reason
}

function deliveryOf(subject: string, data: Uint8Array): Delivery {
  const nothing = () => {}
  return {
    ...{ subject, data, sequence: null, storedAt: '' },
    ...{ ack: nothing, term: nothing, working: nothing, nak: nothing },
  }
}
