/**
 * Remembers, for 24 hours, the answer to a write with an idempotency key. A record is a state of the log,
 * written in the same append as the event, so neither ever exists without the other. A write that appended
 * nothing is not remembered, which keeps such writes free of appends: its repeat is decided on the resource as it is then.
 *
 *   answer/<caller>/<key>                          the record
 *   answer-expiry/<Unix ms, 16 digits>/<record>    the same, by age, for deletion
 */
import { stateDamaged } from '../../log/errors.ts'
import type { EventLog, StateChange, StateValue } from '../../log/event-log.ts'
import { refuse } from '../../ops/problem-response.ts'

const keptMs = 24 * 60 * 60 * 1000
const keyPattern = /^[\x21-\x7e]{1,200}$/
const expiryPrefix = 'answer-expiry/'
// Each write with a key leaves one record and removes up to this many, so old ones run out.
const removedPerWrite = 4

/** One write's claim on its key. */
export interface AnswerClaim {
  /** The key of the state. */
  readonly key: string
  /** Equal exactly for equal writes. */
  readonly fingerprint: string
}

/** What is remembered: the resource after the write as JSON, null when it was deleted. */
export interface RememberedAnswer {
  readonly item: unknown
  /** The offset of the event. */
  readonly offset: number
}

/**
 * @param caller whose key it is; others may use the same one
 * @param request what is compared: the same key for another request is a mistake
 * @throws Refusal `bad_idempotency_key`
 */
export function claimAnswer(
  caller: string,
  idempotencyKey: string | undefined,
  request: readonly unknown[],
): AnswerClaim | null {
  if (idempotencyKey === undefined) return null
  if (!keyPattern.test(idempotencyKey)) {
    throw refuse(
      'bad_idempotency_key',
      'The request was refused: its idempotency key does not fit. Use 1 to 200 printable ASCII characters without spaces.',
    )
  }
  const key = `answer/${encodeURIComponent(caller).slice(0, 200)}/${idempotencyKey}`
  // With the whole name, since the key of the state holds the beginning of a long one.
  return { key, fingerprint: JSON.stringify([caller, ...request]) }
}

/**
 * The answer that is remembered for a claim; null when there is none, or an expired one.
 *
 * @throws Refusal `idempotency_conflict`; LogError `state_damaged` for a record that cannot be read
 */
export function rememberedAnswer(
  claim: AnswerClaim,
  states: readonly StateValue[],
  nowMs: number,
): RememberedAnswer | null {
  const found = states.find(({ key }) => key === claim.key)
  if (found === undefined) return null
  const { fingerprint, atMs, item } = parseRecord(found)
  if (nowMs - atMs >= keptMs) return null
  checkSameWrite(claim, fingerprint)
  return { item, offset: found.version }
}

/** @throws Refusal `idempotency_conflict` */
export function checkSameWrite(claim: AnswerClaim, fingerprint: string): void {
  if (fingerprint === claim.fingerprint) return
  throw refuse(
    'idempotency_conflict',
    'The request was refused: its idempotency key was used for another request. Use a new key.',
  )
}

/** The changes that remember an answer, over whatever was found. */
export function rememberAnswer(
  claim: AnswerClaim,
  states: readonly StateValue[],
  item: unknown,
  nowMs: number,
): readonly StateChange[] {
  const { key, fingerprint } = claim
  const found = states.find((state) => state.key === key)
  const value = JSON.stringify({ fingerprint, atMs: nowMs, item })
  return [
    ...(found ? [{ key: expiryKey(parseRecord(found).atMs, key), value: null }] : []),
    { key, value, expectVersion: found?.version ?? 0 },
    { key: expiryKey(nowMs, key), value: '' },
  ]
}

/** Finds a few expired records, and the changes that delete them. */
export async function findExpiredAnswers(
  log: EventLog,
  logName: string,
  nowMs: number,
): Promise<readonly StateChange[]> {
  const { values } = await log.states(logName, { prefix: expiryPrefix }, removedPerWrite)
  return values
    .filter(({ key }) => nowMs - Number(key.slice(expiryPrefix.length).split('/')[0]) >= keptMs)
    .flatMap(({ key, version }) => [
      // Renewed since it was read? Then this entry is gone, and the record must stay.
      { key, value: null, expectVersion: version },
      { key: key.slice(expiryPrefix.length + 17), value: null },
    ])
}

function expiryKey(atMs: number, recordKey: string): string {
  return `${expiryPrefix}${String(atMs).padStart(16, '0')}/${recordKey}`
}

function parseRecord({ key, value }: StateValue) {
  try {
    const { fingerprint, atMs, item } = JSON.parse(value) as Partial<Record<string, unknown>>
    if (typeof fingerprint === 'string' && typeof atMs === 'number') {
      return { fingerprint, atMs, item }
    }
  } catch {
    // Falls through to the refusal: taken as absent, the write would be carried out a second time.
  }
  throw stateDamaged(key)
}
