/** What StreamActions, its parts and its dialogs share. */
import type { CommandError } from '../../react/actions/command.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import type { ResultStyle } from './result-text.ts'
import type { StreamActionsView } from './use-stream-actions.ts'

/** The view of the widget, and what only its own parts need. */
export interface ActionsContext extends StreamActionsView {
  /** Id of the stream; empty while it is not known. */
  readonly streamId: string
  readonly style: ResultStyle
  /** Whether the latest command is that of the open dialog. */
  readonly isSent: boolean
  /** Why it failed; null if it did not, or if the latest command was another one. */
  readonly dialogError: CommandError | null
}

const [Provider, part, useActions] = createWidgetContext<ActionsContext>('StreamActions')

export { Provider, part, useActions }
