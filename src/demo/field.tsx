/**
 * One labelled field: the label, the control, a hint, and the error where the eye already is. Wires
 * the three together for assistive technology. Knows no values.
 */
import { type ReactNode, useId } from 'react'

/** What a control inside a {@link Field} has to spread. */
export interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

export function Field(props: {
  label: string
  hint?: ReactNode
  error?: string | undefined
  className?: string
  children: (control: ControlProps) => ReactNode
}) {
  const { label, hint, error, className, children } = props
  const id = useId()
  // Error and hint share one place, so that nothing moves. An error also says what the hint says.
  const note = error ?? hint
  return (
    <div className={className ? `field ${className}` : 'field'}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {note && (
        <p className={error ? 'field-error' : 'field-hint'} id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  )
}
