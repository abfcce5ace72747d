/**
 * A browser as the suites of `npm run test:long` drive it, whichever engine it is: pages that are asked by
 * expressions and used by real pointers and keys. Interfaces only; find.ts and launch.ts know the engines.
 */

export const browserNames = ['chromium', 'firefox', 'webkit'] as const
export type BrowserName = (typeof browserNames)[number]

export interface BrowserPage {
  /** Loads a page, and waits until its scripts have run. */
  goTo(url: string): Promise<void>
  /** The value of an expression in the page, as JSON; a promise is awaited. */
  ask<Answer>(expression: string): Promise<Answer>
  /** Moves the pointer there and clicks. In CSS pixels of the window. */
  clickAt(x: number, y: number): Promise<void>
  /** Moves the pointer there. */
  pointAt(x: number, y: number): Promise<void>
  /** Presses keys in the element that has the focus: characters, or names such as `Enter`. */
  press(keys: readonly string[]): Promise<void>
  /** Size of the content of the window. */
  resize(width: number, height: number): Promise<void>
  /** What is visible, as PNG. */
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}

export interface TestBrowser {
  readonly name: BrowserName
  /** Opens a tab. Which one of several is visible depends on the browser. */
  openPage(url: string): Promise<BrowserPage>
  /** Ends the browser, and removes what it has stored. */
  close(): Promise<void>
}
