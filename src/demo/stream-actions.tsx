/**
 * What can be done to one running stream, and what went wrong when it was tried. Offers what the contract
 * allows in the stream's state, to any viewer: the server decides who is authorized. The own party's
 * action stands first.
 */
import { useState } from 'react'
import type { StreamState } from '../feeds/payments/index.ts'
import { CancelDialog } from './cancel-dialog.tsx'
import type { Commands, PlainAction } from './commands.ts'
import { tokenOf } from './directory.ts'
import { TopUpDialog } from './top-up-dialog.tsx'
import { useCommand } from './use-command.ts'

const labels: Readonly<Record<PlainAction, string>> = {
  withdraw: 'Withdraw',
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
}

export function StreamActions(props: {
  stream: StreamState
  account: string
  commands: Commands
  /** Called before a command goes out, so that the page can look after the focus. */
  onAct: () => void
}) {
  const { stream, account, commands, onAct } = props
  const { streamId } = stream
  const [asking, setAsking] = useState<'top-up' | 'cancel' | null>(null)
  const command = useCommand((action: PlainAction) => commands.act(streamId, action))

  async function act(action: PlainAction) {
    onAct()
    await command.send(action)
  }

  function button(action: PlainAction, onClick: () => unknown, look = '') {
    return (
      <button
        type="button"
        className={`button button-small ${look}`}
        // `disabled` would take the focus away in the middle of the work.
        aria-disabled={command.isSending || undefined}
        onClick={onClick}
      >
        {labels[action]}
      </button>
    )
  }

  const withdraw = button('withdraw', () => act('withdraw'))
  const topUp = (
    <button type="button" className="button button-small" onClick={() => setAsking('top-up')}>
      Top up
    </button>
  )
  const isReceiving = account === stream.recipient && account !== stream.sender
  return (
    <div className="stream-actions">
      {/* A group needs a name: several cards have the same four buttons. */}
      <fieldset className="button-row" aria-busy={command.isSending || undefined}>
        <legend className="sg-visually-hidden">Stream {streamId}</legend>
        {isReceiving ? withdraw : topUp}
        {isReceiving ? topUp : withdraw}
        {/* One button for both, so that it keeps the focus when it changes its mind. */}
        {stream.status === 'paused'
          ? button('resume', () => act('resume'))
          : button('pause', () => act('pause'))}
        {button('cancel', () => setAsking('cancel'), 'button-quiet')}
      </fieldset>
      {command.error && (
        <p className="card-error" role="alert">
          <span>{command.error.message}</span>
          <button type="button" className="link-button" onClick={command.clearError}>
            Dismiss
          </button>
        </p>
      )}
      <TopUpDialog
        streamId={streamId}
        token={tokenOf(stream.tokenAddress)}
        commands={commands}
        isOpen={asking === 'top-up'}
        onClose={() => setAsking(null)}
      />
      <CancelDialog
        stream={stream}
        isOpen={asking === 'cancel'}
        onClose={() => setAsking(null)}
        onConfirm={() => {
          setAsking(null)
          return act('cancel')
        }}
      />
    </div>
  )
}
