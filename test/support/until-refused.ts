/** Waits until a server of this process has stopped listening, which it does some turns after it was asked to. */
import { once } from 'node:events'
import { connect } from 'node:net'

export async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (!isOpen) return
  }
}
