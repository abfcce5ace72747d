/**
 * Remembers, for 24 hours, the answer to a write with an idempotency key. A record is a state of the log, written in
 * the same append as the event, so neither ever exists without the other. A write that appended nothing is not
 * remembered, which keeps such writes free of appends: its repeat is decided on the state as it is then. Independent of
 * what is written, and of how an answer looks.
 *
 *   <name>/<caller>/<key>                          the record
 *   <name>-expiry/<Unix ms, 16 digits>/<record>    the same, by age, for deletion
 */
import { stateDamaged } from './errors.ts'
import type { EventLog, StateChange, StateValue } from './event-log.ts'

const keptMs = 24 * 60 * 60 * 1000
const keyPattern = /^[\x21-\x7e]{1,200}$/
const longestCaller = 200
// Each write with a key leaves one record and removes up to this many, so old ones run out.
const removedPerWrite = 4

/** One write's claim on its key. */
export interface AnswerClaim {
  /** The key of the state. */
  readonly key: string
  /** Equal exactly for equal writes. */
  readonly fingerprint: string
}

/** What is remembered of a write. */
export interface RememberedAnswer<Answer> {
  /** As it was given to {@link AnswerRecords.remember}. */
  readonly answer: Answer
  /** The offset of its last event: the record was written by the same append. */
  readonly offset: number
}

/** The deletion of expired records. */
export interface ExpiredAnswers {
  /** Has to be part of an append. If that conflicts, leave them to a later write. */
  readonly changes: readonly StateChange[]
  /** Call it when the write is over, whatever came of it. */
  done(): void
}

/** See the head of this file. */
export interface AnswerRecords<Answer> {
  /**
   * @param caller whose key it is; others may use the same one
   * @param fingerprint equal exactly for equal writes: the same key for another one is a mistake
   * @returns null without a key
   * @throws what `refuse` makes of `bad_idempotency_key`
   */
  claim(caller: string, key: string | undefined, fingerprint: string): AnswerClaim | null
  /**
   * The answer that is remembered for a claim; null when there is none, or an expired one.
   *
   * @throws what `refuse` makes of `idempotency_conflict`; LogError `state_damaged` for a record that cannot be read:
   *   taken as absent, the write would be carried out a second time
   */
  find(
    claim: AnswerClaim,
    states: readonly StateValue[],
    nowMs: number,
  ): RememberedAnswer<Answer> | null
  /** @throws what `refuse` makes of `idempotency_conflict`, for another write */
  checkSame(claim: AnswerClaim, fingerprint: string): void
  /** The changes that remember an answer, over whatever was found. */
  remember(
    claim: AnswerClaim,
    states: readonly StateValue[],
    answer: Answer,
    nowMs: number,
  ): readonly StateChange[]
  /** A few expired records. One write at a time gets them: two would conflict over the same ones. */
  expired(log: EventLog, logName: string, nowMs: number): Promise<ExpiredAnswers>
}

/** How records are named and written, and what is thrown. */
export interface AnswerRecordsOptions<Answer> {
  /** What keys of records begin with. */
  readonly name: string
  /** Between the parts of a key. */
  readonly separator: '/' | ':'
  /** The field of a record that holds the answer. */
  readonly field: string
  /** What a write is called in messages, such as `request`. */
  readonly noun: string
  readonly refuse: (code: 'bad_idempotency_key' | 'idempotency_conflict', message: string) => Error
  /** An answer as JSON. */
  readonly print: (answer: Answer) => unknown
  /** Reads it back. @throws when it cannot be used */
  readonly parse: (json: unknown) => Answer
  /** A record that cannot be read, and why. */
  readonly onDamaged?: (key: string, error: unknown) => void
}

export function createAnswerRecords<Answer>(
  options: AnswerRecordsOptions<Answer>,
): AnswerRecords<Answer> {
  const { name, separator, field, noun, refuse, print, parse, onDamaged } = options
  const expiryPrefix = `${name}-expiry${separator}`
  /** The logs of which a write deletes records just now. */
  const removing = new Set<string>()

  const expiryKey = (atMs: number, recordKey: string) =>
    `${expiryPrefix}${String(atMs).padStart(16, '0')}${separator}${recordKey}`
  const expiryMs = (key: string) => Number(key.slice(expiryPrefix.length, expiryPrefix.length + 16))
  const recordKeyOf = (key: string) => key.slice(expiryPrefix.length + 17)

  function read({ key, value }: StateValue) {
    try {
      const { fingerprint, atMs, [field]: answer } = JSON.parse(value) as Record<string, unknown>
      if (typeof fingerprint !== 'string' || typeof atMs !== 'number') {
        throw new Error('A stored answer has no request, or no time.')
      }
      return { fingerprint, atMs, answer: parse(answer) }
    } catch (error) {
      onDamaged?.(key, error)
      throw stateDamaged(key)
    }
  }

  function checkSame({ fingerprint }: AnswerClaim, other: string): void {
    if (other === fingerprint) return
    throw refuse(
      'idempotency_conflict',
      `The ${noun} was refused: its idempotency key was used for another ${noun}. Use a new key.`,
    )
  }

  return {
    claim(caller, key, fingerprint) {
      if (key === undefined) return null
      if (!keyPattern.test(key)) {
        throw refuse(
          'bad_idempotency_key',
          `The ${noun} was refused: its idempotency key is not valid. Use 1 to 200 printable ASCII characters without spaces.`,
        )
      }
      // Encoded, since a separator in the name of a caller would make it another caller's key.
      const owner = encodeURIComponent(caller).slice(0, longestCaller)
      return {
        key: [name, owner, key].join(separator),
        // With the whole name, since the key of the state holds the beginning of a long one.
        fingerprint: owner.length < longestCaller ? fingerprint : `${caller} ${fingerprint}`,
      }
    },
    find(claim, states, nowMs) {
      const found = states.find(({ key }) => key === claim.key)
      if (found === undefined) return null
      const { fingerprint, atMs, answer } = read(found)
      if (nowMs - atMs >= keptMs) return null
      checkSame(claim, fingerprint)
      return { answer, offset: found.version }
    },
    checkSame,
    remember({ key, fingerprint }, states, answer, nowMs) {
      const found = states.find((state) => state.key === key)
      const value = JSON.stringify({ fingerprint, atMs: nowMs, [field]: print(answer) })
      return [
        ...(found ? [{ key: expiryKey(read(found).atMs, key), value: null }] : []),
        { key, value, expectVersion: found?.version ?? 0 },
        { key: expiryKey(nowMs, key), value: '' },
      ]
    },
    async expired(log, logName, nowMs) {
      const done = () => void removing.delete(logName)
      if (removing.has(logName)) return { changes: [], done: () => {} }
      removing.add(logName)
      try {
        const { values } = await log.states(logName, { prefix: expiryPrefix }, removedPerWrite)
        const changes = values
          .filter(({ key }) => nowMs - expiryMs(key) >= keptMs)
          .flatMap(({ key, version }) => [
            // Renewed since it was read? Then this entry is gone, and the record must stay.
            { key, value: null, expectVersion: version },
            { key: recordKeyOf(key), value: null },
          ])
        if (changes.length === 0) done()
        return { changes, done }
      } catch (error) {
        done()
        throw error
      }
    },
  }
}
