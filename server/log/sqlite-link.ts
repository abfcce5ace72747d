/**
 * The connection to the thread that owns a SQLite file. The event loop never waits for the disk or for a lock of
 * another process: it sends a message and continues.
 *
 * A message between threads costs more than most calls, so the calls of one turn of the loop share one. Reads wait
 * here until others are done, so that neither a thousand of them delay a commit nor one is begun whose caller has left.
 */
import { existsSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Clock } from '../../src/platform/ports.ts'
import { logClosed } from './append-check.ts'
import { LogError } from './errors.ts'
import {
  type Argument,
  type OperationName,
  type PackedError,
  type Result,
  type SqliteSettings,
  unpackError,
  type WorkerCall,
  type WorkerMessage,
  type WorkerStart,
} from './sqlite-messages.ts'

export interface SqliteLink {
  /** Sends a call in order, with the others of this turn of the loop. @throws LogError what the operation throws, `log_unavailable`, `log_closed` */
  call<Name extends OperationName>(name: Name, argument: Argument<Name>): Promise<Result<Name>>
  /**
   * Sends a read when others are done; never when it is aborted before.
   *
   * @param rows how many rows it may have to look at.
   */
  queue<Name extends OperationName>(
    name: Name,
    argument: Argument<Name>,
    rows: number,
    signal?: AbortSignal,
  ): Promise<Result<Name>>
  /** Ends the thread; waits for what is under way. Calls fail with `log_closed` from now on. */
  close(): Promise<void>
}

export interface SqliteLinkOptions {
  readonly settings: SqliteSettings
  readonly clock: Clock
  /** The file was replaced by an empty one. */
  readonly onStartedOver: () => void
  readonly onReport: (level: 'info' | 'warn' | 'error', facts: object, message: string) => void
}

// Opening may check and convert a large file.
const openTimeoutMs = 600_000
// A few milliseconds of the thread; a commit waits no longer than that for reads.
const rowsUnderWay = 4_000
// What a call costs besides its rows.
const rowsPerCall = 20

interface Waiting {
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
}

interface QueuedRead {
  readonly start: () => void
}

/** Starts the thread and waits until it has opened the file. @throws LogError `log_unavailable`, `log_damaged` */
export function openSqliteLink(options: SqliteLinkOptions): SqliteLink {
  const { clock } = options
  const waiting = new Map<number, Waiting>()
  const queued: QueuedRead[] = []
  let worker: Worker | null = startWorker(options, receive, onExit)
  let serial = 0
  let rowsReading = 0
  let unsent: WorkerCall[] = []
  let isClosed = false

  function receive(message: WorkerMessage): void {
    switch (message.kind) {
      case 'startedOver':
        options.onStartedOver()
        break
      case 'report':
        options.onReport(message.level, message.facts, message.message)
        break
      case 'results':
        for (const each of message.results) {
          const found = settle(each.id)
          if ('error' in each) found?.reject(unpackError(each.error))
          else found?.resolve(each.result as never)
        }
    }
  }

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id)
    waiting.delete(id)
    // A log without calls under way keeps no process alive, as an open file does not.
    if (waiting.size === 0) worker?.unref()
    return found
  }

  /** The thread has ended by itself: out of memory, for example. The next call starts another one. */
  function onExit(ended: Worker, reason: string): void {
    if (worker !== ended) return
    worker = null
    const error = new LogError(
      'log_unavailable',
      `The thread that owns the log file ended: ${reason}. It is started again for the next request; ` +
        'whether an append that was under way is in the log has to be read.',
    )
    if (!isClosed)
      options.onReport(
        'error',
        { error, file: options.settings.file },
        'the thread of the log file ended',
      )
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  function call<Name extends OperationName>(
    name: Name,
    argument: Argument<Name>,
  ): Promise<Result<Name>> {
    return new Promise((resolve, reject) => {
      if (isClosed) throw logClosed()
      worker ??= startWorker(options, receive, onExit)
      const id = ++serial
      if (waiting.size === 0) worker.ref()
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
      if (unsent.length === 0) setImmediate(sendAll)
      unsent.push({ id, name, argument, nowMs: clock.nowMs() })
      // A commit was collected for a turn already.
      if (name === 'commit' || name === 'close') sendAll()
    })
  }

  function sendAll(): void {
    const calls = unsent
    unsent = []
    if (calls.length > 0) worker?.postMessage(calls)
  }

  function startReads(): void {
    while (queued[0] !== undefined && (rowsReading === 0 || rowsReading < rowsUnderWay)) {
      queued.shift()?.start()
    }
  }

  return {
    call,
    queue: (name, argument, rows, signal) =>
      new Promise((resolve, reject) => {
        if (isClosed) throw logClosed()
        signal?.throwIfAborted()
        const cost = rows + rowsPerCall
        const leave = () => {
          const place = queued.indexOf(entry)
          if (place >= 0) queued.splice(place, 1)
          reject(signal?.reason)
        }
        const done = () => {
          signal?.removeEventListener('abort', leave)
          rowsReading -= cost
          startReads()
        }
        const entry: QueuedRead = {
          start() {
            rowsReading += cost
            call(name, argument).then(resolve, reject).finally(done)
          },
        }
        signal?.addEventListener('abort', leave, { once: true })
        queued.push(entry)
        startReads()
      }),
    async close() {
      if (isClosed) return
      const closed = worker === null ? null : call('close', null)
      isClosed = true
      while (queued.length > 0) queued.shift()?.start()
      await closed?.catch(() => undefined)
      const ended = worker
      worker = null
      await ended?.terminate()
    },
  }
}

