/** The texts of Party, StaleBanner, LastUpdated and LiveControl: a part of messages.ts. */
import type { Count, Message } from './message.ts'

/** Party. `party`: its name, or its address, shortened. */
export interface PartyMessages {
  /** Names of the buttons, one of several in a list. */
  readonly copy: Message<{ readonly party: string }>
  readonly explorer: Message<{ readonly party: string }>
  /** Announced, and the name of the button for a while. */
  readonly copied: string
  /** The same where the browser refused. */
  readonly copyRefused: string
}

/** StaleBanner: after the label of the connection, such as "Reconnecting". */
export interface BannerMessages {
  /** `time`: time of day with seconds. */
  readonly asOf: Message<{ readonly time: string }>
  /** Nothing has been received yet. */
  readonly never: string
  /** Counts seconds. */
  readonly next: Message<Count>
  /** A request is under way. */
  readonly trying: string
}

/** LastUpdated. */
export interface UpdatedMessages {
  /** `ago`: how long ago, such as "12 seconds ago". */
  readonly updated: Message<{ readonly ago: string }>
  readonly justNow: string
  readonly never: string
}

/** LiveControl. */
export interface ControlMessages {
  /** Name of the group of buttons. */
  readonly label: string
  readonly live: string
  /** Once a second. */
  readonly slow: string
  readonly paused: string
  /** Events that have arrived since the pause. */
  readonly waiting: Message<Count>
  /** Announced. */
  readonly announcePaused: string
  readonly announceSlow: string
  readonly announceLive: string
}
