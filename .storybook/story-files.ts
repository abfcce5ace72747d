/** The stories of a widget as components, for pages that show them all: nothing of Storybook is around them. */
import { type ReactElement, useEffect, useState } from 'react'
import type { WidgetEntry } from '../src/widgets/widget-entry.ts'
import type { MatrixParameters } from './typical-states.ts'

type Args = Record<string, unknown>
type Render = (args: Args, context: { readonly args: Args }) => ReactElement
type Decorator = (Story: () => ReactElement, context: { readonly args: Args }) => ReactElement

interface Annotations {
  readonly args?: Args
  readonly render?: Render
  readonly decorators?: readonly Decorator[]
  readonly parameters?: { readonly matrix?: MatrixParameters }
}

/** One state: its name in the registry, and its story as a component. */
export interface WidgetState {
  readonly name: string
  readonly Show: () => ReactElement
  /** Those of the story and its file. */
  readonly parameters: { readonly matrix: MatrixParameters }
}

/** What a story file has. */
export interface WidgetStories {
  /**
   * The states of the registry, in its order, without those with `parameters.matrix.isLeftOut`: a modal dialog would cover
   * the others.
   */
  readonly states: readonly WidgetState[]
  /** The props of its first story that has some. */
  readonly defaults: Args
  /** The room that the widget needs, in px: `parameters.matrix.width` of the file. Default: that of a card. */
  readonly width: number | undefined
}

const files = import.meta.glob<Record<string, Annotations>>('../stories/*.stories.tsx')

/** Loads the stories of a widget. */
export async function loadStories(widget: WidgetEntry): Promise<WidgetStories> {
  const load = files[`../stories/${widget.stories}`]
  if (!load) throw new Error(`There is no stories/${widget.stories}: see the registry.`)
  const { default: meta = {}, ...stories } = await load()
  const states = widget.states.flatMap((name) => {
    const story = stories[name]
    const render = story?.render ?? meta.render
    if (!story || !render || story.parameters?.matrix?.isLeftOut) return []
    const args = { ...meta.args, ...story.args }
    const decorators = [...(story.decorators ?? []), ...(meta.decorators ?? [])]
    const Show = decorators.reduce<() => ReactElement>(
      (Inner, decorate) => () => decorate(Inner, { args }),
      () => render(args, { args }),
    )
    const matrix = { ...meta.parameters?.matrix, ...story.parameters?.matrix }
    return [{ name, Show, parameters: { matrix } }]
  })
  const defaults = Object.values(stories).find(
    ({ args }) => args && Object.keys(args).length > 0,
  )?.args
  return { states, defaults: { ...meta.args, ...defaults }, width: meta.parameters?.matrix?.width }
}

/** The stories of a widget, of a component that shows them; null until they are loaded. */
export function useStories(widget: WidgetEntry): WidgetStories | null {
  const [stories, setStories] = useState<WidgetStories | null>(null)
  useEffect(() => {
    let isCurrent = true
    const load = async () => {
      const loaded = await loadStories(widget)
      if (isCurrent) setStories(loaded)
    }
    void load()
    return () => {
      isCurrent = false
    }
  }, [widget])
  return stories
}
