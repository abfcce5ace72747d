/**
 * The packages of NATS, loaded when a bridge starts, so that servers without one do not need them; and connections that
 * end when they break: what has to be looked at again afterwards is decided in one place, nats-bridge.ts.
 */
import type { NatsConnection } from '@nats-io/transport-node'
import { ProtocolError } from '../../src/protocol/errors.ts'

/** The part of the packages that is used. */
export interface NatsPackages {
  readonly transport: typeof import('@nats-io/transport-node')
  /** Null without JetStream. */
  readonly jetstream: typeof import('@nats-io/jetstream') | null
}

/** The addresses of NATS, and the credentials to connect with. */
export interface NatsAddress {
  readonly servers: readonly string[]
  readonly user?: string
  readonly password?: string
  readonly token?: string
  /** The text of a `.creds` file. */
  readonly credentials?: string
  readonly tls?: object
}

/** @throws ProtocolError `bad_config` when one of the packages is not installed */
export async function loadNats(needsJetStream: boolean): Promise<NatsPackages> {
  const [transport, jetstream] = await Promise.all([
    import('@nats-io/transport-node').catch(notInstalled('@nats-io/transport-node')),
    needsJetStream
      ? import('@nats-io/jetstream').catch(notInstalled('@nats-io/jetstream'))
      : Promise.resolve(null),
  ])
  return { transport, jetstream }
}

function notInstalled(name: string) {
  return (error: unknown): never => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) {
      throw error
    }
    throw new ProtocolError(
      'bad_config',
      `Failed to read from NATS: the package ${name} is not installed. ` +
        'Run `npm install @nats-io/transport-node @nats-io/jetstream`, or leave the bridge out.',
    )
  }
}

/** An address without the name and password that it may contain, as it can be logged. */
export function bareAddress(server: string): string {
  return server.replace(/^((?:\w+:\/\/)?)[^@/]*@/, '$1')
}

/** Whether an address asks for an encrypted connection. */
export function needsTls(server: string): boolean {
  return server.startsWith('tls://')
}

/** The name and password in an address such as `nats://name:password@host`, which the client does not read itself. */
export function identityIn(server: string): Pick<NatsAddress, 'user' | 'password' | 'token'> {
  const found = /^(?:\w+:\/\/)?([^@/:]*)(?::([^@/]*))?@/.exec(server)
  if (found === null) return {}
  const [user = '', password] = found.slice(1).map((part) => part && decodeURIComponent(part))
  return password === undefined ? { token: user } : { user, password }
}

const connectMs = 5_000

/** Connects once. It does not reconnect: the connection is closed when it breaks. */
export async function connectToNats(
  { transport }: NatsPackages,
  name: string,
  address: NatsAddress,
): Promise<NatsConnection> {
  const { servers, credentials, tls, ...given } = address
  const { user, password, token } = { ...identityIn(servers[0] ?? ''), ...given }
  const connection = await transport.connect({
    name,
    servers: servers.map(bareAddress),
    reconnect: false,
    timeout: connectMs,
    pingInterval: 10_000,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { pass: password }),
    ...(token !== undefined && { token }),
    ...(credentials !== undefined && {
      authenticator: transport.credsAuthenticator(new TextEncoder().encode(credentials)),
    }),
    // The client strips the scheme, and with it what it asks for.
    ...((tls !== undefined || servers.some(needsTls)) && { tls: tls ?? {} }),
  })
  keepSocketErrors(connection)
  return connection
}

/** The part of a socket that is changed. */
interface GuardedSocket {
  removeAllListeners(event?: string): unknown
  on(event: 'error', listener: () => void): unknown
}

/**
 * The client (3.4) removes its listeners from a socket that closes before the socket has reported the failure of a last
 * write, such as an acknowledgement to a server that was killed. Without a listener, that report ends the process.
 */
export function keepSocketErrors(connection: NatsConnection): void {
  const { protocol } = connection as {
    readonly protocol?: { readonly transport?: { readonly socket?: GuardedSocket } }
  }
  const socket = protocol?.transport?.socket
  if (socket === undefined) return
  const { removeAllListeners } = socket
  socket.removeAllListeners = (event) => {
    removeAllListeners.call(socket, ...(event === undefined ? [] : [event]))
    socket.on('error', () => {})
    return socket
  }
}
