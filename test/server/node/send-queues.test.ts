import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type BlockedConnection, createSendQueues } from '../../../server/node/send-queues.ts'

const title =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const tcp = (local: string, remote: string, queue: string) =>
  `   0: ${local} ${remote} 01 ${queue}:00000000 00:00000000 00000000     0        0 1 1 0 20\n`

function createBlocked(localPort: number, remoteAddress: string, remotePort: number) {
  const reported: number[] = []
  const connection: BlockedConnection = {
    socket: { localPort, remoteAddress, remotePort },
    onSendQueue: (bytes) => reported.push(bytes),
  }
  return { connection, reported }
}

describe('the send queues of blocked connections', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are those of the sockets with their ports and address, of both versions of IP', async () => {
    const tables: Record<string, string> = {
      '/proc/net/tcp':
        title +
        tcp('0100007F:8817', '0100007F:9998', '00390800') +
        tcp('0100007F:9998', '0100007F:8817', '00000007') +
        tcp('0100007F:8817', '0200007F:9998', '00000005'),
      '/proc/net/tcp6':
        title +
        tcp(
          '0000000000000000FFFF00000100007F:0BB9',
          '0000000000000000FFFF0000F40AA8C0:C001',
          '00000010',
        ) +
        tcp(
          '00000000000000000000000001000000:0BB9',
          'B80D01200000000000000000EFBE1200:C002',
          '00000020',
        ),
    }
    const queues = createSendQueues(async (path) => tables[path] ?? '')
    const four = createBlocked(0x8817, '127.0.0.1', 0x9998)
    const mapped = createBlocked(3001, '::ffff:192.168.10.244', 0xc001)
    const six = createBlocked(3001, '2001:db8::12:beef', 0xc002)
    for (const { connection } of [four, mapped, six]) queues.watch(connection)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(four.reported).toEqual([0x390800])
    expect(mapped.reported).toEqual([0x10])
    expect(six.reported).toEqual([0x20])
  })

  it('are looked for in turns of a thousand sockets', async () => {
    const port = (index: number) => index.toString(16).toUpperCase().padStart(4, '0')
    const lines = Array.from({ length: 5_000 }, (_, index) =>
      tcp('0100007F:0BB9', `0100007F:${port(index)}`, '00000001'),
    )
    let turn = () => {}
    let turns = 0
    const queues = createSendQueues(
      async (path) => (path === '/proc/net/tcp' ? title + lines.join('') : ''),
      () =>
        new Promise((resolve) => {
          turns++
          turn = resolve
        }),
    )
    const each = [999, 1_000, 4_999].map((index) => createBlocked(3001, '127.0.0.1', index))
    for (const { connection } of each) queues.watch(connection)
    const reported = () => each.map((one) => one.reported.length)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(reported()).toEqual([1, 0, 0])
    // It does not begin again before it has ended.
    await vi.advanceTimersByTimeAsync(5_000)
    expect(turns).toBe(1)
    turn()
    await vi.advanceTimersByTimeAsync(0)
    expect(reported()).toEqual([1, 1, 0])
    for (let count = 0; count < 4; count++) {
      turn()
      await vi.advanceTimersByTimeAsync(0)
    }
    expect(reported()).toEqual([1, 1, 1])
    for (const { connection } of each) queues.unwatch(connection)
  })

  it('are not read while no connection is blocked', async () => {
    const read = vi.fn(async () => '')
    const queues = createSendQueues(read)
    const { connection } = createBlocked(1, '127.0.0.1', 2)
    queues.watch(connection)
    queues.unwatch(connection)
    queues.unwatch(connection)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(read).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })
})
