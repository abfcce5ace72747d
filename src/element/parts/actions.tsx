/** What sends commands, and the messages about them. What has become of a command is an event of the element. */
import { useMemo } from 'react'
import type { Session } from '../../payments-session.ts'
import { CommandError, type SendCommand } from '../../react/actions/command.ts'
import { createHttpSend } from '../../react/actions/http-send.ts'
import { useSession } from '../../react/session-context.ts'
import { CreateStream } from '../../widgets/create-stream/create-stream.tsx'
import { StreamActions } from '../../widgets/stream-actions/stream-actions.tsx'
import { Toaster } from '../../widgets/toaster/toaster.tsx'
import { useDispatch } from '../element-context.ts'
import styles from './actions.css?inline'
import type { ComponentsOf, ElementPart, PropsOf } from './part.ts'

const components: ComponentsOf<'actions'> = {
  'sg-stream-actions': ActionsOfServer,
  'sg-create-stream': CreateOnServer,
  'sg-toaster': Toaster,
}

export const part: ElementPart = { components, styles }

function ActionsOfServer({ send, ...props }: PropsOf<'sg-stream-actions'>) {
  const dispatch = useDispatch()
  return (
    <StreamActions
      {...props}
      send={useSend(send)}
      onOutcome={(outcome) => dispatch('sg-outcome', outcome)}
    />
  )
}

function CreateOnServer({ send, ...props }: PropsOf<'sg-create-stream'>) {
  const dispatch = useDispatch()
  return (
    <CreateStream
      {...props}
      send={useSend(send)}
      onCreated={(answer, stream) => dispatch('sg-created', { answer, stream })}
    />
  )
}

/** The function of the page, or commands over HTTP. */
function useSend(own: SendCommand | undefined): SendCommand {
  const { connection } = useSession()
  return useMemo(() => own ?? sendOver(connection), [own, connection])
}

/** To the server of the connection, with its headers and credentials. */
function sendOver(connection: Session['connection']): SendCommand {
  return async (command, options) => {
    if (!connection) {
      throw new CommandError(
        'unreachable',
        'The command was not sent: the element has no server. Write its address into the attribute url.',
        { outcome: 'refused' },
      )
    }
    const { signal } = new AbortController()
    const request = { signal, isRefresh: false }
    const { baseUrl, headers, fetch } = await connection.requestContext(request)
    return createHttpSend({ url: baseUrl, headers, fetch })(command, options)
  }
}
