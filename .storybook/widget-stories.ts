/**
 * Two stories that every widget of the registry has without writing them: "Playground", with controls for its props,
 * and "All states", with every state in both themes and densities. An indexer lists them next to the widget's own
 * stories, and a plugin of Vite makes the modules that they are imported from.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Indexer } from 'storybook/internal/types'
import type { Plugin } from 'vite'
import { widgets } from '../src/widgets/registry.ts'
import type { WidgetEntry } from '../src/widgets/widget-entry.ts'
import { readWidgetFacts } from './widget-facts.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const read = (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : '')

const prefix = 'virtual:widget-stories/'

/** Where the widget is in the sidebar: where its own stories are. */
function titleOf(widget: WidgetEntry): string {
  const own = /title: '([^']+)'/.exec(read(`../stories/${widget.stories}`))?.[1]
  return own ?? `Widgets/${widget.name}`
}

/** A widget that needs props can be played with if one of its stories has them as args. */
function hasPlayground(widget: WidgetEntry): boolean {
  const references = ['streamgauge', 'actions', 'dashboard', 'table'].map((page) =>
    read(`../docs/api/${page}.md`),
  )
  const texts = { references, widgets: '', theming: '', accessibility: '' }
  const needed = readWidgetFacts(widget.name, texts, '').props.some(({ isRequired }) => isRequired)
  return !needed || /\bargs\b/.test(read(`../stories/${widget.stories}`))
}

/** Lists them; the file that it is asked about is this one. */
export const widgetIndexer: Indexer = {
  test: /[\\/]\.storybook[\\/]widget-stories\.ts$/,
  createIndex: async () =>
    widgets.flatMap((widget) => {
      const shared = {
        type: 'story' as const,
        importPath: `${prefix}${widget.name}`,
        title: titleOf(widget),
        // The same widgets in the same states as in the stories that are tested.
        tags: ['!test', '!autodocs'],
      }
      return [
        ...(hasPlayground(widget) ? [{ ...shared, exportName: 'Playground' }] : []),
        { ...shared, exportName: 'AllStates', name: 'All states' },
      ]
    }),
}

/** Makes the modules. */
export function widgetStories(): Plugin {
  return {
    name: 'streamgauge-widget-stories',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null
      const name = id.slice(prefix.length + 1)
      const widget = widgets.find((each) => each.name === name)
      if (!widget) this.error(`The registry has no widget ${name}.`)
      return `import { allStates, playground } from ${JSON.stringify(at('generated-stories.tsx'))}
export default { title: ${JSON.stringify(titleOf(widget))} }
${hasPlayground(widget) ? `export const Playground = playground(${JSON.stringify(name)})` : ''}
export const AllStates = allStates(${JSON.stringify(name)})
`
    },
  }
}
