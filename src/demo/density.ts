/** How much room there is between things: kept per browser and applied to the document. */

export type Density = 'regular' | 'compact'

const key = 'streamgauge.density'

/** The density chosen earlier; `regular` when none was, or where nothing may be stored. */
export function readDensity(): Density {
  try {
    return localStorage.getItem(key) === 'compact' ? 'compact' : 'regular'
  } catch {
    return 'regular'
  }
}

/** Shows a density and remembers it. */
export function applyDensity(density: Density): void {
  document.documentElement.dataset['density'] = density
  try {
    localStorage.setItem(key, density)
  } catch {
    // A browser that stores nothing still shows it until it is closed.
  }
}
