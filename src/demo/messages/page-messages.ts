/** The types of all texts of the page, following those of the widgets (src/messages/messages.ts). */
import type { Count, Message } from '../../messages/index.ts'

export interface PageMessages {
  readonly views: {
    /** The accessible name of the navigation. */
    readonly label: string
    readonly home: string
    readonly streams: string
    readonly dashboard: string
    readonly orders: string
    /** A view could not be loaded. */
    readonly failed: string
  }
  readonly page: {
    readonly skip: string
    readonly account: string
    readonly newStream: string
    /** Shown instead on a phone. */
    readonly newShort: string
    readonly aside: string
    readonly activity: string
    readonly close: string
    /** Opens the settings where they are not always shown. */
    readonly settings: string
    readonly language: string
    readonly theme: string
    readonly light: string
    readonly dark: string
    readonly system: string
    readonly density: string
    readonly regular: string
    readonly compact: string
    /** Visible label of the widget that pauses the numbers; it has an accessible name of its own. */
    readonly numbers: string
  }
  readonly list: {
    readonly streams: string
    readonly incoming: string
    readonly outgoing: string
    readonly ended: string
    readonly more: Message<Count>
    readonly new: Message<Count>
    readonly update: string
    readonly failed: string
    readonly retry: string
    readonly empty: string
    readonly create: string
  }
  /** What is wrong with an address. */
  readonly field: {
    readonly enterAddress: string
    readonly addressStart: string
    readonly addressLength: Message<Count>
    readonly addressChecksum: string
  }
  readonly accounts: {
    readonly another: string
    readonly title: string
    readonly label: string
    readonly hint: string
    readonly submit: string
  }
  readonly network: {
    readonly title: string
    readonly note: string
    readonly drop: string
    readonly dropped: string
    readonly noneOpen: string
    readonly goOffline: string
    readonly goOnline: string
    readonly isOff: string
    readonly isOn: string
    readonly latency: string
    readonly none: string
    readonly seconds: Message<{ readonly number: string }>
  }
}
