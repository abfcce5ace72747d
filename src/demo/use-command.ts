/** One command of the page as state: in flight, failed, done. What is sent is in commands.ts. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { type ConnectionSnapshot, useConnection } from '../index.ts'
import { CommandError } from './command-error.ts'
import type { CommandAnswer } from './commands.ts'

export interface CommandState<Input> {
  /** The answer; null when it failed. A second call while one is in flight is ignored. */
  readonly send: (input: Input) => Promise<CommandAnswer | null>
  readonly isSending: boolean
  /**
   * Why the last try failed; null after a success, and once the network is back. It stays while the command
   * is sent again: without it a dialog would shrink under the press.
   */
  readonly error: CommandError | null
  readonly clearError: () => void
}

export function useCommand<Input>(
  run: (input: Input) => Promise<CommandAnswer>,
): CommandState<Input> {
  const [isSending, setIsSending] = useState(false)
  const [error, setError] = useState<CommandError | null>(null)
  const isBusy = useRef(false)
  const runRef = useRef(run)
  runRef.current = run

  const send = useCallback(async (input: Input): Promise<CommandAnswer | null> => {
    if (isBusy.current) return null
    isBusy.current = true
    setIsSending(true)
    try {
      const answer = await runRef.current(input)
      setError(null)
      return answer
    } catch (failure) {
      if (!(failure instanceof CommandError)) throw failure
      setError(failure)
      return null
    } finally {
      isBusy.current = false
      setIsSending(false)
    }
  }, [])

  const clearError = useCallback(() => setError(null), [])
  useNetworkReturn(error?.isNetworkError === true, clearError)
  return { send, isSending, error, clearError }
}

/** Bytes that arrive this soon after a failed command may have been sent before the network was lost. */
const settleMs = 1_000

/** Calls back once the connection has received something after `isWaiting` became true. */
export function useNetworkReturn(isWaiting: boolean, onReturn: () => void): void {
  const connection = useConnection()
  const sinceMs = useRef(0)
  useEffect(() => {
    sinceMs.current = isWaiting ? Date.now() : 0
  }, [isWaiting])
  useEffect(() => {
    if (isWaiting && hasReceivedSince(connection, sinceMs.current + settleMs)) onReturn()
  }, [isWaiting, connection, onReturn])
}

function hasReceivedSince(connection: ConnectionSnapshot, sinceMs: number): boolean {
  const { status } = connection
  return status === 'open' && connection.phase === 'live' && connection.lastByteAtMs > sinceMs
}
