/**
 * The entry of the page. The front page begins with lines that index.html contains (page-shell.ts): they are shown, and
 * the page is loaded once they have been painted, since running its code would hold up the first frame. Other views and
 * languages have nothing to show before they are loaded.
 */
// First, because it names the order of the layers: the kit's comes after the page's.
import './styles/page.css'
import './styles/font.css'
import '../styles.css'
import '../widgets/form/form.css'
import './styles/controls.css'
import { applyDensity, readDensity } from './density.ts'
import { languageKey } from './language-key.ts'
import { applyTheme, readTheme } from './theme.ts'

applyTheme(readTheme())
applyDensity(readDensity())

if (isFrontPage() && isEnglish()) {
  document.documentElement.dataset['shell'] = ''
  await painted()
}
const { startPage } = await import('./main.tsx')
await startPage()

/** The same decision as `readPlace()` in views.ts, without its imports. False if in doubt. */
function isFrontPage(): boolean {
  const { hash, search } = location
  return /^#\/home(\/|$)/.test(hash) || (hash === '' && !search.includes('account='))
}

/** Whether the page will be in English. Other languages are detected by the page itself. */
function isEnglish(): boolean {
  try {
    const stored = localStorage.getItem(languageKey)
    if (stored !== null) return stored === 'en'
  } catch {
    // Storage is blocked, so no choice was stored.
  }
  return /^en\b/i.test(navigator.language)
}

/** Resolves after the next paint. In the background, where no frame comes, it resolves after 250 ms. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, 250)
    requestAnimationFrame(() => {
      clearTimeout(late)
      setTimeout(resolve)
    })
  })
}
