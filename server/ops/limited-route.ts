/**
 * The limits in front of the handlers of a path: a read takes a slot of its address while it runs, and a command counts
 * for its address, the server and its user. In-process requests are not limited. A server that is shutting down refuses
 * both.
 */
import type { AppEnv } from '../app-env.ts'
import type { Identity } from '../auth/authenticator.ts'
import { callerKey, subjectKey } from '../auth/caller-key.ts'
import { onceSent } from './list-answer.ts'
import type { RequestLimits } from './request-limits.ts'
import { commandMethods } from './route.ts'
import type { AppHandler, AppMethods, RouteAccess } from './routes.ts'

type AppContext = Parameters<AppHandler>[0]

/**
 * @param options.access `callers`: the caller is identified, once the address is within its limits
 * @param options.identify finds out who sent a request, with the tenant that it belongs to in the feed of the route:
 *   users of different tenants may have the same subject
 */
export function limitMethods(
  methods: AppMethods,
  limits: RequestLimits,
  options: {
    readonly access: RouteAccess
    readonly identify: (request: Request) => Promise<Identity>
  },
): AppMethods {
  const isLimited = ({ env }: { readonly env: AppEnv['Bindings'] | undefined }) => !env?.isInProcess
  const identify = async (context: AppContext) =>
    options.access === 'callers' ? options.identify(context.req.raw) : null
  const { GET } = methods

  const limitCommand =
    (handle: AppHandler): AppHandler =>
    async (context) => {
      limits.admit()
      if (isLimited(context)) await limits.countCommand(context.get('clientAddress'))
      const identity = await identify(context)
      if (identity !== null) await limits.countCommandOf(subjectKey(identity))
      // After the caller is known: strangers use up none of what the server may receive.
      if (isLimited(context)) await limits.countCommandOfAll()
      return handle(context)
    }

  return {
    ...(GET && {
      GET: async (context) => {
        limits.admit()
        // Before anything is awaited: two concurrent reads must not get the same last slot.
        const release = isLimited(context) ? limits.takeRead(context.get('clientAddress')) : null
        if (release === null) {
          await identify(context)
          return GET(context)
        }
        try {
          const identity = await identify(context)
          context.set('caller', callerKey(identity, context.get('clientAddress')))
          const response = await GET(context)
          // A long list is worked on until it has been sent.
          onceSent(response, release)
          return response
        } catch (error) {
          release()
          throw error
        }
      },
    }),
    ...Object.fromEntries(
      commandMethods.flatMap((method) => {
        const handle = methods[method]
        return handle ? [[method, limitCommand(handle)]] : []
      }),
    ),
  }
}
