/** The parts of a row of events, in ActivityFeed and StreamTimeline: icon and title, amount, detail and time. */
import type { ClipboardEvent } from 'react'
import { Icon } from '../icons/icon.tsx'
import type { PartMaker } from '../part/widget-context.ts'
import { copyInstead } from '../stream-view/selection.ts'
import type { EntryText } from './event-text.ts'

/** What a row shows. */
export interface RowText extends EntryText {
  /** When it happened. */
  readonly time: string
  /** The same for the `datetime` attribute. */
  readonly isoTime: string | undefined
}

const placeholders = [0, 1, 2]

/** In place of rows that are loading; as high as three of them. */
export const RowPlaceholders = () => (
  <div className="sg-feed__placeholders" aria-hidden="true">
    {placeholders.map((row) => (
      <span key={row} className="sg-feed__placeholder" />
    ))}
  </div>
)

/** The parts for one widget, whose entries are the state of its rows. */
export function createRowParts<Value extends { readonly state: RowText }>(part: PartMaker<Value>) {
  return {
    /** The icon of the entry's type. */
    Icon: part('Icon', 'span', ({ state }) => ({
      className: 'sg-feed__icon',
      children: <Icon name={state.icon} />,
    })),
    /** The event in a word or two. */
    Title: part('Title', 'span', ({ state }) => ({
      className: 'sg-feed__title sg-phrase',
      children: state.title,
    })),
    /** The amount with its symbol, the exact one as its title. */
    Amount: part('Amount', 'span', ({ state }) => ({
      // A long one has a line of its own.
      className: `sg-feed__amount${state.amount.length > 24 ? ' sg-feed__amount--long' : ''} sg-phrase sg-number`,
      attributes: {
        translate: 'no',
        title: state.exactAmount === state.amount ? undefined : state.exactAmount,
        onCopy: (event: ClipboardEvent<HTMLSpanElement>) => copyInstead(event, state.exactAmount),
      },
      children: state.amount,
    })),
    /** Which stream and party. */
    Detail: part('Detail', 'span', ({ state }) => ({
      className: 'sg-feed__detail sg-phrase',
      children: state.detail,
    })),
    /** When it happened, as a `time` element. */
    Time: part('Time', 'time', ({ state }) => ({
      className: 'sg-feed__time sg-phrase sg-number',
      attributes: { dateTime: state.isoTime },
      children: state.time,
    })),
  }
}
