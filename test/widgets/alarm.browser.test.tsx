/** The end of a deposit is an alarm for the sender, who can top it up. For the recipient it is only a date. */
import { describe, expect, it } from 'vitest'
import {
  Runway,
  StreamCard,
  StreamProgress,
  StreamRing,
  type StreamSource,
  StreamStatusBadge,
} from '../../src/index.ts'
import '../../src/styles.css'
import { critical, employer, endsSoon, me, streaming } from '../../stories/sample-streams.ts'
import { createStill, Within } from '../../stories/still-session.tsx'
import { mount } from '../react/mount.ts'

/** The colours that `streamId` has for someone on that side of it. */
function coloursOf(source: StreamSource, streams = [critical, endsSoon, streaming]) {
  const { host } = mount(
    <Within still={createStill({ streams })}>
      <div className="sg-theme">
        <i data-colour="warning" style={{ color: 'var(--_sg-warning)' }} />
        <i data-colour="critical" style={{ color: 'var(--_sg-critical)' }} />
        <StreamStatusBadge {...source} />
        <StreamProgress {...source} />
        <StreamRing {...source} />
        <Runway {...source} />
        <StreamCard {...source} />
      </div>
    </Within>,
  )
  const styleOf = (selector: string) => {
    const element = host.querySelector(selector)
    if (!element) throw new Error(`There is no ${selector}.`)
    return getComputedStyle(element)
  }
  const colourOf = (selector: string) => styleOf(selector).color
  return {
    alarms: {
      warning: colourOf('[data-colour=warning]'),
      critical: colourOf('[data-colour=critical]'),
    },
    label: host.querySelector('.sg-status__label')?.textContent,
    shown: {
      badge: colourOf('.sg-status__label'),
      edge: styleOf('.sg-progress__streamed').borderInlineEndColor,
      ring: styleOf('.sg-ring__edge').stroke,
      runway: colourOf('.sg-runway__label'),
      schedule: colourOf('.sg-card__schedule'),
    },
  }
}

describe('a deposit that runs out', () => {
  it.each([
    { stream: endsSoon, level: 'warning', label: 'Ends soon' },
    { stream: critical, level: 'critical', label: 'About to end' },
  ] as const)('is an alarm to its sender: $label', ({ stream, level, label }) => {
    const { alarms, ...seen } = coloursOf({ streamId: stream.streamId })
    expect(seen.label).toBe(label)
    expect(new Set(Object.values(seen.shown))).toEqual(new Set([alarms[level]]))
  })

  it.each([
    { stream: { ...endsSoon, sender: employer, recipient: me }, label: 'Ends soon' },
    { stream: { ...critical, sender: employer, recipient: me }, label: 'About to end' },
  ])('is a date to its recipient: $label', ({ stream, label }) => {
    const { alarms, ...seen } = coloursOf({ streamId: stream.streamId }, [stream])
    expect(seen.label).toBe(label)
    for (const colour of Object.values(seen.shown)) {
      expect(Object.values(alarms)).not.toContain(colour)
    }
  })

  it('follows the side that the application names', () => {
    const { alarms, shown } = coloursOf({ streamId: critical.streamId, direction: 'incoming' })
    expect(Object.values(alarms)).not.toContain(shown.badge)
  })

  it('of an account that receives more than it pays is an alarm, since the deposit is its own', () => {
    const { host } = mount(
      <Within
        still={createStill({
          streams: [
            critical,
            { ...streaming, ratePerSecond: 90_000n, depositedAmount: 10n ** 12n },
          ],
        })}
      >
        <Runway account={me} />
        <i data-colour="critical" className="sg-theme" style={{ color: 'var(--_sg-critical)' }} />
      </Within>,
    )
    const colourOf = (selector: string) =>
      getComputedStyle(host.querySelector(selector) as Element).color
    expect(host.querySelector('.sg-runway')?.getAttribute('data-direction')).toBe('incoming')
    expect(colourOf('.sg-runway__label')).toBe(colourOf('[data-colour=critical]'))
  })
})
