/** `?attribute=class` or `?attribute=data-theme`; `&no-scheme` for a page that leaves color-scheme alone. */
import { ThemeProvider, useTheme } from 'next-themes'
import { createRoot } from 'react-dom/client'
import 'streamgauge/styles.css'
import { Widgets } from './show.jsx'

const parameters = new URLSearchParams(location.search)

function Scene() {
  const { setTheme } = useTheme()
  return (
    <>
      {['light', 'dark', 'system'].map((theme) => (
        <button key={theme} type="button" onClick={() => setTheme(theme)}>
          {theme}
        </button>
      ))}
      <div data-expect="system">
        <Widgets />
      </div>
    </>
  )
}

createRoot(document.getElementById('root')).render(
  <ThemeProvider
    attribute={parameters.get('attribute')}
    enableColorScheme={!parameters.has('no-scheme')}
  >
    <Scene />
  </ThemeProvider>,
)
