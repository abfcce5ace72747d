/** What is around every page of documentation: Storybook's own parts in the theme of the toolbar. */
import { DocsContainer, type DocsContainerProps } from '@storybook/addon-docs/blocks'
import { type PropsWithChildren, type ReactElement, useEffect } from 'react'
import { usePageTheme } from './page-theme.ts'
import { storybookThemes } from './storybook-theme.ts'

export function PageContainer(props: PropsWithChildren<DocsContainerProps>): ReactElement {
  const theme = usePageTheme()
  useEffect(() => {
    document.documentElement.classList.add('sg-theme')
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  return <DocsContainer {...props} theme={storybookThemes[theme]} />
}
