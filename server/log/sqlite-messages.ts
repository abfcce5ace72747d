/**
 * What the engine (sqlite.ts) and the thread that owns its file (sqlite-worker.ts) send each other. Everything here
 * survives a structured clone; entries travel as columns, which costs half as much as objects.
 */
import type { Position } from '../../src/protocol/event-id.ts'
import { LogError, type LogErrorCode } from './errors.ts'
import type {
  HistoryQuery,
  LogBounds,
  LogEntry,
  LogGap,
  LogHealth,
  LogReading,
  LogReset,
  OnDamage,
  StateQuery,
  StateReading,
} from './event-log.ts'
import type { AppendRequest } from './sqlite-appends.ts'

/** The settings of the thread. */
export interface SqliteSettings {
  readonly file: string
  readonly maxFileBytes?: number
  readonly retentionEvents: number
  readonly retentionMs: number
  readonly onDamage: OnDamage
  /** Epochs are made from it. */
  readonly seed: number
  /** The time at the start; later times come with the messages. */
  readonly nowMs: number
}

/** What the thread is started with. */
export interface WorkerStart {
  readonly settings: SqliteSettings
  /** One number: 0 until the file has been opened, or could not be. */
  readonly opened: SharedArrayBuffer
  /** Receives one message: null, or the error. */
  readonly reply: import('node:worker_threads').MessagePort
}

/** Entries that follow each other, as columns. */
export interface PackedEntries {
  readonly epoch: string
  readonly offsets: readonly number[]
  readonly times: readonly number[]
  readonly types: readonly string[]
  /** JSON texts. */
  readonly topics: readonly string[]
  readonly data: readonly string[]
}

/** A log after a commit. */
export interface CommittedLog extends LogBounds {
  /** The last offset before the commit. */
  readonly before: number
  /** The time of every entry of the commit. */
  readonly atMs: number
}

/** The result of a transaction: for each request the offset of each draft, or why it was refused. */
export interface CommitReply {
  readonly outcomes: readonly (readonly number[] | PackedError)[]
  readonly logs: ReadonlyMap<string, CommittedLog>
}

/** Every operation of the thread: its argument and its result. */
export interface SqliteOperations {
  commit(requests: readonly AppendRequest[]): CommitReply
  bounds(log: string): LogBounds
  read(ask: {
    readonly log: string
    readonly after: Position
    readonly to: number
    readonly limit: number
  }): PackedEntries | LogGap | LogReset
  states(ask: {
    readonly log: string
    readonly query: StateQuery
    readonly limit: number
  }): StateReading
  history(ask: { readonly log: string; readonly query: HistoryQuery }): {
    readonly entries: PackedEntries
    readonly nextBefore: number | null
  }
  /** The bounds of these logs when another connection has committed since `seen`, else null. */
  poll(ask: { readonly seen: number | null; readonly logs: readonly string[] }): {
    readonly version: number
    readonly bounds: ReadonlyMap<string, LogBounds>
  } | null
  health(nothing: null): LogHealth
  close(nothing: null): null
}

export type OperationName = keyof SqliteOperations
export type Argument<Name extends OperationName> = Parameters<SqliteOperations[Name]>[0]
export type Result<Name extends OperationName> = ReturnType<SqliteOperations[Name]>

/** A call of an operation. */
export interface WorkerCall {
  readonly id: number
  readonly name: OperationName
  readonly argument: unknown
  readonly nowMs: number
}

/** What became of a call. */
export type WorkerResult =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: PackedError }

/** What the thread sends. */
export type WorkerMessage =
  | { readonly kind: 'results'; readonly results: readonly WorkerResult[] }
  /** The file was replaced by an empty one: history starts over. */
  | { readonly kind: 'startedOver' }
  | {
      readonly kind: 'report'
      readonly level: 'info' | 'warn' | 'error'
      readonly facts: object
      readonly message: string
    }

/** An error on its way between threads. */
export interface PackedError {
  readonly code: LogErrorCode | null
  readonly message: string
  readonly key?: string | undefined
  readonly stack?: string | undefined
  /** Of the operating system, such as `EACCES`. */
  readonly systemCode?: unknown
}

export function packError(error: unknown): PackedError {
  if (error instanceof LogError) {
    const { code, message, key } = error
    return { code, message, key }
  }
  if (!(error instanceof Error)) return { code: null, message: String(error) }
  const systemCode = 'code' in error ? error.code : undefined
  return { code: null, message: error.message, stack: error.stack, systemCode }
}

export function unpackError({ code, message, key, stack, systemCode }: PackedError): Error {
  if (code !== null) return new LogError(code, message, key === undefined ? {} : { key })
  const error = new Error(message)
  if (stack !== undefined) error.stack = stack
  return systemCode === undefined ? error : Object.assign(error, { code: systemCode })
}

export function unpackEntries(packed: PackedEntries): readonly LogEntry[] {
  const { epoch, offsets, times, types, topics, data } = packed
  return offsets.map((offset, index) => ({
    position: { epoch, offset },
    topics: JSON.parse(topics[index] ?? '[]') as readonly string[],
    type: types[index] ?? '',
    data: data[index] ?? '',
    atMs: times[index] ?? 0,
  }))
}

export function unpackReading(packed: Result<'read'>): LogReading {
  if ('kind' in packed) return packed
  return { kind: 'entries', entries: unpackEntries(packed) }
}
