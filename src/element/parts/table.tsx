/** Payment streams as a table. */
import { StreamTable } from '../../widgets/stream-table/stream-table.tsx'
import { useDispatch } from '../element-context.ts'
import type { ComponentsOf, ElementPart, PropsOf } from './part.ts'
import styles from './table.css?inline'

const components: ComponentsOf<'table'> = { 'sg-stream-table': OpenableTable }

export const part: ElementPart = { components, styles }

/** A row that is opened is an event of the element. */
function OpenableTable({ openable, ...props }: PropsOf<'sg-stream-table'>) {
  const dispatch = useDispatch()
  return (
    <StreamTable
      {...props}
      onOpen={openable ? (stream) => dispatch('sg-open', { stream }) : undefined}
    />
  )
}
