/** What CreateStream, its fields and its preview share. */
import type { CreateMessages, UnitMessages } from '../../messages/actions-messages.ts'
import type { TokenInfo } from '../../money/index.ts'
import { createWidgetContext } from '../part/widget-context.ts'
import type { KnownParty } from './parties.ts'
import type { CreateStreamView } from './use-create-stream.ts'

/** The view of the widget, and what only its own parts need. */
export interface CreateContext extends CreateStreamView {
  readonly messages: CreateMessages
  readonly units: UnitMessages
  readonly locale: string | undefined
  readonly timeZone: string | undefined
  readonly tokens: Readonly<Record<string, TokenInfo>>
  readonly parties: readonly KnownParty[]
  /** Id of the element that lists the parties. */
  readonly partiesId: string
  /** The name of an account, or its short address. */
  readonly nameOf: (address: string) => string
}

const [Provider, part, useCreate] = createWidgetContext<CreateContext>('CreateStream')

export { Provider, part, useCreate }
