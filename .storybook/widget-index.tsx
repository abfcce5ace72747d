/** The list of all widgets, with links to their pages, for the introduction. */
import type { ReactElement } from 'react'
import { widgets } from '../src/widgets/registry.ts'
import { factsOf } from './widget-documentation.ts'

/** What a page needs for its first balance. */
export const snippet = `import { FlowingBalance, GaugeProvider } from 'streamgauge'
import 'streamgauge/styles.css'

<GaugeProvider url="https://api.example.com" account={account}>
  <FlowingBalance streamId="42" size="hero" />
</GaugeProvider>`

const titles = import.meta.glob<string>('../stories/*.stories.tsx', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The group of a widget in the sidebar: the first part of the title of its stories. */
function groupOf(stories: string): string {
  return /title: '([^/']+)\//.exec(titles[`../stories/${stories}`] ?? '')?.[1] ?? 'Widgets'
}

export function WidgetIndex(): ReactElement {
  return (
    <table>
      <thead>
        <tr>
          <th>widget</th>
          <th>what it shows</th>
        </tr>
      </thead>
      <tbody>
        {widgets.map((widget) => {
          const { name, stories } = widget
          const id = `${groupOf(stories)}-${name}`.toLowerCase()
          return (
            <tr key={name}>
              <td>
                <a href={`?path=/docs/${id}--docs`} target="_parent">
                  {name}
                </a>
              </td>
              <td>{factsOf(widget).shows}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
