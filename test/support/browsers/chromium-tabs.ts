/** Chromium behind {@link TestBrowser}: tabs of one Playwright context, so that they share storage. */
import { launchChromium } from '../chromium-page.ts'
import type { TestBrowser } from './browser.ts'

export async function launchChromiumTabs(): Promise<TestBrowser> {
  const browser = await launchChromium()
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  return {
    name: 'chromium',
    async openPage(url) {
      const page = await context.newPage()
      await page.goto(url)
      return {
        goTo: async (to) => void (await page.goto(to)),
        ask: (expression) => page.evaluate(expression),
        clickAt: (x, y) => page.mouse.click(x, y),
        pointAt: (x, y) => page.mouse.move(x, y),
        async press(keys) {
          for (const key of keys) await page.keyboard.press(key)
        },
        resize: (width, height) => page.setViewportSize({ width, height }),
        screenshot: () => page.screenshot(),
        close: () => page.close(),
      }
    },
    close: () => browser.close(),
  }
}
