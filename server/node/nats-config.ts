/**
 * The variables of a server that reads from NATS. Without `NATS_URL` it does not, and the others are refused: they would
 * have no effect.
 */
import { isNatsAddress, isNatsName } from '../bridges/nats-options.ts'

/** What the bridge is created with. */
export interface NatsSettings {
  readonly servers: readonly string[]
  readonly mode: 'jetstream' | 'core'
  readonly stream: string
  readonly durable: string
  /** The path of a `.creds` file. */
  readonly credentialsFile: string | undefined
}

interface Reading {
  text(name: string): string | undefined
  word<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word
  readonly mistakes: string[]
}

const others = ['NATS_MODE', 'NATS_STREAM', 'NATS_DURABLE', 'NATS_CREDS']

/** @returns null for a server that does not read from NATS */
export function readNats(read: Reading): NatsSettings | null {
  const { mistakes } = read
  const url = read.text('NATS_URL')
  if (url === undefined) {
    for (const name of others) {
      if (read.text(name) === undefined) continue
      mistakes.push(`${name} is set, but NATS_URL is not: set both, or neither.`)
    }
    return null
  }
  const servers = url.split(',').map((server) => server.trim())
  if (!servers.every(isNatsAddress)) {
    // Not quoted: it may contain a password.
    mistakes.push('NATS_URL is not an address: it has to be like nats://localhost:4222.')
  }
  const nameOf = (variable: string, otherwise: string) => {
    const text = read.text(variable) ?? otherwise
    if (isNatsName(text)) return text
    mistakes.push(
      `${variable} is "${text}": it has to be 1 to 64 letters, digits, hyphens or underscores.`,
    )
    return otherwise
  }
  return {
    servers,
    mode: read.word('NATS_MODE', ['jetstream', 'core'], 'jetstream'),
    stream: nameOf('NATS_STREAM', 'STREAMGAUGE'),
    durable: nameOf('NATS_DURABLE', 'streamgauge'),
    credentialsFile: read.text('NATS_CREDS'),
  }
}
