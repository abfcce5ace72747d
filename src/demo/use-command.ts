/** One command of the page as state: in flight, failed, done. What is sent is in commands.ts. */
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

export function useCommand<Input>(run: (input: Input) => Promise<unknown>): CommandState<Input> {
  const [isSending, setIsSending] = useState(false)
  const [error, setError] = useState<CommandError | null>(null)
  const isBusy = useRef(false)
  const runRef = useRef(run)
  runRef.current = run

  const send = useCallback(async (input: Input): Promise<boolean> => {
    if (isBusy.current) return false
    isBusy.current = true
    setIsSending(true)
    setError(null)
    try {
      await runRef.current(input)
      return true
    } catch (failure) {
      if (!(failure instanceof CommandError)) throw failure
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
