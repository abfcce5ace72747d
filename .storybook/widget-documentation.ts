/** The facts of each widget, from the pages of the documentation as they are in this checkout. */
import accessibility from '../docs/accessibility.md?raw'
import theming from '../docs/theming.md?raw'
import pages from '../docs/widgets.md?raw'
import { widgets } from '../src/widgets/registry.ts'
import type { WidgetEntry } from '../src/widgets/widget-entry.ts'
import { readWidgetFacts, type WidgetFacts } from './widget-facts.ts'

/** Those of the entries that have widgets; the others are large. */
const references = import.meta.glob<string>(
  '../docs/api/{streamgauge,actions,dashboard,table}.md',
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
)

const texts = {
  references: Object.values(references),
  widgets: pages,
  theming,
  accessibility,
}

const sheets = import.meta.glob<string>('../src/widgets/*/*.css', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The widget that a title such as `Streams/StreamCard` is about. */
export function widgetOfTitle(title: string): WidgetEntry | undefined {
  const name = title.split('/').at(-1)
  return widgets.find((widget) => widget.name === name)
}

/** The widget of the registry with this name. */
export function widgetNamed(name: string): WidgetEntry {
  const widget = widgets.find((each) => each.name === name)
  if (!widget) throw new Error(`The registry has no widget ${name}.`)
  return widget
}

export function factsOf(widget: WidgetEntry): WidgetFacts {
  const css = Object.entries(sheets)
    .filter(([path]) => path.includes(`/widgets/${widget.folder}/`))
    .map(([, text]) => text)
    .join('\n')
  return readWidgetFacts(widget.name, texts, css)
}
