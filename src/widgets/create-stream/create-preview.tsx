/**
 * How the form was read, before anything is sent: the deposit and who gets it, the staff that it fills from start to end, and
 * the exact rate with what is rounded. Has its whole size before anything is entered, so that nothing moves while one types.
 */
import type { ReactNode } from 'react'
import { useSession } from '../../react/session-context.ts'
import { printExact, printSpan, printUnits } from '../form/amount-text.ts'
import { Room } from '../form/room.tsx'
import { isValidTime, printNear } from '../formatting/date-time.ts'
import { Party } from '../party/party.tsx'
import { TokenAmount } from '../token-amount/token-amount.tsx'
import { useCreate } from './create-context.ts'
import { periodOf } from './create-fields.ts'

const perTexts = {
  second: 'perSecond',
  hour: 'perHour',
  day: 'perDay',
  week: 'perWeek',
  month: 'perMonth',
} as const

/** What is not known yet. */
const nothing = '—'

export function PreviewContent() {
  const { fields, preview, messages, locale } = useCreate()
  const { ratePer, durationUnit, pay } = fields
  const period = preview?.period ?? (pay === 'rate' ? ratePer : periodOf[durationUnit])
  return (
    <>
      <div className="sg-create__deal">
        <span className="sg-create__term">{messages.preview}</span>
        <Deposit />
        <Recipient />
      </div>
      <Ends />
      <dl className="sg-dialog__split">
        <Row label={messages.perSecond}>
          <Rate />
        </Row>
        {period !== 'second' && (
          <Row label={messages[perTexts[period]]}>
            {preview && <Figure units={preview.perPeriod} />}
          </Row>
        )}
        <Row label={messages.lasts}>
          {preview && printSpan(preview.lastsSeconds, locale, messages)}
        </Row>
      </dl>
      <Rounding />
    </>
  )
}

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="sg-dialog__share">
      <dt className="sg-dialog__term">{label}</dt>
      <dd className="sg-dialog__figure">{children ?? nothing}</dd>
    </div>
  )
}

/** Money of an unknown token has no decimals, only base units. */
function Figure({ units: amount }: { readonly units: bigint }) {
  const { token, locale, units } = useCreate()
  return token ? (
    <TokenAmount units={amount} token={token} />
  ) : (
    printExact(amount, token, { locale, units })
  )
}

function Deposit() {
  const { preview } = useCreate()
  return (
    <p className="sg-create__deposit" data-empty={preview ? undefined : ''}>
      {preview ? <Figure units={preview.deposit} /> : nothing}
    </p>
  )
}

function Recipient() {
  const { recipient, messages, nameOf, parties } = useCreate()
  const isNamed = parties.some(({ address }) => address === recipient)
  return (
    <p className="sg-create__recipient">
      <span className="sg-create__term">{messages.to}</span>
      {recipient === null ? (
        nothing
      ) : (
        <Party
          className="sg-create__party"
          address={recipient}
          name={isNamed ? nameOf(recipient) : undefined}
          hideCopy
        />
      )}
    </p>
  )
}

/** When it starts and ends, at the two ends of a staff without water. */
function Ends() {
  const { preview, messages, locale, timeZone } = useCreate()
  const { serverNowMs } = useSession()
  const style = { locale, timeZone }
  const startsAtMs = preview?.startsAt == null ? null : preview.startsAt * 1000
  const endsAtMs = preview && (startsAtMs ?? serverNowMs()) + Number(preview.lastsSeconds) * 1000
  const end =
    endsAtMs !== null && isValidTime(endsAtMs)
      ? printNear(endsAtMs, serverNowMs(), style)
      : preview && printSpan(preview.lastsSeconds, locale, messages)
  return (
    <div className="sg-create__course">
      <div className="sg-create__staff" aria-hidden="true" />
      <dl className="sg-create__ends">
        <div>
          <dt className="sg-create__term">{messages.starts}</dt>
          <dd className="sg-create__time">
            {startsAtMs === null ? messages.now : printNear(startsAtMs, serverNowMs(), style)}
          </dd>
        </div>
        <div>
          <dt className="sg-create__term">{messages.endLabel}</dt>
          <dd className="sg-create__time">{end ?? nothing}</dd>
        </div>
      </dl>
    </div>
  )
}

/** On a line of its own, so that its row is as high with it as without. */
function Rate() {
  const { preview, token, locale, units } = useCreate()
  const rate = preview?.ratePerSecond
  return (
    <>
      {rate === undefined ? nothing : <Figure units={rate} />}
      {token && (
        <span className="sg-create__units">
          {rate === undefined ? '\u00a0' : ` (${printUnits(rate, { locale, units })})`}
        </span>
      )}
    </>
  )
}

/** What whole units per second leave of the amount, or add to the time. */
function Rounding() {
  const { fields, preview, token, messages, units, locale } = useCreate()
  const { lessPerPeriod = 0n, longerSeconds = 0n } = preview ?? {}
  const less = (amount: bigint) =>
    messages.rounded({ amount: printExact(amount, token, { locale, units }) })
  const longer = (seconds: bigint) =>
    messages.longer({ duration: printSpan(seconds, locale, messages) })
  return (
    <Room className="sg-create__rounded" texts={[fields.pay === 'rate' ? less(1n) : longer(50n)]}>
      {lessPerPeriod > 0n && <p className="sg-dialog__text">{less(lessPerPeriod)}</p>}
      {longerSeconds > 0n && <p className="sg-dialog__text">{longer(longerSeconds)}</p>}
    </Room>
  )
}
