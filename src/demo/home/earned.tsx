/** Whose number it is, the number, and how far its streams have come. */
import {
  AccountBalance,
  Party,
  StreamCard,
  StreamProgress,
  useStorePhase,
  useStreams,
} from '../../index.ts'
import { displayName, nameOf } from '../directory.ts'
import { usePageMessages } from '../page-language.tsx'
import { printPlace } from '../views.ts'
import { useHomeMessages } from './home-language.ts'

export function Earned({ earner, payer }: { earner: string; payer: string }) {
  const { hero } = useHomeMessages()
  const streams = useStreams({ account: earner, side: 'recipient', status: ['active', 'paused'] })
  const phase = useStorePhase()
  return (
    <section className="earned" aria-labelledby="earned-title">
      <Party.Root className="earned-party" address={earner} nameOf={nameOf} render={<div />}>
        <Party.Avatar />
        <div>
          <h2 id="earned-title">
            <Party.Name />
          </h2>
          <p className="quiet">{hero.paidBy({ party: displayName(payer) })}</p>
        </div>
      </Party.Root>
      {phase === 'ready' && streams.length === 0 ? (
        <NothingYet />
      ) : (
        <>
          <AccountBalance className="earned-balance" kind="withdrawable" fastDigits={2} />
          {/* Its room is there from the beginning. */}
          <div className="earned-progress">
            {streams[0] && <Progress streamId={streams[0].streamId} />}
          </div>
        </>
      )}
    </section>
  )
}

/** Of the deposit: without the rest of a card, whose number is above. */
function Progress({ streamId }: { streamId: string }) {
  return (
    <StreamCard.Root streamId={streamId} className="earned-card">
      <StreamProgress.Root>
        <StreamProgress.Track>
          <StreamProgress.Streamed />
          <StreamProgress.Withdrawn />
        </StreamProgress.Track>
        <StreamProgress.Scale />
        <StreamCard.Footer>
          <span className="sg-card__share">
            <StreamProgress.Percent /> <StreamCard.Deposit />
          </span>
          <StreamCard.Schedule />
        </StreamCard.Footer>
      </StreamProgress.Root>
    </StreamCard.Root>
  )
}

function NothingYet() {
  const { hero } = useHomeMessages()
  const { list } = usePageMessages()
  return (
    <div className="empty">
      <p>{hero.empty}</p>
      <a className="button" href={printPlace('streams')}>
        {list.create}
      </a>
    </div>
  )
}
