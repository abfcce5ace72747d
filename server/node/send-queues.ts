/**
 * How much of what was sent the other side has not acknowledged yet, for connections that are blocked. Node learns
 * that a socket can be written to again only when a third of the kernel's buffer is free: of four megabytes, a
 * client that reads 4 KB a second frees that much in five minutes, and looks stalled until then.
 *
 * Linux lists the queues of all sockets in /proc/net; elsewhere nothing is known, and what Node has not written
 * has to do. Nothing is read while no connection is blocked.
 */
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

/** A blocked connection, which is notified about the send queue of its socket. */
export interface BlockedConnection {
  readonly socket: Pick<Socket, 'localPort' | 'remoteAddress' | 'remotePort'>
  /** @param bytes sent and not acknowledged */
  onSendQueue(bytes: number): void
}

/** See the head of this file. */
export interface SendQueues {
  watch(connection: BlockedConnection): void
  unwatch(connection: BlockedConnection): void
}

const everyMs = 5_000
/** A few milliseconds. The tables have all sockets of the machine: 20,000 lines at once would take 30 to 110. */
const linesPerTurn = 1_000
const tables = ['/proc/net/tcp', '/proc/net/tcp6']
/** Of a line: the local port, the end of the remote address, the remote port, and the bytes in the send queue. */
const line =
  /: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]*([0-9A-F]{8}):([0-9A-F]{4}) [0-9A-F]{2} ([0-9A-F]{8}):/g

/**
 * @param read reads a table; an empty one where there is none. Default: that of the system.
 * @param nextTurn resolves in the next turn of the event loop
 */
export function createSendQueues(
  read: (path: string) => Promise<string> = readTable,
  nextTurn: () => Promise<void> = () => new Promise((resolve) => setImmediate(resolve)),
): SendQueues {
  const blocked = new Set<BlockedConnection>()
  let timer: NodeJS.Timeout | null = null
  let isLooking = false

  async function look(): Promise<void> {
    if (isLooking) return
    isLooking = true
    await findQueues().finally(() => {
      isLooking = false
    })
  }

  async function findQueues(): Promise<void> {
    let lines = 0
    const byKey = new Map([...blocked].map((connection) => [keyOf(connection.socket), connection]))
    for (const path of tables) {
      for (const [, port, address, remotePort, bytes = ''] of (await read(path)).matchAll(line)) {
        const connection = byKey.get(`${port} ${address} ${remotePort}`)
        if (connection !== undefined && blocked.has(connection)) {
          connection.onSendQueue(Number.parseInt(bytes, 16))
        }
        if (++lines % linesPerTurn === 0) await nextTurn()
      }
    }
  }

  return {
    watch(connection) {
      blocked.add(connection)
      timer ??= setInterval(() => void look(), everyMs).unref()
    },
    unwatch(connection) {
      if (!blocked.delete(connection) || blocked.size > 0 || timer === null) return
      clearInterval(timer)
      timer = null
    },
  }
}

async function readTable(path: string): Promise<string> {
  return await readFile(path, 'latin1').catch(() => '')
}

function keyOf({ localPort = 0, remoteAddress = '', remotePort = 0 }: BlockedConnection['socket']) {
  return `${hex(localPort, 4)} ${lastWord(remoteAddress)} ${hex(remotePort, 4)}`
}

/** The last 32 bits of an address in the byte order of the kernel's table. */
function lastWord(address: string): string {
  const ipv4 = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const bytes =
    ipv4 === null
      ? address
          .replace(/%.*$/, '')
          .split(':')
          .slice(-2)
          .map((group) => Number.parseInt(group || '0', 16))
          .flatMap((group) => [group >> 8, group & 255])
      : ipv4.slice(1).map(Number)
  return bytes
    .reverse()
    .map((byte) => hex(byte, 2))
    .join('')
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0')
}
