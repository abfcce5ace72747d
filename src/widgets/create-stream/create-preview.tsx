/**
 * How the form was read, before anything is sent: a sentence with the deposit and its end, the staff that it fills, and
 * the exact rate with what is rounded.
 */
import { useSession } from '../../react/session-context.ts'
import { printExact, printSpan, printUnits } from '../form/amount-text.ts'
import { Emphasized } from '../form/emphasized.tsx'
import { isValidTime, printDay, printDayAndTime } from '../formatting/date-time.ts'
import { useCreate } from './create-context.ts'

const perTexts = {
  second: 'perSecond',
  hour: 'perHour',
  day: 'perDay',
  week: 'perWeek',
  month: 'perMonth',
} as const

export function PreviewContent() {
  const { preview, recipient, token, messages, units, locale, timeZone, nameOf } = useCreate()
  const { serverNowMs } = useSession()
  if (!preview) return null
  const style = { locale, timeZone, units }
  const print = (amount: bigint) => printExact(amount, token, style)
  const span = (seconds: bigint) => printSpan(seconds, locale, messages)
  const startsAtMs = preview.startsAt === null ? serverNowMs() : preview.startsAt * 1000
  const endsAtMs = startsAtMs + Number(preview.lastsSeconds) * 1000
  const deposit = print(preview.deposit)
  const text = messages.sum({
    deposit,
    recipient: recipient === null ? '' : nameOf(recipient),
    end: isValidTime(endsAtMs)
      ? messages.ends({ day: printDay(endsAtMs, style) })
      : messages.endsIn({ duration: span(preview.lastsSeconds) }),
  })
  return (
    <>
      <p className="sg-create__sum sg-phrase">
        <Emphasized text={text} part={deposit} />
      </p>
      <div className="sg-create__staff" aria-hidden="true" />
      <dl className="sg-create__ends">
        <div>
          <dt className="sg-create__term">{messages.starts}</dt>
          <dd className="sg-create__time">
            {preview.startsAt === null ? messages.now : printDayAndTime(startsAtMs, style)}
          </dd>
        </div>
        <div>
          <dt className="sg-create__term">{messages.endLabel}</dt>
          <dd className="sg-create__time">
            {isValidTime(endsAtMs) ? printDayAndTime(endsAtMs, style) : span(preview.lastsSeconds)}
          </dd>
        </div>
      </dl>
      <dl className="sg-dialog__split">
        <div className="sg-dialog__share">
          <dt className="sg-dialog__term">{messages.perSecond}</dt>
          <dd className="sg-dialog__figure">
            {print(preview.ratePerSecond)}
            {token && (
              <span className="sg-create__units">
                {' '}
                ({printUnits(preview.ratePerSecond, style)})
              </span>
            )}
          </dd>
        </div>
        {preview.period !== 'second' && (
          <div className="sg-dialog__share">
            <dt className="sg-dialog__term">{messages[perTexts[preview.period]]}</dt>
            <dd className="sg-dialog__figure">{print(preview.perPeriod)}</dd>
          </div>
        )}
        <div className="sg-dialog__share">
          <dt className="sg-dialog__term">{messages.lasts}</dt>
          <dd className="sg-dialog__figure">{span(preview.lastsSeconds)}</dd>
        </div>
      </dl>
      {preview.lessPerPeriod > 0n && (
        <p className="sg-create__rounded">
          {messages.rounded({ amount: print(preview.lessPerPeriod) })}
        </p>
      )}
      {preview.longerSeconds > 0n && (
        <p className="sg-create__rounded">
          {messages.longer({ duration: span(preview.longerSeconds) })}
        </p>
      )}
    </>
  )
}
