/** One of a few options, side by side: radio buttons, so the arrow keys work as everywhere. */
import { type ReactNode, useId } from 'react'

export interface ChoiceOption<Value extends string> {
  readonly value: Value
  readonly label: string
  /** Shown instead of the label, which is then the accessible name and the tooltip. */
  readonly icon?: ReactNode
}

export function Choice<Value extends string>(props: {
  label: string
  options: readonly ChoiceOption<Value>[]
  value: Value
  onChange: (value: Value) => void
}) {
  const { label, options, value, onChange } = props
  const name = useId()
  return (
    <fieldset className="choice">
      <legend className="sg-visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} title={option.icon ? option.label : undefined}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span className="choice-face">
            {option.icon}
            <span className={option.icon ? 'sg-visually-hidden' : undefined}>{option.label}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
