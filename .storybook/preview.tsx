/**
 * What surrounds every story: the kit's style sheet, theme, density, language and text direction
 * from the toolbar, and accessibility checks that fail.
 */
import type { Preview } from '@storybook/react-vite'
import { useEffect } from 'react'
import '../src/styles.css'
import '../src/actions.css'
import '../src/dashboard.css'
import { LanguageProvider } from '../src/index.ts'
import type { LanguageTag, Messages } from '../src/messages/index.ts'
import { languages, loadMessages } from '../src/messages/index.ts'
import './preview.css'

const toolbar = (title: string, icon: string, items: readonly string[]) => ({
  description: title,
  toolbar: { title, icon, items: [...items], dynamicTitle: true },
})

const preview: Preview = {
  globalTypes: {
    theme: toolbar('Theme', 'mirror', ['light', 'dark']),
    density: toolbar('Density', 'component', ['regular', 'compact']),
    language: toolbar('Language', 'globe', languages),
    // `auto`: as the language is written.
    direction: toolbar('Direction', 'transfer', ['auto', 'ltr', 'rtl']),
  },
  initialGlobals: { theme: 'light', density: 'regular', language: 'en', direction: 'auto' },
  parameters: {
    layout: 'fullscreen',
    controls: { disable: true },
    a11y: {
      test: 'error',
      // Which parts of a page stand in which landmark is the page's business, not a widget's.
      config: { rules: [{ id: 'region', enabled: false }] },
    },
  },
  loaders: [
    async ({ globals }) => ({ messages: await loadMessages(globals['language'] as LanguageTag) }),
  ],
  decorators: [
    (Story, { globals, loaded }) => {
      const theme = String(globals['theme'])
      const language = String(globals['language'])
      const chosen = String(globals['direction'])
      const direction = chosen === 'auto' ? (language === 'ar' ? 'rtl' : 'ltr') : chosen
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
          lang={language}
        >
          <LanguageProvider
            messages={loaded['messages'] as Messages}
            locale={language === 'en' ? 'en-GB' : language}
          >
            <Story />
          </LanguageProvider>
        </div>
      )
    },
  ],
}

export default preview
