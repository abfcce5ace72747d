/** The language of widgets: texts as a whole or by key, and the locale that follows from it. */
import { describe, expect, it } from 'vitest'
import { createLocalSession } from '../../src/local-session.ts'
import type { PartialMessages } from '../../src/messages/messages.ts'
import { LanguageProvider } from '../../src/react/language.tsx'
import { SessionProvider } from '../../src/react/session-provider.tsx'
import { FlowingBalance } from '../../src/widgets/flowing-balance/flowing-balance.tsx'
import { StreamStatusBadge } from '../../src/widgets/stream-status-badge/stream-status-badge.tsx'
import { mount } from './mount.ts'

const stream = {
  streamId: '42',
  sender: 'GSENDERXXXXXXXXXXXXX',
  recipient: 'GRECIPIENTXXXXXXXXXX',
  ratePerSecond: 0n,
  depositedAmount: 12_345_600_000_000n,
  withdrawnAmount: 0n,
  startTime: 0,
  lastUpdateTime: 0,
  status: 'cancelled' as const,
  pausedAt: null,
}
const token = { symbol: 'USDC', decimals: 7 }
const badge = <StreamStatusBadge stream={stream} token={token} />
const balance = <FlowingBalance stream={stream} token={token} kind="remaining" digits={2} />

const german: PartialMessages = {
  language: 'de',
  status: { cancelled: 'Abgebrochen' },
  balance: { sentence: ({ amount }) => `${amount} übrig` },
}

const textOf = (node: Parameters<typeof mount>[0]) => mount(node).host.textContent

describe('the texts of widgets', () => {
  it('are English without a provider', () => {
    expect(textOf(badge)).toBe('Cancelled')
  })

  it('are those of a LanguageProvider, without any session', () => {
    expect(textOf(<LanguageProvider messages={german}>{badge}</LanguageProvider>)).toBe(
      'Abgebrochen',
    )
  })

  it('are those of the provider of a session', () => {
    const session = createLocalSession()
    expect(
      textOf(
        <SessionProvider session={session} messages={german}>
          {badge}
        </SessionProvider>,
      ),
    ).toBe('Abgebrochen')
  })

  it('stay those of the provider above where a provider has none', () => {
    const session = createLocalSession()
    const inner = (
      <SessionProvider session={session} messages={{ status: { paused: 'Angehalten' } }}>
        {badge}
      </SessionProvider>
    )
    expect(textOf(<LanguageProvider messages={german}>{inner}</LanguageProvider>)).toBe(
      'Abgebrochen',
    )
  })

  it('change with the provider, without remounting the widget', () => {
    const page = mount(<LanguageProvider messages={german}>{badge}</LanguageProvider>)
    const element = page.host.firstElementChild
    const messages = { status: { cancelled: 'Beendet' } }
    page.render(<LanguageProvider messages={messages}>{badge}</LanguageProvider>)
    expect(page.host.textContent).toBe('Beendet')
    expect(page.host.firstElementChild).toBe(element)
  })
})

describe('the locale of numbers', () => {
  it('is that of the texts, whatever the host has', () => {
    const text = textOf(<LanguageProvider messages={german}>{balance}</LanguageProvider>)
    expect(text).toContain('1.234.560,00')
    expect(text).toContain('1.234.560,00 USDC übrig')
  })

  it('is the one that was set', () => {
    const text = textOf(
      <LanguageProvider messages={german} locale="en-IN">
        {balance}
      </LanguageProvider>,
    )
    expect(text).toContain('12,34,560.00 USDC übrig')
  })

  it('stays the one that was set where a provider below replaces single texts', () => {
    const text = textOf(
      <LanguageProvider locale="en-IN">
        <LanguageProvider messages={{ status: { paused: 'On hold' } }}>{balance}</LanguageProvider>
      </LanguageProvider>,
    )
    expect(text).toContain('12,34,560.00')
  })
})
