/** The types of the texts of the front page. */
import type { Count, Message } from '../../../messages/index.ts'
import type { Step } from '../use-plug-story.ts'

/** A text with a time of day. */
type OfTime = Message<{ readonly time: string }>

export interface HomeMessages {
  readonly hero: {
    /** What the package is, in one line: the heading of the page. */
    readonly claim: string
    readonly paidBy: Message<{ readonly party: string }>
    /** There is nothing that could be shown. */
    readonly empty: string
  }
  readonly plug: {
    readonly title: string
    readonly note: string
    /** The two ends of the cable. */
    readonly page: string
    readonly server: string
    readonly pull: string
    readonly putBack: string
    readonly step: { readonly [S in Step]: { readonly title: string; readonly text: string } }
    /** In place of the text of a step, as soon as it has begun. */
    readonly staleSince: OfTime
    readonly returning: string
    readonly missed: Message<Count>
    /** There is a gap that the server has declared. */
    readonly lost: string
    readonly agrees: Message<{ readonly amount: string; readonly time: string }>
    readonly differs: Message<{ readonly here: string; readonly there: string }>
  }
  readonly code: {
    readonly title: string
    readonly copy: string
  }
  readonly treasury: {
    readonly title: string
    readonly note: Message<{ readonly party: string }>
    readonly streams: string
    /** What the balances will be, as a chart for each token. */
    readonly forecast: string
    /** The choice of a token, where only one is shown. */
    readonly token: string
    /** Leads to the view with all commands. */
    readonly manage: string
  }
  readonly detail: {
    readonly title: string
    readonly close: string
  }
}
