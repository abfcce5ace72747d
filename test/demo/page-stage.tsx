/**
 * The page on a stage: real components in a real browser, before the server in the tab, without a
 * service worker. What the tests of the page share.
 */
import '../../src/styles.css'
import '../../src/actions.css'
import '../../src/demo/styles/page.css'
import '../../src/demo/styles/controls.css'
import '../../src/demo/styles/streams.css'
import { createRoot } from 'react-dom/client'
import { expect, onTestFinished } from 'vitest'
import { page } from 'vitest/browser'
import { knownAccounts } from '../../src/demo/directory.ts'
import type { PageEnvironment } from '../../src/demo/environment.ts'
import { Page } from '../../src/demo/page.tsx'
import { demoTokens } from '../../src/mocks/demo-accounts.ts'
import { createMockBackend, type MockBackend } from '../../src/mocks/index.ts'

function pick(index: number): { address: string; name: string } {
  const account = knownAccounts[index]
  if (!account) throw new Error(`There is no known account number ${index}.`)
  return account
}

/** The account that the page shows, and one that it pays. */
export const employer = pick(0)
export const worker = pick(1)

/** The token of the streams on the stage: 7 decimals. */
const tokenAddress = demoTokens[0]?.address ?? ''

/** A running page and its server. */
export interface Stage extends Disposable {
  readonly backend: MockBackend
}

/**
 * Shows the page of an account.
 *
 * @param options.environment what to change about the world the page is given.
 */
export function showPage(
  options: {
    account?: string
    backend?: MockBackend
    environment?: Partial<PageEnvironment>
    /** The address of another view. */
    hash?: string
  } = {},
): Stage {
  const { account = employer.address, backend = createMockBackend(), environment } = options
  const { hash = '' } = options
  history.replaceState(null, '', `?account=${account}${hash}`)
  // As in index.html.
  document.documentElement.classList.add('sg-theme')
  const container = document.createElement('div')
  container.id = 'root'
  document.body.append(container)
  const root = createRoot(container)
  root.render(
    <Page
      environment={{
        baseUrl: '',
        fetch: backend.fetch,
        network: backend,
        locale: 'en-US',
        ...environment,
      }}
    />,
  )
  return {
    backend,
    [Symbol.dispose]() {
      root.unmount()
      container.remove()
      void backend.close()
    },
  }
}

/** Shows the page until the test has finished. */
export function showForTest(options: Parameters<typeof showPage>[0] = {}): Stage {
  const stage = showPage(options)
  onTestFinished(() => stage[Symbol.dispose]())
  return stage
}

/** Shows the page with so many streams until the test has finished, and waits for the newest. */
export async function showWithStreams(count: number): Promise<Stage> {
  const backend = createMockBackend()
  for (let n = 0; n < count; n += 1) await seedStream(backend)
  const stage = showForTest({ backend })
  await expect.element(card(String(count))).toBeInTheDocument()
  // A long list is mounted group by group.
  await expect.poll(() => document.querySelectorAll('.sg-card').length).toBe(count)
  return stage
}

/** A stream from the employer to the worker: 100 tokens, one a second, an hour old. */
export async function seedStream(
  backend: MockBackend,
  change: { sender?: string; recipient?: string; tokenAddress?: string; startTime?: number } = {},
): Promise<string> {
  const { stream } = await backend.ledger.create({
    sender: employer.address,
    recipient: worker.address,
    tokenAddress,
    ratePerSecond: 10_000n,
    depositedAmount: 1_000_000_000n,
    startTime: backend.ledger.nowSeconds() - 3_600,
    ...change,
  })
  return stream.streamId
}

/** A button by its whole name. */
export const button = (name: string) => page.getByRole('button', { name, exact: true })
/** The open dialog. */
export const dialog = () => page.getByRole('dialog')
/** The messages about what commands have done. */
export const toasts = () => page.getByRole('region', { name: 'Notifications' })
/** Presses a button that has no effect right after it has appeared, as a person would: once it is there. */
export async function pressWhenReady(locator: ReturnType<typeof button>): Promise<void> {
  await expect.element(locator).toBeVisible()
  await new Promise((resolve) => setTimeout(resolve, 600))
  await locator.click()
}
/** The card of a stream. */
export const card = (streamId: string) =>
  page.getByRole('article', { name: new RegExp(`^Stream ${streamId},`) })
