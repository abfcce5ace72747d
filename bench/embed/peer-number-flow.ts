/**
 * The other peer: the custom element of number-flow, with what a page has to write itself for one balance: the request, the
 * rate, and a timer. It does not reconnect, and knows one event.
 */
import 'number-flow'

interface Flow extends HTMLElement {
  format: object
  update(value: number): void
}

const flow = document.createElement('number-flow') as Flow
flow.format = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
document.getElementById('root')?.append(flow)

const source = new EventSource('/events/subscribe?streams=1&snapshot=true')
source.addEventListener('snapshot', (event) => {
  const { streams } = JSON.parse(event.data)
  const { ratePerSecond, lastUpdateTime } = streams[0]
  const show = () => {
    const value = ((Date.now() / 1000 - lastUpdateTime) * Number(ratePerSecond)) / 1e7
    flow.update(value)
    // Its text has every digit of every column.
    flow.dataset['shown'] = value.toFixed(2)
  }
  show()
  setInterval(show, 1000)
})
