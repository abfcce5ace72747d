/**
 * The program of the thread that owns a SQLite file: opens it, carries out the calls of sqlite-link.ts one after the
 * other, and sends the results back. It decides nothing about followers, pages or queues.
 *
 * When another process holds the lock, a call is tried again every few milliseconds for a second, and other calls
 * have their turn in between.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { isBusy } from './sqlite-file.ts'
import {
  packError,
  type WorkerCall,
  type WorkerMessage,
  type WorkerResult,
  type WorkerStart,
} from './sqlite-messages.ts'
import { createSqliteService } from './sqlite-service.ts'

const patienceMs = 1_000
const retryMs = 5

const { settings, opened, reply } = workerData as WorkerStart
const port = parentPort
const send = (message: WorkerMessage) => port?.postMessage(message)

function open() {
  try {
    const service = createSqliteService(settings, {
      report: (level, facts, message) =>
        send({ kind: 'report', level, facts: cloneable(facts), message }),
      startedOver: () => send({ kind: 'startedOver' }),
    })
    reply.postMessage(null)
    return service
  } catch (error) {
    reply.postMessage(packError(error))
    return null
  } finally {
    reply.close()
    Atomics.store(new Int32Array(opened), 0, 1)
    Atomics.notify(new Int32Array(opened), 0)
  }
}

/** Errors are cloned without what SQLite adds to them. */
function cloneable(facts: object): object {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      fact instanceof Error ? String(fact) : fact,
    ]),
  )
}

const service = open()

/** Null: the file is locked, and the call is tried again. */
function carryOut(call: WorkerCall, deadlineMs: number): WorkerResult | null {
  try {
    return { id: call.id, result: service?.carryOut(call) }
  } catch (error) {
    if (isBusy(error) && performance.now() < deadlineMs) {
      setTimeout(sendResults, retryMs, [call], deadlineMs)
      return null
    }
    return { id: call.id, error: packError(service?.explain(call.name, error)) }
  }
}

function sendResults(calls: readonly WorkerCall[], deadlineMs: number): void {
  const results = calls.map((call) => carryOut(call, deadlineMs)).filter((each) => each !== null)
  if (results.length > 0) send({ kind: 'results', results })
}

port?.on('message', (calls: readonly WorkerCall[]) => {
  sendResults(calls, performance.now() + patienceMs)
})
