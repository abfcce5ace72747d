/**
 * Refuses appends that no log could hold, with the same words in every engine. It looks at shapes only;
 * the engine checks versions and dedupe keys.
 */

import { fitsOnOneLine } from '../../src/protocol/frame.ts'
import { LogError } from './errors.ts'
import type { EventDraft, StateChange } from './event-log.ts'

// Printable ASCII keeps "key order" the same in JavaScript (UTF-16 units) and in SQLite (bytes), and
// leaves 0x7f free as the end of every prefix.
const stateKey = /^[\x21-\x7e]{1,512}$/

const unpairedSurrogate = /\p{Surrogate}/u

/** A string above every state key that begins with `prefix`. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}\x7f`
}

/** @throws LogError `bad_append` when there is nothing to append, or a name the log cannot hold. */
export function checkAppend(entries: readonly EventDraft[], changes: readonly StateChange[]): void {
  if (entries.length === 0) {
    // A change without an event would alter the state at a position that readers have already seen.
    throw refuse(
      'it holds no event',
      'Append the state change together with the event that explains it.',
    )
  }
  for (const entry of entries) {
    if (entry.type === '') throw refuse('an event has no type', 'Name it.')
    // The type becomes the event name of an SSE frame, which is one line of UTF-8.
    if (!fitsOnOneLine(entry.type) || unpairedSurrogate.test(entry.type)) {
      throw refuse(
        `the event type ${JSON.stringify(entry.type.slice(0, 40))} cannot be sent`,
        'Use a name without line breaks, NUL and unpaired surrogates.',
      )
    }
    if (entry.topics.some((topic) => topic === '')) {
      throw refuse('a topic is empty', 'Leave it out, or name it.')
    }
  }
  for (const { key } of changes) {
    if (!stateKey.test(key)) {
      throw refuse(
        `the state key ${JSON.stringify(key.slice(0, 40))} does not fit`,
        'Use 1 to 512 printable ASCII characters without spaces.',
      )
    }
  }
}

function refuse(why: string, advice: string): LogError {
  return new LogError('bad_append', `Append refused: ${why}. ${advice}`)
}

/** @returns The error for a state that moved on since it was read. */
export function versionConflict(key: string, expected: number, found: number): LogError {
  return new LogError(
    'version_conflict',
    `Append refused: ${key} is at version ${found}, not ${expected}. Read it again and retry.`,
    { key },
  )
}

/** @returns The error for calls after `close()`. */
export function logClosed(): LogError {
  return new LogError('log_closed', 'The log was closed: no more calls. Open it again.')
}
