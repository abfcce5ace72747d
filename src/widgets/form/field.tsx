/**
 * What is inside a field of a form: its label, its control, and one line for a hint or the error. Wires the three
 * together for assistive technology. Has no values.
 */
import { type ReactNode, useId } from 'react'
import { Room } from './room.tsx'

/** What a control inside a field has to spread. */
export interface ControlWiring {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

export function FieldContent(props: {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  /** Texts that may stand in the place of the hint, and are longer. Default none. */
  readonly room?: readonly string[] | undefined
  readonly children: (wiring: ControlWiring) => ReactNode
}) {
  const { label, hint, error, room = [], children } = props
  const id = useId()
  // Error and hint share one place, so that nothing moves. An error also says what the hint says.
  const note = error ?? hint
  return (
    <>
      <label htmlFor={id} className="sg-field__label">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {note && (
        <Room className="sg-field__note" texts={room}>
          <p className={error ? 'sg-field__error' : 'sg-field__hint'} id={`${id}-note`}>
            {note}
          </p>
        </Room>
      )}
    </>
  )
}
