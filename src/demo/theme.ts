/**
 * Light, dark, or as the system says: kept per browser and applied to the document, before anything
 * is rendered.
 */

export type Theme = 'light' | 'dark' | 'system'

const key = 'streamgauge.theme'

/** The theme chosen earlier; `system` when none was, or where nothing may be stored. */
export function readTheme(): Theme {
  try {
    const stored = localStorage.getItem(key)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    return 'system'
  }
}

/** Shows a theme and remembers it. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(key, theme)
  } catch {
    // A browser that stores nothing still shows the theme until it is closed.
  }
}
