/** Asks before a stream is ended, since that cannot be taken back, and shows who would get what. */

import type { StreamState } from '../feeds/payments/index.ts'
import { FlowingBalance } from '../index.ts'
import { displayName } from './directory.ts'
import { Modal, startHere } from './modal.tsx'

export function CancelDialog(props: {
  stream: StreamState
  isOpen: boolean
  onClose: () => void
  onConfirm: () => unknown
}) {
  const { stream, isOpen, onClose, onConfirm } = props
  return (
    <Modal title={`Cancel stream ${stream.streamId}?`} isOpen={isOpen} onClose={onClose}>
      <p>This can’t be undone. The streamed amount is paid out, the rest is refunded.</p>
      <dl className="note split">
        <div>
          <dt>{displayName(stream.recipient)} receives</dt>
          <dd>
            <FlowingBalance stream={stream} kind="withdrawable" />
          </dd>
        </div>
        <div>
          <dt>{displayName(stream.sender)} is refunded</dt>
          <dd>
            <FlowingBalance stream={stream} kind="remaining" />
          </dd>
        </div>
      </dl>
      <div className="form-actions">
        <button type="button" className="button" {...startHere} onClick={onClose}>
          Keep stream
        </button>
        <button type="button" className="button button-critical" onClick={onConfirm}>
          Cancel stream
        </button>
      </div>
    </Modal>
  )
}
