/** The cable between this page and its server, and what happens when its plug is pulled, step by step. */
import { useEffect } from 'react'
import { useAnnounce, useStreams } from '../../index.ts'
import { createAmountFormat, type TokenInfo } from '../../money/index.ts'
import { counted } from '../amount-text.ts'
import { tokenOf } from '../directory.ts'
import { PlugIcon } from '../icons.tsx'
import { usePageLocale } from '../locale.ts'
import { Cable } from './cable.tsx'
import { useHomeMessages } from './home-language.ts'
import type { HomeMessages } from './messages/home-messages.ts'
import type { Plug } from './plug.ts'
import { type PlugStory, type Step, steps, usePlugStory } from './use-plug-story.ts'

export function PlugPanel(props: { plug: Plug; baseUrl: string; account: string }) {
  const { plug, account } = props
  const { plug: messages } = useHomeMessages()
  const locale = usePageLocale()
  const story = usePlugStory(props)
  const [stream] = useStreams({ account, side: 'recipient' })
  const token = stream ? tokenOf(stream.tokenAddress) : null
  const { isPulled, now, sinceMs } = story
  const print = (units: bigint) => printExact(units, token, locale)
  const result = describeResult(story, { messages, locale, print })
  useResult(story.agreement === null ? '' : result.join(' '))

  const textOf = (step: Step): readonly string[] => {
    if (step === 'stale' && sinceMs.stale !== undefined) {
      return [messages.staleSince({ time: printTime(sinceMs.stale, locale) })]
    }
    if (step === 'exact' && now === 'returning') return [messages.returning]
    return step === 'exact' && result.length > 0 ? result : [messages.step[step].text]
  }

  return (
    <section className="panel plug-panel" aria-labelledby="plug-title" data-step={now}>
      <h2 id="plug-title">{messages.title}</h2>
      <p className="quiet plug-note">{messages.note}</p>
      <Cable from={messages.page} to={messages.server} isPulled={isPulled} />
      <button
        type="button"
        className={isPulled ? 'button' : 'button button-primary'}
        onClick={() => (isPulled ? plug.putBack() : plug.pull())}
      >
        <PlugIcon />
        {isPulled ? messages.putBack : messages.pull}
      </button>
      <ol className="plug-steps">
        {steps.map((step) => (
          <li
            key={step}
            className="plug-step"
            data-step={step}
            data-reached={sinceMs[step] === undefined ? undefined : ''}
            data-shown={step === shownStep(now) ? '' : undefined}
            aria-current={step === now ? 'step' : undefined}
          >
            <p className="plug-step-title">
              {messages.step[step].title}
              <time className="plug-time">
                {sinceMs[step] !== undefined && printTime(sinceMs[step], locale)}
              </time>
            </p>
            <div className="plug-step-text">
              {textOf(step).map((line) => (
                <p key={line}>{line}</p>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The one whose text there is room for on a phone; none before the first: it would not be true. */
function shownStep(now: PlugStory['now']): Step | null {
  if (now === 'connecting') return null
  return now === 'returning' ? 'exact' : now
}

/** What was caught up, and whether the server says the same; empty before that. */
function describeResult(
  { missed, isComplete, agreement }: PlugStory,
  context: {
    readonly messages: HomeMessages['plug']
    readonly locale: string | undefined
    readonly print: (units: bigint) => string
  },
): readonly string[] {
  const { messages, locale, print } = context
  if (missed === null) return []
  const lines = [isComplete ? messages.missed(counted(missed, locale)) : messages.lost]
  if (agreement === null) return lines
  const { here, there, atSeconds } = agreement
  return [
    ...lines,
    here === there
      ? messages.agrees({ amount: print(here), time: printTime(atSeconds * 1000, locale) })
      : messages.differs({ here: print(here), there: print(there) }),
  ]
}

function useResult(text: string): void {
  const announce = useAnnounce()
  useEffect(() => {
    if (text) announce('plug', text, { isResult: true })
  }, [text, announce])
}

function printTime(atMs: number, locale: string | undefined): string {
  return new Date(atMs).toLocaleTimeString(locale, { timeStyle: 'medium', hourCycle: 'h23' })
}

/** Every digit of an amount, at least two after the point: "1,250.00 USDC". */
function printExact(units: bigint, token: TokenInfo | null, locale: string | undefined): string {
  const decimals = token?.decimals ?? 0
  const format = { locale, decimals, digits: decimals, minimumDigits: Math.min(2, decimals) }
  const number = createAmountFormat(format).text(units)
  return token ? `${number}\u00a0${token.symbol}` : number
}
