/** The page of a bench: built as an application builds it, served, and opened in Chromium. */
import { basename, resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { type Browser, chromium, type Page } from 'playwright'
import { build, preview } from 'vite'
import { chromiumArguments, findChromium } from '../test/support/chromium.ts'

/** Builds the `index.html` of `folder`, and passes Chromium and the address of the page to `measure`. */
export async function withPage(
  folder: string,
  measure: (browser: Browser, url: string) => Promise<void>,
): Promise<void> {
  const outDir = resolve(`.tmp/bench-${basename(folder)}`)
  const shared = { root: folder, configFile: false as const, logLevel: 'error' as const }
  await build({ ...shared, plugins: [react()], build: { outDir, emptyOutDir: true } })
  const server = await preview({
    ...shared,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  })
  try {
    const url = server.resolvedUrls?.local[0]
    const executablePath = findChromium()
    if (!url || !executablePath) {
      throw new Error('The bench needs Chromium: install it and run again.')
    }
    const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] })
    try {
      await measure(browser, url)
    } finally {
      await browser.close()
    }
  } finally {
    await server.close()
  }
}

declare global {
  interface Window {
    /** Of React, all roots. */
    commits: number
  }
}

/** Lets `window.commits` count the commits of React in the next document of the page. */
export async function countCommits(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.commits = 0
    // The place where React looks for its developer tools, also in production.
    Object.assign(window, {
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberUnmount() {},
        onCommitFiberRoot() {
          window.commits += 1
        },
      },
    })
  })
}
