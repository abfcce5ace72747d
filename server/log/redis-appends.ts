/** Appends to the logs in Redis: one script each. It delivers nothing to followers. */
import type { Clock, Random } from '../../src/platform/ports.ts'
import type { Position } from '../../src/protocol/event-id.ts'
import { versionConflict } from './append-check.ts'
import { createEpoch } from './epoch.ts'
import { LogError, stateDamaged } from './errors.ts'
import type { EventDraft, LogEntry, StateChange } from './event-log.ts'
import type { AddedEntries } from './followed-logs.ts'
import type { RedisKeys } from './redis-keys.ts'
import type { RedisLink } from './redis-link.ts'

/** What an append has done. */
export interface RedisAppend {
  readonly positions: readonly Position[]
  readonly added: AddedEntries
}

export interface RedisAppendOptions {
  readonly link: Pick<RedisLink, 'write'>
  readonly clock: Clock
  readonly random: Random
  readonly retentionEvents: number
  readonly retentionMs: number
}

/**
 * @param readEpoch the epoch in which the expected versions were read; null when nothing was read.
 * @throws LogError `version_conflict`, `state_damaged`, `log_unavailable`, `log_closed`
 */
export async function appendToRedis(
  { link, clock, random, retentionEvents, retentionMs }: RedisAppendOptions,
  keys: RedisKeys,
  request: {
    readonly drafts: readonly EventDraft[]
    readonly changes: readonly StateChange[]
    readonly readEpoch: string | null
  },
): Promise<RedisAppend> {
  const { drafts, changes, readEpoch } = request
  const nowMs = Math.floor(clock.nowMs())
  const reply = await link.write('append', keys.all, [
    createEpoch(clock, random),
    `${nowMs}`,
    `${retentionEvents}`,
    `${nowMs - retentionMs}`,
    readEpoch ?? '',
    `${drafts.length}`,
    `${changes.length}`,
    ...drafts.flatMap(({ topics, type, data, dedupeKey }) => [
      type,
      JSON.stringify(topics),
      data,
      // An empty text means none, so every key has a letter before it.
      dedupeKey === undefined ? '' : `k${dedupeKey}`,
    ]),
    ...changes.flatMap(({ key, value, expectVersion }) => [
      key,
      value === null ? '0' : '1',
      value ?? '',
      expectVersion === undefined ? '' : `${expectVersion}`,
    ]),
  ])
  const [outcome, ...rest] = Array.isArray(reply) ? reply.map(String) : []
  if (outcome === 'conflict') {
    const [key = '', found] = rest
    const expected = changes.find((change) => change.key === key)?.expectVersion ?? 0
    throw versionConflict(key, expected, Number(found))
  }
  if (outcome === 'damaged') throw stateDamaged(rest[0] ?? '')
  if (outcome !== 'appended') {
    throw new LogError(
      'log_unavailable',
      'The append failed: Redis sent an unexpected reply. Read the log before you repeat it.',
    )
  }
  const [epoch = '', ...numbers] = rest
  const [before = 0, top = 0, oldest = 0, atMs = 0, ...offsets] = numbers.map(Number)
  return {
    positions: offsets.map((offset) => ({ epoch, offset })),
    added: { epoch, before, top, oldest, entries: entriesOf(drafts, offsets, before, epoch, atMs) },
  }
}

/** The entries of the drafts that were appended; the others have the offset of an earlier append. */
function entriesOf(
  drafts: readonly EventDraft[],
  offsets: readonly number[],
  before: number,
  epoch: string,
  atMs: number,
): readonly LogEntry[] {
  const entries: LogEntry[] = []
  drafts.forEach(({ topics, type, data }, index) => {
    const offset = offsets[index] ?? 0
    if (offset !== before + entries.length + 1) return
    entries.push({ position: { epoch, offset }, topics: [...topics], type, data, atMs })
  })
  return entries
}
