/** Where a Chromium is on this machine, and how it is started without reaching for a network. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The path of a usable browser: `CHROMIUM_PATH`, an installed one, Playwright's own; or null. */
export function findChromium(): string | null {
  const candidates = [process.env['CHROMIUM_PATH'], ...installed, chromium.executablePath()]
  return candidates.find((path) => path && existsSync(path)) ?? null
}

/**
 * `--no-sandbox` because CI machines run as root; the rest keeps the browser from looking up hosts
 * of its own, which on a closed network would fill the connection table with refused sockets.
 */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
