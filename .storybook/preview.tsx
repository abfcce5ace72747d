/**
 * What surrounds every story: the kit's style sheet, what the toolbar chooses, accessibility checks that fail, and the
 * documentation of widgets.
 */
import type { Preview } from '@storybook/react-vite'
import { type ComponentProps, lazy, Suspense } from 'react'
import '../src/styles.css'
import '../src/actions.css'
import '../src/dashboard.css'
import '../src/table.css'
import { languageNames } from '../src/demo/language-names.ts'
import type { LanguageTag, Messages } from '../src/messages/index.ts'
import { languages, loadMessages } from '../src/messages/index.ts'
import type { StoryMotion } from '../stories/story-controls.ts'
import { followToolbar } from './page-theme.ts'
import './preview.css'
import { StoryFrame } from './story-frame.tsx'
import { type ClockRate, type ConnectionChoice, connections, motions } from './toolbar.ts'

void followToolbar()

/** Loaded with the first page of documentation: stories and tests do without them. */
const PageContainer = lazy(async () => ({
  default: (await import('./page-container.tsx')).PageContainer,
}))
const WidgetPage = lazy(async () => ({ default: (await import('./widget-page.tsx')).WidgetPage }))

/** @param names what a value is called; without one it is called as it is written */
const toolbar = (
  title: string,
  icon: string,
  values: readonly string[],
  names: Readonly<Record<string, string>> = {},
) => ({
  description: title,
  toolbar: {
    title,
    icon,
    items: values.map((value) => ({ value, title: names[value] ?? capitalized(value) })),
    dynamicTitle: true,
  },
})

const capitalized = (value: string) =>
  `${value.charAt(0).toUpperCase()}${value.slice(1).replace('-', ' ')}`

const preview: Preview = {
  tags: ['autodocs'],
  globalTypes: {
    theme: toolbar('Theme', 'mirror', ['light', 'dark']),
    density: toolbar('Density', 'component', ['regular', 'compact']),
    language: toolbar('Language', 'globe', languages, languageNames),
    // `auto`: as the language is written.
    direction: toolbar('Direction', 'transfer', ['auto', 'ltr', 'rtl'], {
      auto: 'Auto',
      ltr: 'Left to right',
      rtl: 'Right to left',
    }),
    connection: toolbar('Connection', 'lightning', connections, { story: 'As in story' }),
    motion: toolbar('Motion', 'accessibility', motions, { system: 'System' }),
  },
  initialGlobals: {
    theme: 'light',
    density: 'regular',
    language: 'en',
    direction: 'auto',
    connection: 'story',
    motion: 'system',
    // The tool in manager.tsx: time stands still, so that stories are the same every time.
    clock: 'hold',
    at: 0,
  },
  parameters: {
    layout: 'fullscreen',
    controls: { disable: true },
    docs: {
      container: (props: ComponentProps<typeof PageContainer>) => (
        <Suspense fallback={null}>
          <PageContainer {...props} />
        </Suspense>
      ),
      page: () => (
        <Suspense fallback={null}>
          <WidgetPage />
        </Suspense>
      ),
    },
    options: {
      // Read by Storybook as text, so it uses nothing from outside.
      storySort: (one, other) => {
        const groups = [
          'Introduction',
          'Streams',
          'Accounts',
          'Actions',
          'Dashboards',
          'Compositions',
          'Interactions',
          'Controls',
          'Languages',
          'Reference',
        ]
        const names = ['Docs', 'Playground', 'All states']
        const [group = '', otherGroup = ''] = [one, other].map(({ title }) => title.split('/')[0])
        return (
          groups.concat(group).indexOf(group) - groups.concat(otherGroup).indexOf(otherGroup) ||
          one.title.localeCompare(other.title) ||
          names.concat(one.name).indexOf(one.name) - names.concat(other.name).indexOf(other.name)
        )
      },
    },
    a11y: {
      test: 'error',
      // Which parts of a page stand in which landmark is the page's business, not a widget's.
      config: { rules: [{ id: 'region', enabled: false }] },
    },
  },
  loaders: [
    async ({ globals }) => ({ messages: await loadMessages(globals['language'] as LanguageTag) }),
  ],
  decorators: [
    (Story, { globals, loaded }) => (
      <StoryFrame
        theme={String(globals['theme'])}
        density={String(globals['density'])}
        language={String(globals['language'])}
        direction={String(globals['direction'])}
        clock={globals['clock'] as ClockRate}
        at={Number(globals['at'])}
        connection={globals['connection'] as ConnectionChoice}
        motion={globals['motion'] as StoryMotion}
        messages={loaded['messages'] as Messages}
      >
        <Story />
      </StoryFrame>
    ),
  ],
}

export default preview
