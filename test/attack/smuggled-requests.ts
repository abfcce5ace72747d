/**
 * Requests whose end could be read in two ways, each with a command where one reading has a body and the other
 * has the next request; half requests; and bytes that are none.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { openRawSocket } from './raw-sockets.ts'

const body = JSON.stringify({
  sender: 'GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7',
  recipient: 'GBRPYHIL2CI3FNQ4BXLFMNDLFJUNPU2HY3ZMFSHONUCEOASW7QC7OX2H',
  tokenAddress: 'CAS3J7GYLGXMF6TDJBBYYSE3HQ6BBSMLNUQ34T6TZMYMW2EVH34XOWMA',
  ratePerSecond: '1000',
  depositedAmount: '864000000',
})
const command = [
  'POST /streams HTTP/1.1',
  'Host: 127.0.0.1',
  'Content-Type: application/json',
  `Content-Length: ${body.length}`,
  '',
  body,
].join('\r\n')
const feed = 'GET /events/subscribe?all=1 HTTP/1.1'
const host = 'Host: 127.0.0.1'
const chunkOf = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`
const withHeaders = (...lines: string[]) => [feed, host, ...lines, '', command].join('\r\n')

/** The command is the body, part of a header, or behind what no server may accept. */
const smuggled: readonly string[] = [
  withHeaders(`Content-Length: ${command.length}`),
  withHeaders(`Content-Length: ${command.length}`, 'Content-Length: 0'),
  withHeaders('Content-Length: 0', `Content-Length: ${command.length}`),
  withHeaders(`Content-Length: 0, ${command.length}`),
  withHeaders(`Content-Length: +${command.length}`),
  withHeaders(`Content-Length: 0x${command.length.toString(16)}`),
  withHeaders(`Content-Length : ${command.length}`),
  withHeaders(`Content-Length:\v${command.length}`),
  withHeaders('Content-Length: 0', 'Transfer-Encoding: chunked').replace(command, chunkOf(command)),
  withHeaders('Transfer-Encoding: chunked').replace(command, chunkOf(command)),
  withHeaders('Transfer-Encoding: xchunked'),
  withHeaders('Transfer-Encoding: chunked, identity'),
  withHeaders('Transfer-Encoding : chunked'),
  withHeaders('Transfer-Encoding:\x0bchunked'),
  withHeaders('X: a\rTransfer-Encoding: chunked'),
  withHeaders('X: a\n\nGET / HTTP/1.1'),
  withHeaders(' folded: 1'),
  withHeaders('Upgrade: h2c', 'Connection: Upgrade', `Content-Length: ${command.length}`),
  `GET /events/subscribe?all=1 HTTP/1.1\r\n${command}`,
  `${feed}\r\n${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n${command}`,
]

const garbage: readonly string[] = [
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'NONSENSE\r\n\r\n',
  '\0'.repeat(70_000),
  '\r\n'.repeat(40_000),
  `GET /${'a'.repeat(100_000)}`,
  `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(10_000)}`,
  'PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n',
]

export const smuggledRequests: Attack = {
  name: 'smuggled-requests',
  holds: `${smuggled.length} ways to hide a command in a subscription, and ${garbage.length} kinds of garbage, do nothing.`,
  async run({ url, port }) {
    const sockets = await Promise.all(
      [...smuggled, ...garbage].flatMap((text) => [
        openRawSocket(port, text),
        ...Array.from({ length: 10 }, (_, part) =>
          openRawSocket(port, text.slice(0, (text.length * part) / 10)),
        ),
      ]),
    )
    await sleep(3_000)
    const carriedOut = sockets.filter(({ received }) => received.includes('201 Created')).length
    const { streams } = (await (await fetch(`${url}/streams`)).json()) as { streams: unknown[] }
    for (const { socket } of sockets) socket.destroy()
    const feedSocket = await openRawSocket(port, `${feed}\r\n${host}\r\n\r\n`)
    await sleep(500)
    feedSocket.socket.destroy()
    return {
      faults: [
        ...(carriedOut + streams.length > 0 ? [`${streams.length} commands were carried out`] : []),
        ...(feedSocket.received.includes('"connected"') ? [] : ['a subscriber was not greeted']),
      ],
      figures: { sockets: sockets.length },
    }
  },
}
