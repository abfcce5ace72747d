/** A real Chromium for end-to-end tests and pictures: one browser, launched without a network. */
import { type Browser, chromium } from 'playwright'
import { chromiumArguments, findChromium } from './chromium.ts'

/**
 * @param more command-line arguments, after the usual ones.
 * @throws Error when no Chromium is on this machine; `npm test` then skips the suite by name.
 */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath)
    throw new Error('No Chromium is installed: set CHROMIUM_PATH or install one.')
  return chromium.launch({ executablePath, args: [...chromiumArguments, ...more] })
}
