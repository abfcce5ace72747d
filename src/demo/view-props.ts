/** What the page and its views agree on. Types only. */
import type { ReactNode } from 'react'
import type { PageEnvironment } from './environment.ts'
import type { PageLanguage } from './page-language.tsx'

/** What a view is given. */
export interface ViewProps {
  readonly environment: PageEnvironment
  readonly language: PageLanguage
  /** BCP 47 tag for numbers and times. */
  readonly locale: string
  /** What the address names within the view; empty for its default. */
  readonly detail: string
}

/** A view in one language. Another language of the same view is the same component with other texts. */
export type RenderView = (props: ViewProps) => ReactNode
