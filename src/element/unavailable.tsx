/** What an element shows in the place of its widget when that cannot be shown, or has failed. */
import { Component, type ReactElement, type ReactNode } from 'react'
import { statusEnglish, unavailableEnglish } from '../messages/english.ts'
import { useMessages } from '../react/language.tsx'
import type { Fault } from './fault.ts'

/** A few words. The console has the rest. */
export function Unavailable({ fault }: { readonly fault: Fault }): ReactElement {
  const { stream_missing } = useMessages('unavailable', unavailableEnglish)
  const { invalid, connection_failed } = useMessages('status', statusEnglish)
  const texts = { missing: stream_missing, invalid, unavailable: connection_failed }
  return (
    <span className="sg-unavailable" data-phase="error">
      {texts[fault]}
    </span>
  )
}

export interface GuardProps {
  /** Another object is another attempt. */
  readonly values: object
  readonly onError: (error: unknown) => void
  readonly children?: ReactNode
}

interface GuardState {
  readonly values: object
  readonly hasFailed: boolean
}

/** Data in a form that no widget expects is a fault of one element, which has to say so: it would be empty. */
export class Guard extends Component<GuardProps, GuardState> {
  override state: GuardState = { values: this.props.values, hasFailed: false }

  static getDerivedStateFromError(): Partial<GuardState> {
    return { hasFailed: true }
  }

  static getDerivedStateFromProps({ values }: GuardProps, state: GuardState): GuardState | null {
    return values === state.values ? null : { values, hasFailed: false }
  }

  override componentDidCatch(error: unknown): void {
    this.props.onError(error)
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Unavailable fault="invalid" /> : this.props.children
  }
}
