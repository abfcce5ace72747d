/** A team's test: jsdom, Testing Library and the package, with everything that React prints counted. */
import { JSDOM } from 'jsdom'

const { window } = new JSDOM('<!doctype html><body></body>', {
  url: 'http://localhost',
  pretendToBeVisual: true,
})
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) globalThis[name] = window[name]
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true

const printed = []
for (const name of ['error', 'warn']) console[name] = (...args) => printed.push(args.join(' '))

const { createElement, version } = await import('react')
const { cleanup } = await import('@testing-library/react')
const { ConnectionBadge, FlowingBalance, StreamCard } = await import('streamgauge')
const { renderWithGauge } = await import('streamgauge/testing/react')

const view = await renderWithGauge(
  createElement('main', null, [
    createElement(FlowingBalance, { key: 1, streamId: '1' }),
    createElement(StreamCard, { key: 2, streamId: '2' }),
    createElement(ConnectionBadge, { key: 3 }),
  ]),
  { streams: [{}, { ratePerSecond: 5n, depositedAmount: 100n }] },
)
const balance = () => document.querySelector('.sg-balance__value').textContent
const card = () => document.querySelector('.sg-card').dataset.status
console.log('react', version.split('.')[0])
console.log('at first', balance(), card())
await view.advance(10_000)
console.log('after 10 s', balance(), card())
await view.advance(10_000)
console.log('after 20 s', balance(), card())
view.backend.dropConnections()
await view.settle()
await view.backend.ledger.pause({ streamId: '1' })
await view.advance(10_000)
console.log('paused', balance())
cleanup()
await view.settle()
console.log('connections', view.backend.openConnections)
console.log('printed', printed.length, ...printed)
