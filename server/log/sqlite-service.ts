/**
 * The calls of sqlite-messages.ts, carried out on the file. Synchronous; sqlite-worker.ts runs it in a thread of its
 * own.
 */
import { createSeededRandom } from '../ledger/seeded-random.ts'
import { isLogError } from './errors.ts'
import { asLogError } from './sqlite-file.ts'
import { createSqliteHandle, type Report } from './sqlite-handle.ts'
import { raiseMark } from './sqlite-marks.ts'
import type {
  OperationName,
  SqliteOperations,
  SqliteSettings,
  WorkerCall,
} from './sqlite-messages.ts'

export interface SqliteService {
  /** @throws LogError, and what says that the file is locked */
  carryOut(call: WorkerCall): unknown
  /** A locked file in the words of the log; every other error as it is. */
  explain(name: OperationName, error: unknown): unknown
}

export interface SqliteServiceEvents {
  readonly report: Report
  readonly startedOver: () => void
}

// The keys and offsets that are remembered as damaged, so that each is counted once.
const rememberedRows = 10_000
const giveBackEveryMs = 20

export function createSqliteService(
  settings: SqliteSettings,
  { report, startedOver }: SqliteServiceEvents,
): SqliteService {
  const { file } = settings
  let nowMs = settings.nowMs
  let lastRefusal: string | null = null
  let isMarkFailing = false
  let isClosed = false
  const damagedEntries = new Set<string>()
  const damagedStates = new Set<string>()

  function countDamaged(rows: Set<string>, log: string, row: { offset: number } | { key: string }) {
    const name = `${log} ${JSON.stringify(row)}`
    if (rows.has(name) || rows.size >= rememberedRows) return
    rows.add(name)
    report('error', { file, log, ...row }, 'a row of the log file is damaged and left out')
  }

  const handle = createSqliteHandle({
    settings,
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
    random: createSeededRandom(settings.seed),
    report,
    onStartOver: startedOver,
    onDamagedEntry: (log, offset) => countDamaged(damagedEntries, log, { offset }),
    onDamagedState: (log, key) => countDamaged(damagedStates, log, { key }),
  })

  const commit: SqliteOperations['commit'] = (requests) => {
    handle.checkFile()
    const { outcomes, logs, rows } = handle.run('Appending', (store) => store.commit(requests))
    for (const { id, epoch, top } of rows.values()) mark(id, { epoch, top })
    // Only what a restart would find may be acknowledged.
    handle.checkFile()
    planGiveBack()
    return { outcomes, logs }
  }

  function mark(id: number, mark: { readonly epoch: string; readonly top: number }): void {
    try {
      raiseMark(file, id, mark)
      isMarkFailing = false
    } catch (error) {
      // What was appended is safe. It could only not be noticed if it were lost, and the next start is careful then.
      if (!isMarkFailing) report('warn', { error, file }, 'the marks of the log cannot be written')
      isMarkFailing = true
    }
  }

  /** Continues to give pages back while nothing else has to be done. */
  function planGiveBack(): void {
    if (!handle.run('Reading', (store) => store.space.hasMore())) return
    setTimeout(() => {
      if (isClosed) return
      try {
        handle.checkFile()
        handle.run('Giving space back', (store) => store.commit([]))
        planGiveBack()
      } catch {
        // The next commit tries again, and reports what is wrong.
      }
    }, giveBackEveryMs).unref()
  }

  const operations: SqliteOperations = {
    commit,
    bounds: (log) => handle.run('Reading', (store) => store.bounds(log)),
    read: (ask) => handle.run('Reading', (store) => store.read(ask)),
    states: ({ log, query, limit }) =>
      handle.run('Reading', (store) => store.states(log, query, limit)),
    history: ({ log, query }) => handle.run('Reading', (store) => store.history(log, query)),
    poll: ({ seen, logs }) =>
      handle.run('Reading', (store) => {
        const version = store.dataVersion()
        if (version === seen) return null
        return { version, bounds: new Map(logs.map((log) => [log, store.bounds(log)])) }
      }),
    health: () => {
      const { status, reason, ...facts } = handle.health()
      const isRefusing = status === 'ok' && lastRefusal !== null
      return {
        status: isRefusing ? 'unavailable' : status,
        reason: isRefusing ? 'medium_refuses' : reason,
        onDamage: settings.onDamage,
        damagedEntries: damagedEntries.size,
        damagedStates: damagedStates.size,
        ...facts,
      }
    },
    close: () => {
      isClosed = true
      handle.close()
      return null
    },
  }

  return {
    carryOut(call) {
      nowMs = call.nowMs
      // Names and arguments belong together by the types of sqlite-link.ts.
      const operation = operations[call.name] as (argument: unknown) => unknown
      const result = operation(call.argument)
      if (call.name === 'commit') lastRefusal = null
      return result
    },
    explain(name, error) {
      const explained = asLogError(error, name === 'commit' ? 'Appending' : 'Reading')
      if (name === 'commit' && isLogError(explained, 'log_unavailable')) {
        lastRefusal = explained.message
      }
      return explained
    },
  }
}
