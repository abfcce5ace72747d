/** Which state of a widget is shown first: the one that it is in most of the time. */

/** What a story says about itself in `parameters.matrix`. */
export interface MatrixParameters {
  /** The room that the widget needs, in px. */
  readonly width?: number
  /** A modal dialog would cover the other states. */
  readonly isLeftOut?: true
  /** It is over the page, at an edge of the window, so documentation has a link to its story. */
  readonly isFloating?: true
  /** The state to show first, where it has another name than those below. */
  readonly isTypical?: true
}

/** Under these names in most files of stories. */
const typicalNames: ReadonlySet<string> = new Set(['Streaming', 'Live', 'Ready', 'Net', 'Several'])

interface State {
  readonly name: string
  readonly parameters?: { readonly matrix?: MatrixParameters }
}

/** The state to show where there is room for one; undefined without states. */
export function typicalOf<S extends State>(states: readonly S[]): S | undefined {
  return (
    states.find(({ parameters }) => parameters?.matrix?.isTypical) ??
    states.find(({ name }) => typicalNames.has(name)) ??
    states[0]
  )
}
