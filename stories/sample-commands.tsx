/** How commands of stories are answered, and who presses their buttons. */
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react'
import { CommandError, type SendCommand } from '../src/actions.ts'
import { employer, me, tokens } from './sample-streams.ts'
import type { Still } from './still-session.tsx'

/** The accounts of the stories by name. */
export const parties = [
  { address: employer, name: 'Northwind Ltd' },
  { address: me, name: 'Ada Lovelace' },
]

/** The tokens of the stories that have names. */
export const knownTokens = tokens

/** Carries out everything. */
export const confirms: SendCommand = async () => ({})

/** Never answers. */
export const waits: SendCommand = () => new Promise(() => {})

/** Refuses everything, with a reason that is in the catalogue. */
export const refuses: SendCommand = async () => {
  throw new CommandError('stream_paused', 'Nothing is paid out while the stream is paused.')
}

/** Refuses the recipient of a new stream. */
export const refusesRecipient: SendCommand = async () => {
  throw new CommandError('bad_address', 'This account does not accept payments.', {
    field: 'recipient',
  })
}

/** Loses every answer. */
export const losesAnswers: SendCommand = async () => {
  throw new Error('Failed to fetch')
}

/** Presses elements once they are there, one after the other, and then lets time pass. */
export function Pressed(props: {
  readonly press: readonly string[]
  readonly still?: Still
  readonly children: ReactNode
}): ReactElement {
  const { press, still, children } = props
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let isActive = true
    void (async () => {
      for (const selector of press) {
        // A dialog, or an answer, takes a few microtasks and a commit.
        await new Promise((resolve) => setTimeout(resolve))
        if (isActive) root.current?.querySelector<HTMLElement>(selector)?.click()
      }
      await new Promise((resolve) => setTimeout(resolve))
      if (isActive) still?.world.advance(1_500)
    })()
    return () => {
      isActive = false
    }
  }, [press, still])
  return <div ref={root}>{children}</div>
}
