/** What is in the generated stories of a widget: see widget-stories.ts. */
import type { StoryObj } from '@storybook/react-vite'
import { type ComponentType, createElement } from 'react'
import * as actions from '../src/actions.ts'
import * as dashboard from '../src/dashboard.ts'
import * as kit from '../src/index.ts'
import * as table from '../src/table.ts'
import type { WidgetEntry } from '../src/widgets/widget-entry.ts'
import { account } from '../stories/account-stories.tsx'
import { events } from '../stories/sample-events.ts'
import * as sample from '../stories/sample-streams.ts'
import { createStill, open, Within } from '../stories/still-session.tsx'
import { AllStates, type AllStatesProps, allVariants, alternating } from './all-states.tsx'
import { argTypesOf } from './controls.ts'
import { loadStories, type WidgetStories } from './story-files.ts'
import { factsOf, widgetNamed } from './widget-documentation.ts'

/** Every state of a widget, in both themes and densities. */
export function allStates(name: string): StoryObj<AllStatesProps> {
  const widget = widgetNamed(name)
  return {
    name: 'All states',
    loaders: [async () => ({ stories: await loadStories(widget) })],
    parameters: {
      controls: { disable: false },
      docs: { disable: true },
      // Every state is a part of the same page here, so landmarks repeat.
      a11y: {
        config: {
          rules: ['region', 'landmark-unique', 'landmark-no-duplicate-main'].map((id) => ({
            id,
            enabled: false,
          })),
        },
      },
    },
    argTypes: {
      variants: {
        control: 'select',
        options: [
          allVariants,
          'light-regular dark-compact',
          ...allVariants.split(' '),
          alternating,
        ],
      },
      width: { control: 'number' },
    },
    args: { variants: allVariants },
    render: (args, { loaded }) => (
      <AllStates stories={loaded['stories'] as WidgetStories} {...args} />
    ),
  }
}

const still = createStill({
  streams: [...account, sample.paused, sample.completed],
  frames: events,
  connection: open,
})

/** The modules that export widgets, by the `entry` of the registry. */
const entries: Readonly<Record<NonNullable<WidgetEntry['entry']> | 'main', object>> = {
  main: kit,
  actions,
  dashboard,
  table,
}

/** A widget with controls for its props. */
export function playground(name: string): StoryObj {
  const widget = widgetNamed(name)
  const { props } = factsOf(widget)
  const takes = (prop: string) => props.some(({ name }) => name === prop)
  const around = {
    ...(takes('nameOf') && { nameOf: sample.nameOf }),
    ...(takes('timeZone') && { timeZone: 'UTC' }),
  }
  const entry = entries[widget.entry ?? 'main'] as Record<
    string,
    ComponentType<Record<string, unknown>> | undefined
  >
  const Widget = entry[name]
  if (!Widget) throw new Error(`The package does not export ${name}.`)
  return {
    argTypes: argTypesOf(props),
    args: { ...(takes('streamId') && { streamId: '42' }) },
    loaders: [async () => ({ stories: await loadStories(widget) })],
    parameters: { controls: { disable: false } },
    render: (args, { loaded }) => {
      const { defaults, width } = loaded['stories'] as WidgetStories
      return (
        <Within still={still}>
          <div className={width ? undefined : 'story__narrow'}>
            {createElement(Widget, { ...around, ...defaults, ...args })}
          </div>
        </Within>
      )
    },
  }
}
