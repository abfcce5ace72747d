/**
 * What the form has understood, before anything is sent: the deposit and its end as a sentence, the rate
 * to the unit, and the request itself. Says nothing while it cannot.
 */
import type { TokenInfo } from '../money/index.ts'
import { printDay, printTokens } from './amount-text.ts'
import type { CheckedFields } from './create-form.ts'
import { displayName } from './directory.ts'
import { usePageLocale } from './locale.ts'
import { durationText, type RatePeriod, ratePeriods } from './rates.ts'

export function CreatePreviewNote(props: {
  checked: CheckedFields
  period: RatePeriod
  token: TokenInfo | null
}) {
  const { checked, period, token } = props
  const locale = usePageLocale()
  const { preview, body } = checked
  if (!preview) return null
  const inTokens = (units: bigint) => printTokens(units, token, locale)
  const { label } = ratePeriods[period]
  const nowMs = Date.now()
  const startsAt = BigInt(preview.startsAt ?? Math.floor(nowMs / 1000))
  const endsOn = printDay(startsAt + preview.lastsSeconds, nowMs, locale)
  return (
    <div className="note preview">
      <p className="preview-sum">
        Deposit <strong>{inTokens(preview.deposit)}</strong>
        {body && <> to {displayName(body.recipient)}</>}, ends{' '}
        {endsOn ?? `in ${durationText(preview.lastsSeconds)}`}
      </p>
      <dl className="split">
        <div>
          <dt>Per second</dt>
          <dd>
            {inTokens(preview.ratePerSecond)}
            {token && <span className="quiet"> ({`${preview.ratePerSecond} units`})</span>}
          </dd>
        </div>
        {period !== 'second' && (
          <div>
            <dt>Per {label}</dt>
            <dd>{inTokens(preview.perPeriod)}</dd>
          </div>
        )}
        <div>
          <dt>Deposit lasts</dt>
          <dd>{durationText(preview.lastsSeconds)}</dd>
        </div>
      </dl>
      {preview.perPeriod !== preview.asked && (
        <p className="quiet">
          Rounded down by {inTokens(preview.asked - preview.perPeriod)}: rates are whole units per
          second.
        </p>
      )}
      {body && (
        <details>
          <summary>Request</summary>
          <pre>{`POST /streams\n\n${JSON.stringify(body, null, 2)}`}</pre>
        </details>
      )}
    </div>
  )
}
