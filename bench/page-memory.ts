/** What a page keeps in memory, as Chromium counts it: nodes of the document, and the heap of JavaScript. */
import type { CDPSession, Page } from 'playwright'

/** Nodes under the body: elements and texts. */
export function countNodes(page: Page): Promise<number> {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body)
    let count = 0
    while (walker.nextNode()) count += 1
    return count
  })
}

/** After what is no longer needed was collected. Contains no styles, layout or layers. */
export async function heapKb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1024
}
