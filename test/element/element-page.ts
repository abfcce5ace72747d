/** What the tests of elements have in common: the payment streams of a backend, and elements in the page. */
import type { ElementTag } from '../../src/element/index.ts'
import { demoAccounts, type MockBackend } from '../../src/mocks/index.ts'
import { streaming } from '../../stories/sample-streams.ts'

/** The parties of the payment streams. */
export const [sender = '', recipient = ''] = demoAccounts.map(({ address }) => address)

/** The token of the payment streams. */
export const token = { symbol: 'USDC', decimals: 7 }

/** Options of `configure`. */
export const tokens = { [streaming.tokenAddress]: token }

/** Makes the next payment stream, which has been streaming for a thousand seconds: 0.1 USDC a second. */
export async function createStream(backend: MockBackend): Promise<void> {
  await backend.ledger.create({
    sender,
    recipient,
    tokenAddress: streaming.tokenAddress,
    ratePerSecond: 1_000_000n,
    depositedAmount: 864_000_000_000n,
    startTime: Math.floor(Date.now() / 1000) - 1_000,
  })
}

/** Adds an element to the page. */
export function show<Tag extends ElementTag>(
  tag: Tag,
  attributes: string,
): HTMLElementTagNameMap[Tag] {
  document.body.insertAdjacentHTML('beforeend', `<${tag} ${attributes}></${tag}>`)
  return document.body.lastElementChild as unknown as HTMLElementTagNameMap[Tag]
}

/** The root of the widget of an element. */
export const widgetOf = (element: Element): HTMLElement | null =>
  element.shadowRoot?.querySelector<HTMLElement>('.sg-element > *') ?? null

/** Whether the widget has something to show. */
export const phaseOf = (element: Element): string | null | undefined =>
  widgetOf(element)?.getAttribute('data-phase')
