/** The widgets of `streamgauge/actions`, for registry.ts. Not part of the package. */
import type { WidgetAttribute, WidgetEntry } from './widget-entry.ts'

const command: WidgetAttribute = {
  name: 'data-command',
  values: ['idle', 'pending', 'confirmed', 'failed', 'unknown'],
  meaning:
    'Where the latest command is: none yet, not answered, carried out, refused, or without an answer.',
}

export const actionWidgets: readonly WidgetEntry[] = [
  {
    name: 'StreamActions',
    entry: 'actions',
    folder: 'stream-actions',
    hook: 'useStreamActions',
    parts: ['Root', 'Group', 'Action', 'Note', 'Status', 'Retry'],
    className: 'sg-actions',
    attributes: [
      {
        name: 'data-phase',
        values: ['loading', 'ready', 'empty', 'error'],
        meaning: 'Whether there is a stream to act on.',
      },
      command,
    ],
    stories: 'stream-actions.stories.tsx',
    states: [
      'Sender',
      'Recipient',
      'Pending',
      'Paused',
      'Settled',
      'Completed',
      'Cancelled',
      'Loading',
      'NotFound',
      'UnknownToken',
      'Stranger',
      'Sending',
      'Refused',
      'NoAnswer',
      'ConfirmWithdrawal',
      'ConfirmCancellation',
      'TopUp',
      'InCard',
    ],
  },
  {
    name: 'CreateStream',
    entry: 'actions',
    folder: 'create-stream',
    hook: 'useCreateStream',
    parts: ['Root', 'Field', 'Preview', 'Problem', 'Submit'],
    className: 'sg-create',
    attributes: [command],
    stories: 'create-stream.stories.tsx',
    states: [
      'Empty',
      'Total',
      'Rate',
      'Errors',
      'RefusedField',
      'RefusedForm',
      'Sending',
      'UnknownAccount',
      'UnknownToken',
      'Huge',
    ],
  },
  {
    name: 'Toaster',
    entry: 'actions',
    folder: 'toaster',
    hook: 'useToaster',
    parts: ['Root', 'List', 'Toast', 'Icon', 'Text', 'Action', 'Dismiss'],
    className: 'sg-toaster',
    attributes: [],
    stories: 'toaster.stories.tsx',
    states: ['Done', 'WithUndo', 'Failed', 'Three', 'Long'],
  },
]
