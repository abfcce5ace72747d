/** Party, TokenAmount and the widgets of a whole page, for registry.ts. Not part of the package. */
import type { WidgetEntry } from './widget-entry.ts'

export const pageWidgets: readonly WidgetEntry[] = [
  {
    name: 'Party',
    folder: 'party',
    hook: 'useParty',
    parts: ['Root', 'Avatar', 'Name', 'Address', 'Copy', 'Explorer'],
    className: 'sg-party',
    attributes: [
      { name: 'data-layout', values: ['line', 'stack'], meaning: 'The prop `layout`.' },
      { name: 'data-named', values: [''], meaning: 'The account has a name.' },
      {
        name: 'data-copied',
        values: ['copied', 'refused'],
        meaning: 'What became of copying the address, for two seconds.',
      },
    ],
    stories: 'party.stories.tsx',
    states: ['Named', 'Unnamed', 'Stack', 'Plain', 'Long', 'RightToLeft', 'Several'],
  },
  {
    name: 'TokenAmount',
    folder: 'token-amount',
    hook: 'useTokenAmount',
    parts: ['Root', 'Logo', 'Value', 'Symbol', 'Message'],
    className: 'sg-amount',
    attributes: [
      {
        name: 'data-phase',
        values: ['loading', 'ready', 'error'],
        meaning:
          'Whether there is an amount: not yet, yes, or the decimals of its token are not known.',
      },
    ],
    stories: 'token-amount.stories.tsx',
    states: ['Ready', 'Logo', 'Initial', 'Signed', 'Shown', 'Huge', 'Loading', 'UnknownToken'],
  },
]
