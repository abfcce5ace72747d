/**
 * What is switched off for single companies. Stored in a log of its own next to those of the companies, so that it
 * survives a restart, and every server that follows the log has it at once.
 */
import type { Cancel, Timers } from '../../../src/platform/ports.ts'
import { isLogError } from '../../log/errors.ts'
import type { EventLog } from '../../log/event-log.ts'
import { statePages } from '../../log/state-pages.ts'

/** The features of a company. */
export interface CompanyFeatures {
  /** Whether its feed may be subscribed to. */
  readonly streaming: boolean
}

/** See the head of this file. */
export interface Features {
  /** Reads what is stored, and follows it. @throws LogError when the log cannot be reached. */
  ready(): Promise<void>
  /** Call after {@link Features.ready}. */
  of(companyId: string): CompanyFeatures
  /** Resolves when it is stored. @throws LogError */
  set(companyId: string, features: CompanyFeatures): Promise<void>
}

/** A name that no feed can have. */
const logName = '.company-features'
const pageSize = 500
const changedType = 'features_changed'
/** Between attempts to read what was missed: the first wait, doubled up to the last. */
const retryMs = { first: 1_000, last: 60_000 }

/** @param options.onChanged called whenever the features of a company were set, here or by another server. */
export function createFeatures(options: {
  readonly log: EventLog
  readonly timers: Timers
  readonly onChanged: (companyId: string) => void
  readonly onFailed: (error: unknown) => void
}): Features {
  const { log, timers, onChanged, onFailed } = options
  /** Companies whose feed is switched off: the others need no memory. */
  let disabled = new Set<string>()
  let opening: Promise<void> | null = null
  /** What the tail brings while all of it is read, for each such read. */
  const meanwhile = new Set<string[]>()
  let cancelRetry: Cancel = () => {}

  function take(data: string): string {
    const { companyId, streaming } = JSON.parse(data) as { companyId: string } & CompanyFeatures
    if (streaming) disabled.delete(companyId)
    else disabled.add(companyId)
    return companyId
  }

  async function readAll(): Promise<void> {
    const later: string[] = []
    meanwhile.add(later)
    try {
      disabled = await readStored()
      for (const data of later) take(data)
    } finally {
      meanwhile.delete(later)
    }
  }

  async function readStored(): Promise<Set<string>> {
    const found = new Set<string>()
    for await (const { values } of statePages(log, logName, { prefix: '', pageSize })) {
      for (const { key } of values) found.add(key)
    }
    return found
  }

  /** Until it works: a company that was switched off meanwhile would be streamed until then. */
  function readMissed(waitMs: number): void {
    cancelRetry()
    readAll().then(
      () => {
        for (const companyId of disabled) onChanged(companyId)
      },
      (error: unknown) => {
        if (isLogError(error, 'log_closed')) return
        onFailed(error)
        cancelRetry()
        cancelRetry = timers.after(waitMs, () => readMissed(Math.min(waitMs * 2, retryMs.last)))
      },
    )
  }

  async function open(): Promise<void> {
    const stopFollowing = log.tail(
      logName,
      (entries) => {
        for (const { data } of entries) {
          for (const later of meanwhile) later.push(data)
          onChanged(take(data))
        }
      },
      () => readMissed(retryMs.first),
    )
    try {
      await readAll()
    } catch (error) {
      stopFollowing()
      throw error
    }
  }

  return {
    ready() {
      opening ??= open().catch((error: unknown) => {
        opening = null
        throw error
      })
      return opening
    },
    of: (companyId) => ({ streaming: !disabled.has(companyId) }),
    async set(companyId, { streaming }) {
      const data = JSON.stringify({ companyId, streaming })
      const draft = { topics: ['features'], type: changedType, data }
      // Only what is switched off has a key, so that reading all of it stays short.
      await log.append(logName, draft, { key: companyId, value: streaming ? null : '1' })
    },
  }
}
