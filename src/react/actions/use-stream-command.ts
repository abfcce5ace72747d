/** One command at a time as state: pending, confirmed, failed, unknown (command-state.ts). */
import { useCallback, useEffect, useInsertionEffect, useRef, useState } from 'react'
import type { ConnectionSnapshot } from '../../connection/status.ts'
import { useSession } from '../session-context.ts'
import {
  type CommandError,
  commandErrorOf,
  intentOf,
  type SendCommand,
  type StreamCommand,
} from './command.ts'
import {
  type CommandOutcome,
  type CommandState,
  confirmedBy,
  idle,
  pendingOf,
  refusedBy,
} from './command-state.ts'
import { openIntentsOf } from './open-intents.ts'

/** What {@link useStreamCommand} returns. */
export interface StreamCommandView {
  /** Where the command is. */
  readonly state: CommandState
  /**
   * Why the last try failed or has no answer, also while it is sent again; null after a success, after `reset`, and
   * once the connection is back after `unreachable`.
   */
  readonly error: CommandError | null
  /** Sends a command. Null: another one is pending, and this one was not sent. Never rejects. */
  send(command: StreamCommand): Promise<CommandOutcome | null>
  /** Sends a command of unknown outcome again, under the same idempotency key. Null: there is none. */
  retry(): Promise<CommandOutcome | null>
  /** Back to idle. A command that is pending is still carried out; its answer changes nothing here. */
  reset(): void
}

/**
 * Sends commands through a function of yours, and follows the latest. A command that is sent again while the outcome of
 * the same one is unknown has the same idempotency key, also from another component.
 *
 * @param send carries out commands; may be a new function at every render
 * @example
 * const { state, send } = useStreamCommand(createHttpSend({ url: 'https://api.example.com' }))
 * return (
 *   <button disabled={state.status === 'pending'} onClick={() => send({ kind: 'pause', streamId: '42' })}>
 *     {state.status === 'pending' ? 'Pausing…' : 'Pause'}
 *   </button>
 * )
 */
export function useStreamCommand(send: SendCommand): StreamCommandView {
  const session = useSession()
  const [state, setState] = useState<CommandState>(idle)
  const [error, setError] = useState<CommandError | null>(null)
  const latest = useRef(send)
  useInsertionEffect(() => {
    latest.current = send
  })
  /** C4 Counts what was sent or given up; an answer to an earlier one changes nothing. */
  const attempt = useRef(0)
  const isPending = useRef(false)

  const sendNow = useCallback(
    async (command: StreamCommand): Promise<CommandOutcome | null> => {
      // C1
      if (isPending.current) return null
      isPending.current = true
      attempt.current += 1
      const own = attempt.current
      const intents = openIntentsOf(session)
      const intent = intentOf(command)
      const idempotencyKey = intents.keyFor(intent)
      setState(pendingOf(command, session.serverNowMs()))
      // Called in a promise: a function that throws is one whose promise rejects.
      const outcome = await Promise.resolve()
        .then(() => latest.current(command, { idempotencyKey }))
        .then(
          (answer) => confirmedBy(command, answer ?? {}),
          (failure: unknown) => refusedBy(command, commandErrorOf(failure)),
        )
      if (outcome.status !== 'unknown') intents.settle(intent)
      if (attempt.current === own) {
        isPending.current = false
        setState(outcome)
        setError(outcome.status === 'confirmed' ? null : outcome.error)
      }
      return outcome
    },
    [session],
  )

  const reset = useCallback(() => {
    attempt.current += 1
    isPending.current = false
    setState(idle)
    setError(null)
  }, [])
  const retry = useCallback(
    async () => (state.status === 'unknown' ? sendNow(state.command) : null),
    [state, sendNow],
  )
  const isUnreachable = state.status === 'unknown' && state.error.code === 'unreachable'
  useNetworkReturn(isUnreachable, reset)
  return { state, error, send: sendNow, retry, reset }
}

/** Bytes that arrive this soon after a failed command may have been sent before the network was lost. */
const settleMs = 1_000

/**
 * Calls back once the connection has received something after `isWaiting` became true: balances and statuses are then
 * those after the command, if it was carried out. Subscribes to the connection only while it waits.
 */
export function useNetworkReturn(isWaiting: boolean, onReturn: () => void): void {
  const { connection, platform } = useSession()
  useEffect(() => {
    if (!isWaiting || !connection) return
    const sinceMs = platform.clock.nowMs() + settleMs
    return connection.subscribe(() => {
      if (hasReceivedSince(connection.getSnapshot(), sinceMs)) onReturn()
    })
  }, [isWaiting, connection, platform, onReturn])
}

function hasReceivedSince(snapshot: ConnectionSnapshot, sinceMs: number): boolean {
  return snapshot.status === 'open' && snapshot.phase === 'live' && snapshot.lastByteAtMs > sinceMs
}
