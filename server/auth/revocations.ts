/**
 * Credentials that were revoked before they expire. They are stored in a separate log next to those of the feeds, so
 * they survive a restart, and every server that follows the log ends its connections too. If the log loses them, the
 * servers that have read them store them again.
 *
 *   subject/<subject>      the credentials of a subject that were issued before the revocation
 *   credential/<id>        one credential
 *
 * The log is opened for the first caller whose credentials can be revoked: with AUTH=off it is never read. An
 * authenticator may know of further revocations, which it keeps itself.
 */
import type { Cancel, Clock, Timers } from '../../src/platform/ports.ts'
import { isLogError } from '../log/errors.ts'
import type { EventLog, LogEntry, StateChange } from '../log/event-log.ts'
import { statePages } from '../log/state-pages.ts'
import type { Logger } from '../ops/logger.ts'
import type { Authenticator, Identity } from './authenticator.ts'

/** Which credentials to revoke: all existing ones of a subject, or the one with an id (`jti`). */
export type Revocation =
  | { readonly subject: string; readonly credentialId?: never }
  | { readonly credentialId: string; readonly subject?: never }

export interface Revocations {
  /** Reads what was revoked before, and follows it. @throws LogError when the log cannot be reached. */
  ready(): Promise<void>
  /** Call after {@link Revocations.ready}. */
  isRevoked(identity: Identity): boolean
  /** Resolves when it is durable; the connections of this server have been ended by then. @throws LogError */
  revoke(revocation: Revocation): Promise<void>
  close(): void
}

/** A name that no feed can have. */
const logName = '.revocations'
const pageSize = 500
const deletedAtOnce = 20
const storedAtOnce = 100
/** Between attempts to read what was missed: the first wait, doubled up to the last. */
const retryMs = { first: 1_000, last: 60_000 }

/** @param options.onRevoked called whenever something was revoked: here, by another server of the log, or elsewhere. */
export function createRevocations(options: {
  readonly log: EventLog
  readonly clock: Clock
  readonly timers: Timers
  readonly logger: Logger
  readonly authenticator: Omit<Authenticator, 'name' | 'authenticate'>
  readonly onRevoked: () => void
}): Revocations {
  const { log, clock, timers, logger, authenticator, onRevoked } = options
  const { longestCredentialMs = Number.POSITIVE_INFINITY } = authenticator
  const stopAuthenticator = authenticator.onRevoked?.(onRevoked)
  /** Key → Unix ms of the revocation. */
  const revoked = new Map<string, number>()
  let opening: Promise<void> | null = null
  let stopFollowing: Cancel = () => {}
  let cancelRetry: Cancel = () => {}
  let isClosed = false

  function take({ data }: Pick<LogEntry, 'data'>): void {
    const { key, atMs } = JSON.parse(data) as { key: string; atMs: number }
    revoked.set(key, Math.max(atMs, revoked.get(key) ?? 0))
  }

  /** @returns the keys that are stored. */
  async function readAll(): Promise<ReadonlySet<string>> {
    const stored = new Set<string>()
    for await (const { values } of statePages(log, logName, { prefix: '', pageSize })) {
      for (const { key, value } of values) {
        stored.add(key)
        take({ data: value })
      }
    }
    return stored
  }

  /** The log was emptied, or has lost its newest entries: what this server has read of it is stored again. */
  async function storeMissing(stored: ReadonlySet<string>): Promise<void> {
    const nowMs = clock.nowMs()
    const missing = [...revoked].filter(
      ([key, atMs]) => !stored.has(key) && nowMs - atMs <= longestCredentialMs,
    )
    for (let from = 0; from < missing.length; from += storedAtOnce) {
      const some = missing.slice(from, from + storedAtOnce).map(([key, atMs]) => ({ key, atMs }))
      await log.appendAll(
        logName,
        some.map((each) => draftOf(each)),
        // Unless another server has stored it already.
        some.map((each) => ({ key: each.key, value: JSON.stringify(each), expectVersion: 0 })),
      )
    }
  }

  /** Until it works: credentials that were revoked meanwhile are accepted until then. */
  function readMissed(waitMs: number): void {
    cancelRetry()
    const read = async () => {
      const stored = await readAll()
      onRevoked()
      await storeMissing(stored)
    }
    read().catch((error: unknown) => {
      if (isClosed || isLogError(error, 'log_closed')) return
      if (!isLogError(error, 'version_conflict')) {
        logger.error({ error }, 'revoked credentials cannot be read')
      }
      cancelRetry()
      cancelRetry = timers.after(waitMs, () => readMissed(Math.min(waitMs * 2, retryMs.last)))
    })
  }

  async function open(): Promise<void> {
    stopFollowing = log.tail(
      logName,
      (entries) => {
        for (const entry of entries) take(entry)
        onRevoked()
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

  function ready(): Promise<void> {
    opening ??= open().catch((error: unknown) => {
      opening = null
      throw error
    })
    return opening
  }

  /** Revocations that are older than the longest lifetime of credentials have no effect any more. */
  function findOutdated(nowMs: number): readonly string[] {
    const keys = [...revoked].filter(([, atMs]) => nowMs - atMs > longestCredentialMs)
    return keys.slice(0, deletedAtOnce).map(([key]) => key)
  }

  return {
    ready,
    isRevoked(identity) {
      if (authenticator.isRevoked?.(identity)) return true
      const { subject, credentialId, issuedAtMs } = identity
      if (credentialId != null && revoked.has(credentialKey(credentialId))) return true
      const atMs = subject === null ? undefined : revoked.get(subjectKey(subject))
      // Tokens name the second they were issued in: one from the same second may be older.
      return atMs !== undefined && (issuedAtMs ?? 0) <= atMs
    },
    async revoke(revocation) {
      await ready()
      const nowMs = clock.nowMs()
      const key =
        revocation.subject === undefined
          ? credentialKey(revocation.credentialId)
          : subjectKey(revocation.subject)
      const data = JSON.stringify({ key, atMs: nowMs })
      const outdated = findOutdated(nowMs).filter((each) => each !== key)
      const changes: readonly StateChange[] = [
        ...outdated.map((each) => ({ key: each, value: null })),
        { key, value: data },
      ]
      await log.append(logName, draftOf({ key, atMs: nowMs }), changes)
      for (const each of outdated) revoked.delete(each)
    },
    close() {
      isClosed = true
      cancelRetry()
      stopAuthenticator?.()
      stopFollowing()
    },
  }
}

function draftOf(revocation: { readonly key: string; readonly atMs: number }) {
  return { topics: ['revocation'], type: 'revoked', data: JSON.stringify(revocation) }
}

function subjectKey(subject: string): string {
  return `subject/${shorten(subject)}`
}

function credentialKey(id: string): string {
  return `credential/${shorten(id)}`
}

/**
 * Keys of a log have at most 512 printable ASCII characters. Names with the same 480 first ones are revoked together.
 */
function shorten(name: string): string {
  const wellFormed = new TextDecoder().decode(new TextEncoder().encode(name))
  return encodeURIComponent(wellFormed).slice(0, 480)
}
