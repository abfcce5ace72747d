/** Which of several servers reads a stream: the one that answers on a subject of NATS. The others wait. */
import type { NatsConnection, Subscription } from '@nats-io/transport-node'

const answerMs = 1_000

/** Where the reader answers. */
export function readerSubject(stream: string, durable: string): string {
  return `streamgauge.reader.${stream}.${durable}`
}

/** Whether a server reads now. Known at once where none does. */
export async function hasReader(connection: NatsConnection, subject: string): Promise<boolean> {
  try {
    const { data } = await connection.request(subject, '', { timeout: answerMs })
    return new TextDecoder().decode(data) === answer
  } catch {
    // No server listens, or it is too busy to read.
    return false
  }
}

/** Answers that this server reads, until the subscription ends. */
export function answerAsReader(connection: NatsConnection, subject: string): Subscription {
  return connection.subscribe(subject, {
    callback(error, message) {
      if (error === null) message.respond(answer)
    },
  })
}

const answer = 'reading'