function startWorker(
  { settings }: SqliteLinkOptions,
  receive: (message: WorkerMessage) => void,
  onExit: (worker: Worker, reason: string) => void,
): Worker {
  const { file } = settings
  checkVersion(file)
  const { port1: answers, port2: reply } = new MessageChannel()
  const opened = new SharedArrayBuffer(4)
  const start: WorkerStart = { settings, opened, reply }
  const worker = new Worker(workerFile(file), {
    workerData: start,
    transferList: [reply],
    // Options that belong to the program of the main thread, such as `--input-type`, are refused by a thread.
    execArgv: process.execArgv.filter((option) => /^--(no-warnings|disable-warning)/.test(option)),
    name: 'streamgauge-log',
  })
  worker.on('message', receive)
  worker.on('error', (error) => onExit(worker, String(error)))
  worker.on('exit', (code) => onExit(worker, `exit code ${code}`))
  worker.unref()
  const outcome = Atomics.wait(new Int32Array(opened), 0, 0, openTimeoutMs)
  const answer = receiveMessageOnPort(answers)?.message as PackedError | null | undefined
  answers.close()
  if (answer === null) return worker
  worker.removeAllListeners()
  void worker.terminate()
  if (answer !== undefined) throw unpackError(answer)
  throw new LogError(
    'log_unavailable',
    `Opening ${file} failed: its thread did not answer (${outcome}). Try again.`,
  )
}

/** The version of Node decides, without loading the module: some versions print a warning when it is loaded. */
function checkVersion(file: string): void {
  if (isBuiltin('node:sqlite')) return
  throw new LogError(
    'log_unavailable',
    `Opening ${file} failed: this version of Node has no node:sqlite. ` +
      'Use Node 22.13 or newer, or the memory log.',
  )
}

function workerFile(file: string): string {
  const own = fileURLToPath(import.meta.url)
  // Not `new URL('…', import.meta.url)`: bundlers would take the file for an asset of their own.
  const path = join(dirname(own), `sqlite-worker${extname(own)}`)
  if (existsSync(path)) return path
  throw new LogError(
    'log_unavailable',
    `Opening ${file} failed: ${path} is missing, which runs the log's thread. ` +
      'Exclude streamgauge from the bundle of the server (`external` in esbuild, `serverExternalPackages` in Next.js).',
  )
}
