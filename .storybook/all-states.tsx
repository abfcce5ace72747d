/** A widget in every state of the registry, in themes and densities side by side. */
import type { CSSProperties, ReactElement } from 'react'
import type { WidgetStories } from './story-files.ts'

/** A theme and a density each. */
export const allVariants = 'light-regular light-compact dark-regular dark-compact'

/** The first and the last of them in turns, one for each state: half the room. */
export const alternating = 'alternating'

export interface AllStatesProps {
  /** Themes and densities, such as `light-regular dark-compact`; or {@link alternating}. */
  readonly variants: string
  /** Width of each in px. Default: as many columns as fit, of what the widget needs. */
  readonly width?: number | undefined
}

/** The room of a card, with its padding. */
const cardWidth = 300

export function AllStates(
  props: AllStatesProps & {
    readonly stories: WidgetStories
    /** In place of a state that floats over its page. Default: it floats over the others. */
    readonly linkOf?: (name: string) => ReactElement
  },
): ReactElement {
  const { width, stories, linkOf } = props
  const style = {
    '--matrix-cell':
      width === undefined
        ? `minmax(min(${stories.width ?? cardWidth}px, 100%), 1fr)`
        : `${width}px`,
  } as CSSProperties
  return (
    <div
      className="matrix"
      data-single={props.variants.includes(' ') ? undefined : ''}
      style={style}
    >
      {stories.states.map(({ name, Show, parameters: { matrix } }, place) => (
        <section key={name} className="matrix__state" data-state={name}>
          <p className="matrix__name">{wordsOf(name)}</p>
          <div className="matrix__cells">
            {variantsOf(props.variants, place).map((variant) => {
              const [theme, density] = variant.split('-')
              return (
                <div
                  key={variant}
                  className="matrix__cell sg-theme"
                  data-theme={theme}
                  data-density={density}
                >
                  {linkOf && matrix.isFloating ? linkOf(name) : <Show />}
                </div>
              )
            })}
          </div>
        </section>
      ))}
    </div>
  )
}

function variantsOf(variants: string, place: number): readonly string[] {
  if (variants !== alternating) return variants.split(' ')
  return [place % 2 === 0 ? 'light-regular' : 'dark-compact']
}

/** `UnknownToken` → `Unknown token`. */
function wordsOf(name: string): string {
  const words = name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
