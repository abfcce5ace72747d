/** Starts one of the browsers. Its profile is a temporary folder that `close()` removes. */
import type { BrowserName, TestBrowser } from './browser.ts'
import { launchChromiumTabs } from './chromium-tabs.ts'
import { launchFirefox } from './firefox.ts'
import { launchWebkit } from './webkit.ts'

const launchers = {
  chromium: launchChromiumTabs,
  firefox: launchFirefox,
  webkit: launchWebkit,
} as const

/** @throws Error where the browser is not installed. */
export function launchBrowser(name: BrowserName): Promise<TestBrowser> {
  return launchers[name]()
}
