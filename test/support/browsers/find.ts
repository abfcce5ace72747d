/** Which browsers are on this machine: Chromium, Firefox, and WebKitGTK with its driver and a display. */
import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findChromium } from '../chromium.ts'
import type { BrowserName } from './browser.ts'

/** A command on the path, or one of these; null where there is none. */
function findCommand(names: readonly string[], variable?: string): string | null {
  const given = variable === undefined ? undefined : process.env[variable]
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [given, ...candidates].find((path) => path && existsSync(path)) ?? null
}

/** `FIREFOX_PATH`, or an installed one. */
export function findFirefox(): string | null {
  return findCommand(['firefox-esr', 'firefox'], 'FIREFOX_PATH')
}

export interface WebkitPrograms {
  readonly driver: string
  readonly browser: string
  /** A display without a screen. */
  readonly display: string
}

/** Where Debian and others put the browser that comes with the driver. */
const miniBrowsers = [
  '/usr/lib/*/webkitgtk-6.*/MiniBrowser',
  '/usr/lib/*/webkit2gtk-4.*/MiniBrowser',
  '/usr/libexec/webkit*/MiniBrowser',
]

export function findWebkit(): WebkitPrograms | null {
  const driver = findCommand(['WebKitWebDriver'])
  const display = findCommand(['Xvfb'])
  const [browser] = globSync(miniBrowsers)
  return driver && display && browser ? { driver, display, browser } : null
}

/** What to do where a browser is missing; null where it is there. */
export function missingBrowser(name: BrowserName): string | null {
  switch (name) {
    case 'chromium':
      return findChromium() ? null : 'apt-get install chromium, or set CHROMIUM_PATH'
    case 'firefox':
      return findFirefox() ? null : 'apt-get install firefox-esr, or set FIREFOX_PATH'
    case 'webkit':
      return findWebkit() ? null : 'apt-get install webkit2gtk-driver xvfb'
  }
}
