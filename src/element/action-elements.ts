/** The elements that send commands to the server of the element, and the messages about them. A part of elements.ts. */
import type { SendCommand, StreamAction } from '../react/actions/command.ts'
import type { CreateFields } from '../widgets/create-stream/create-fields.ts'
import type { KnownParty } from '../widgets/create-stream/parties.ts'
import { commonProperties, nameOf, streamProperties } from './common-properties.ts'
import type { ElementEntry } from './element-entry.ts'
import { json, programmed, text, words } from './property.ts'

const send = programmed<SendCommand>(
  'Carries out commands. Default: sends them to the server, with the token of `configure`.',
  'a function of the command',
)

/** By tag. */
export const actionElements = {
  'sg-stream-actions': {
    widget: 'StreamActions',
    display: 'block',
    part: 'actions',
    properties: {
      ...streamProperties,
      actions: words('Which buttons, if the account may use them. Default: all.', [
        'withdraw',
        'top-up',
        'pause',
        'resume',
        'cancel',
      ] satisfies [StreamAction, ...StreamAction[]]),
      nameOf,
      send,
    },
  },
  'sg-create-stream': {
    widget: 'CreateStream',
    display: 'block',
    part: 'actions',
    data: ['send'],
    properties: {
      ...commonProperties,
      parties: json<readonly KnownParty[]>(
        'Accounts that can be entered by name: `name` and `address` of each.',
      ),
      initial: json<Partial<CreateFields>>('Values of fields to begin with. Read once.'),
      send,
    },
  },
  'sg-toaster': {
    widget: 'Toaster',
    display: 'block',
    part: 'actions',
    properties: {
      ...commonProperties,
      hotkey: text('The key that moves the focus to the newest message. Default `F8`.'),
    },
  },
} as const satisfies Readonly<Record<string, ElementEntry>>
