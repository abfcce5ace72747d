/** A frame with a shared connection. Posts to the page around it what the connection's status is. */
import { createConnection } from '../../../src/connection/index.ts'
import { payments } from '../../../src/feeds/payments/payments.ts'

function report(message: object): void {
  parent.postMessage(message, '*')
}

navigator.locks
  .request('streamgauge-probe', () => {})
  .then(
    () => report({ lock: 'granted' }),
    (error: Error) => report({ lock: error.name }),
  )

const connection = createConnection({
  feed: payments,
  url: new URL((document.currentScript as HTMLScriptElement).src).origin,
  filter: { all: true },
  persist: false,
  share: true,
})
connection.subscribe(() => {
  const { status, transport } = connection.getSnapshot()
  report({ status, transport })
})
connection.open()
