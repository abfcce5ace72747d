/** What the form would send, in words and as the request itself. Says nothing while it cannot. */
import { printAmount, type TokenInfo } from '../money/index.ts'
import type { CheckedFields } from './create-form.ts'
import { durationText, type RatePeriod, ratePeriods } from './rates.ts'

export function CreatePreviewNote(props: {
  checked: CheckedFields
  period: RatePeriod
  token: TokenInfo | null
}) {
  const { checked, period, token } = props
  const { preview, body } = checked
  if (!preview) return null
  const inTokens = (units: bigint) =>
    token ? `${printAmount(units, token.decimals)} ${token.symbol}` : `${units} base units`
  const { label } = ratePeriods[period]
  return (
    <div className="note preview">
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
