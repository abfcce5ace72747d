/**
 * Public names of `streamgauge/actions`: widgets that send commands about payment streams, and what shows their results.
 * An entry of its own, so that pages that only show balances contain none of it. Styles are in `streamgauge/actions.css`,
 * next to `streamgauge/styles.css`.
 *
 * @packageDocumentation
 */
export type {
  CommandAnswer,
  CommandErrorCode,
  CommandErrorOptions,
  NewStream,
  SendCommand,
  SendOptions,
  StreamAction,
  StreamCommand,
} from './react/actions/command.ts'
export { CommandError } from './react/actions/command.ts'
export type { CommandOutcome, CommandState } from './react/actions/command-state.ts'
export type { CommandFetch, HttpSendOptions } from './react/actions/http-send.ts'
export { createHttpSend } from './react/actions/http-send.ts'
export type { OpenIntents, OpenIntentsOptions } from './react/actions/open-intents.ts'
export { createOpenIntents, newIdempotencyKey } from './react/actions/open-intents.ts'
export type { StreamCommandView } from './react/actions/use-stream-command.ts'
export { useStreamCommand } from './react/actions/use-stream-command.ts'
export type {
  CreateFieldName,
  CreateFields,
  CreatePeriod,
  CreatePreview,
  DurationUnit,
  FieldErrors,
} from './widgets/create-stream/create-fields.ts'
export type {
  CreateStreamFieldProps,
  CreateStreamProps,
  CreateStreamRootProps,
} from './widgets/create-stream/create-stream.tsx'
export { CreateStream } from './widgets/create-stream/create-stream.tsx'
export type { KnownParty } from './widgets/create-stream/parties.ts'
export type {
  CreateStreamOptions,
  CreateStreamState,
  CreateStreamView,
} from './widgets/create-stream/use-create-stream.ts'
export { useCreateStream } from './widgets/create-stream/use-create-stream.ts'
export type {
  StreamActionProps,
  StreamActionsProps,
  StreamActionsRootProps,
} from './widgets/stream-actions/stream-actions.tsx'
export { StreamActions } from './widgets/stream-actions/stream-actions.tsx'
export type {
  StreamActionsOptions,
  StreamActionsState,
  StreamActionsView,
} from './widgets/stream-actions/use-stream-actions.ts'
export { useStreamActions } from './widgets/stream-actions/use-stream-actions.ts'
export type {
  ToasterOptions,
  ToasterProps,
  ToasterRootProps,
  ToastProps,
} from './widgets/toaster/toaster.tsx'
export { Toaster } from './widgets/toaster/toaster.tsx'
export type { Toast, ToastAction, ToastContent } from './widgets/toaster/toasts.ts'
export type { ToasterHandlers, ToasterState, ToasterView } from './widgets/toaster/use-toaster.ts'
export { useToast, useToaster } from './widgets/toaster/use-toaster.ts'
