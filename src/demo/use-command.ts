/**
 * One command of the page as state: in flight, failed, done. Holds the idempotency key of an intent
 * for as long as its outcome is unknown, so that trying again after a lost answer cannot do it twice.
 */
import { useCallback, useRef, useState } from 'react'
import { CommandError } from './commands.ts'

export interface CommandState<Input> {
  /** True when it worked. A second call while one is in flight is ignored. */
  readonly send: (input: Input) => Promise<boolean>
  readonly isSending: boolean
  /** Why the last try failed; null while sending and after a success. */
  readonly error: CommandError | null
  readonly clearError: () => void
}

/** 128 random bits. `crypto.randomUUID` would need HTTPS, and the page is also opened by address. */
function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function useCommand<Input>(
  run: (input: Input, idempotencyKey: string) => Promise<unknown>,
): CommandState<Input> {
  const [isSending, setIsSending] = useState(false)
  const [error, setError] = useState<CommandError | null>(null)
  const isBusy = useRef(false)
  /** The intent whose outcome is unknown, and the key it was sent under. */
  const open = useRef<{ readonly intent: string; readonly key: string } | null>(null)
  const runRef = useRef(run)
  runRef.current = run

  const send = useCallback(async (input: Input): Promise<boolean> => {
    if (isBusy.current) return false
    isBusy.current = true
    setIsSending(true)
    setError(null)
    const intent = JSON.stringify(input)
    if (open.current?.intent !== intent) open.current = { intent, key: newIdempotencyKey() }
    try {
      await runRef.current(input, open.current.key)
      open.current = null
      return true
    } catch (failure) {
      if (!(failure instanceof CommandError)) throw failure
      if (failure.isFinal) open.current = null
      setError(failure)
      return false
    } finally {
      isBusy.current = false
      setIsSending(false)
    }
  }, [])

  const clearError = useCallback(() => setError(null), [])
  return { send, isSending, error, clearError }
}
