/** Pulls the plug on purpose: the switches of the network between the page and the server in the tab. */
import { useState } from 'react'
import { Choice } from './choice.tsx'
import type { NetworkSwitches } from './environment.ts'
import { PlugIcon } from './icons.tsx'

const latencies = [
  { value: '0', label: 'None' },
  { value: '400', label: '0.4 s' },
  { value: '2000', label: '2 s' },
] as const

type Latency = (typeof latencies)[number]['value']

export function NetworkPanel({ network }: { network: NetworkSwitches }) {
  const [isPlugged, setIsPlugged] = useState(true)
  const [latency, setLatency] = useState<Latency>('0')
  const [said, setSaid] = useState('')

  return (
    <section className="panel" aria-labelledby="network-title">
      <h2 id="network-title">Network</h2>
      <p className="quiet">The server runs in this tab. Simulate network problems here.</p>
      <div className="button-row">
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            const count = network.dropConnections()
            setSaid(count > 0 ? 'Connection dropped.' : 'No open connection.')
          }}
        >
          Drop connection
        </button>
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            network.setPlugged(!isPlugged)
            setIsPlugged(!isPlugged)
            setSaid(isPlugged ? 'Network is off.' : 'Network is on.')
          }}
        >
          <PlugIcon />
          {isPlugged ? 'Go offline' : 'Go online'}
        </button>
      </div>
      <div className="labelled-choice">
        <span aria-hidden="true">Latency</span>
        <Choice
          label="Latency"
          options={latencies}
          value={latency}
          onChange={(next) => {
            network.setLatency(Number(next))
            setLatency(next)
          }}
        />
      </div>
      <p className="quiet panel-note" role="status">
        {said}
      </p>
    </section>
  )
}
