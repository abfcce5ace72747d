/** The introduction's pictures: one balance that grows, and every widget at work, with a link to its page. */
import { Source } from '@storybook/addon-docs/blocks'
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react'
import toasts from '../docs/images/toaster.png'
import { en } from '../src/messages/en.ts'
import { widgets } from '../src/widgets/registry.ts'
import type { WidgetEntry } from '../src/widgets/widget-entry.ts'
import { usePageTheme } from './page-theme.ts'
import { useStories } from './story-files.ts'
import { StoryFrame } from './story-frame.tsx'
import { typicalOf } from './typical-states.ts'
import { factsOf, widgetNamed } from './widget-documentation.ts'

/** What a page needs for its first balance. */
const snippet = `import { AccountBalance, GaugeProvider } from 'streamgauge'
import 'streamgauge/styles.css'

<GaugeProvider url="https://api.example.com" account={account}>
  <AccountBalance />
</GaugeProvider>`

const files = import.meta.glob<string>('../stories/*.stories.tsx', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** The group of a widget in the sidebar: the first part of the title of its stories. */
function groupOf({ stories }: WidgetEntry): string {
  return /title: '([^/']+)\//.exec(files[`../stories/${stories}`] ?? '')?.[1] ?? 'Widgets'
}

const groups = ['Accounts', 'Streams', 'Actions', 'Dashboards']

/** The balance of an account, growing. */
export function Hero(): ReactElement {
  return (
    <Running>
      <div className="gallery__hero">
        <Picture widget={widgetNamed('AccountBalance')} />
      </div>
    </Running>
  )
}

/** The code of the balance. */
export function Snippet(): ReactElement {
  return <Source language="tsx" code={snippet} dark={usePageTheme() === 'dark'} />
}

/** Every widget of the registry, by group. */
export function WidgetGallery(): ReactElement {
  return (
    <Running>
      {groups.map((group) => (
        <section key={group} className="gallery">
          <h3 className="gallery__group">{group}</h3>
          <ul className="gallery__tiles">
            {widgets
              .filter((widget) => groupOf(widget) === group)
              .map((widget) => (
                <Tile key={widget.name} widget={widget} group={group} />
              ))}
          </ul>
        </section>
      ))}
    </Running>
  )
}

/** Time passes here as on a page, in the theme of the toolbar. */
function Running({ children }: { readonly children: ReactNode }): ReactElement {
  const theme = usePageTheme()
  return (
    <div className="sb-unstyled">
      <StoryFrame
        theme={theme}
        density="regular"
        language="en"
        direction="auto"
        clock="1x"
        at={0}
        connection="story"
        motion="system"
        messages={en}
      >
        {children}
      </StoryFrame>
    </div>
  )
}

function Tile(props: { readonly widget: WidgetEntry; readonly group: string }): ReactElement {
  const { widget, group } = props
  const tile = useRef<HTMLLIElement>(null)
  const isNear = useIsNear(tile)
  return (
    <li ref={tile} className="gallery__tile">
      {/* A picture: what can be pressed in it is on the page of the widget. */}
      <div className="gallery__picture" aria-hidden="true" inert>
        {/* Toasts are above everything else on a page, wherever they are rendered. */}
        {isNear &&
          (widget.name === 'Toaster' ? <img src={toasts} alt="" /> : <Picture widget={widget} />)}
      </div>
      <a
        className="gallery__name"
        href={`?path=/docs/${`${group}-${widget.name}`.toLowerCase()}--docs`}
        target="_parent"
      >
        {widget.name}
      </a>
      <p className="gallery__shows">{withCode(factsOf(widget).shows)}</p>
    </li>
  )
}

/** Room in the narrowest tile, in px. Wider widgets are drawn smaller. */
const tileWidth = 264

function Picture({ widget }: { readonly widget: WidgetEntry }): ReactElement | null {
  const stories = useStories(widget)
  if (!stories) return null
  const { states, width = tileWidth } = stories
  const shown = typicalOf(states)
  if (!shown) return null
  return (
    <div style={width > tileWidth ? { inlineSize: width, zoom: tileWidth / width } : undefined}>
      <shown.Show />
    </div>
  )
}

/** Whether an element is on the screen, or has been. */
function useIsNear(element: { readonly current: Element | null }): boolean {
  const [isNear, setIsNear] = useState(false)
  useEffect(() => {
    if (!element.current) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        setIsNear(true)
        observer.disconnect()
      },
      { rootMargin: '400px' },
    )
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return isNear
}

/** Text with `code` in it. */
function withCode(text: string): ReactNode {
  return text
    .split('`')
    .map((part, place) => (place % 2 === 1 ? <code key={part}>{part}</code> : part))
}
