/** Controls of Storybook from the types of props, so that every widget has those of its own props. */
import type { ArgTypes } from '@storybook/react-vite'
import type { PropFact } from './widget-facts.ts'

type Control = NonNullable<ArgTypes[string]['control']>

/** A row of the table of controls for each prop; what JSON cannot hold has a description and no control. */
export function argTypesOf(props: readonly PropFact[]): ArgTypes {
  return Object.fromEntries(
    props.map(({ name, type, values, isRequired, meaning }) => [
      name,
      {
        name,
        description: meaning,
        control: controlOf(type, values),
        ...(values.length > 0 && { options: values }),
        type: { name: 'other' as const, value: type, required: isRequired },
        table: { type: { summary: type } },
      },
    ]),
  )
}

function controlOf(type: string, values: readonly string[]): Control {
  if (values.length > 0) return { type: values.length > 4 ? 'select' : 'inline-radio' }
  const members = type
    .split('|')
    .map((member) => member.trim())
    .filter((member) => !/^(null|undefined|"auto")$/.test(member))
  if (members.every((member) => member === 'boolean')) return { type: 'boolean' }
  if (members.every((member) => member === 'number')) return { type: 'number' }
  // Exact amounts are texts: a number would be rounded.
  if (members.includes('string')) return { type: 'text' }
  if (members.includes('ReactNode')) return { type: 'text' }
  return false
}
