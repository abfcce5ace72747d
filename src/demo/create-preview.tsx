/**
 * How the form was read, before anything is sent: a sentence with the deposit and its end, the exact rate,
 * and the request itself. Empty until the amounts are valid.
 */
import type { TokenInfo } from '../money/index.ts'
import { counted, printDay, printTokens } from './amount-text.ts'
import type { CheckedFields } from './create-form.ts'
import { displayName } from './directory.ts'
import { Emphasized } from './emphasized.tsx'
import { usePageLocale } from './locale.ts'
import { usePageMessages } from './page-language.tsx'
import { durationText, type RatePeriod } from './rates.ts'

export function CreatePreviewNote(props: {
  checked: CheckedFields
  period: RatePeriod
  token: TokenInfo | null
}) {
  const { checked, period, token } = props
  const locale = usePageLocale()
  const messages = usePageMessages()
  const { create } = messages
  const { preview, body } = checked
  if (!preview) return null
  const inTokens = (units: bigint) => printTokens(units, token, locale, create.inBaseUnits)
  const nowMs = Date.now()
  const startsAt = BigInt(preview.startsAt ?? Math.floor(nowMs / 1000))
  const endsOn = printDay(startsAt + preview.lastsSeconds, nowMs, locale)
  const duration = durationText(preview.lastsSeconds, locale, messages)
  const deposit = inTokens(preview.deposit)
  const sum = create.sum({
    deposit,
    recipient: body ? displayName(body.recipient) : '',
    end: endsOn === null ? create.endsIn({ duration }) : create.ends({ day: endsOn }),
  })
  return (
    <div className="note preview">
      <p className="preview-sum">
        <Emphasized text={sum} part={deposit} />
      </p>
      <dl className="split">
        <div>
          <dt>{create.per.second}</dt>
          <dd>
            {inTokens(preview.ratePerSecond)}
            {token && (
              <span className="quiet">
                {' '}
                ({create.units(counted(preview.ratePerSecond, locale))})
              </span>
            )}
          </dd>
        </div>
        {period !== 'second' && (
          <div>
            <dt>{create.per[period]}</dt>
            <dd>{inTokens(preview.perPeriod)}</dd>
          </div>
        )}
        <div>
          <dt>{create.lasts}</dt>
          <dd>{duration}</dd>
        </div>
      </dl>
      {preview.perPeriod !== preview.asked && (
        <p className="quiet">
          {create.rounded({ amount: inTokens(preview.asked - preview.perPeriod) })}
        </p>
      )}
      {body && (
        <details>
          <summary>{create.request}</summary>
          <pre>{`POST /streams\n\n${JSON.stringify(body, null, 2)}`}</pre>
        </details>
      )}
    </div>
  )
}
