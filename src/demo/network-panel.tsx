/** Pulls the plug on purpose: the switches of the network between the page and the server in the tab. */
import { useState } from 'react'
import { useAnnounce } from '../index.ts'
import { Choice } from './choice.tsx'
import type { NetworkSwitches } from './environment.ts'
import { PlugIcon } from './icons.tsx'
import { usePageLocale } from './locale.ts'
import { usePageMessages } from './page-language.tsx'

type Latency = '0' | '400' | '2000'
type Said = 'dropped' | 'noneOpen' | 'isOff' | 'isOn'

export function NetworkPanel({ network }: { network: NetworkSwitches }) {
  const [isPlugged, setIsPlugged] = useState(true)
  const [latency, setLatency] = useState<Latency>('0')
  const [said, setSaid] = useState<Said | null>(null)
  const announce = useAnnounce()
  const { network: messages } = usePageMessages()
  const locale = usePageLocale()
  const say = (next: Said) => {
    setSaid(next)
    announce('network', messages[next], { isResult: true })
  }
  const seconds = (count: number) => messages.seconds({ number: count.toLocaleString(locale) })
  const latencies = [
    { value: '0', label: messages.none },
    { value: '400', label: seconds(0.4) },
    { value: '2000', label: seconds(2) },
  ] as const

  return (
    <section className="panel" aria-labelledby="network-title">
      <h2 id="network-title">{messages.title}</h2>
      <p className="quiet">{messages.note}</p>
      <div className="button-row">
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            const count = network.dropConnections()
            say(count > 0 ? 'dropped' : 'noneOpen')
          }}
        >
          {messages.drop}
        </button>
        <button
          type="button"
          className="button button-small"
          onClick={() => {
            network.setPlugged(!isPlugged)
            setIsPlugged(!isPlugged)
            say(isPlugged ? 'isOff' : 'isOn')
          }}
        >
          <PlugIcon />
          {isPlugged ? messages.goOffline : messages.goOnline}
        </button>
      </div>
      <div className="labelled-choice">
        <span aria-hidden="true">{messages.latency}</span>
        <Choice
          label={messages.latency}
          options={latencies}
          value={latency}
          onChange={(next) => {
            network.setLatency(Number(next))
            setLatency(next)
          }}
        />
      </div>
      <p className="quiet panel-note">{said && messages[said]}</p>
    </section>
  )
}
