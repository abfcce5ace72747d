/**
 * What surrounds every story: the kit's style sheet, theme, density and text direction from the
 * toolbar, and accessibility checks that fail.
 */
import type { Preview } from '@storybook/react-vite'
import { useEffect } from 'react'
import '../src/styles.css'
import './preview.css'

const toolbar = (title: string, icon: string, items: readonly string[]) => ({
  description: title,
  toolbar: { title, icon, items: [...items], dynamicTitle: true },
})

const preview: Preview = {
  globalTypes: {
    theme: toolbar('Theme', 'mirror', ['light', 'dark']),
    density: toolbar('Density', 'component', ['regular', 'compact']),
    direction: toolbar('Direction', 'transfer', ['ltr', 'rtl']),
  },
  initialGlobals: { theme: 'light', density: 'regular', direction: 'ltr' },
  parameters: {
    layout: 'fullscreen',
    controls: { disable: true },
    a11y: {
      test: 'error',
      // Which parts of a page stand in which landmark is the page's business, not a widget's.
      config: { rules: [{ id: 'region', enabled: false }] },
    },
  },
  decorators: [
    (Story, { globals }) => {
      const theme = String(globals['theme'])
      const direction = String(globals['direction'])
      useEffect(() => {
        document.documentElement.classList.add('sg-theme')
        document.documentElement.dataset['theme'] = theme
        document.documentElement.dir = direction
      }, [theme, direction])
      return (
        <div
          className="story sg-theme"
          data-theme={theme}
          data-density={String(globals['density'])}
          dir={direction}
          lang="en"
        >
          <Story />
        </div>
      )
    },
  ],
}

export default preview
