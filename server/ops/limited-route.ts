/**
 * The limits in front of the handlers of a path: a read takes a slot of its address for as long as it is worked
 * on, a command counts. Requests that crossed no network are not limited. A server that is shutting down refuses
 * both.
 */
import type { RequestLimits } from './request-limits.ts'
import type { AppMethods } from './routes.ts'

export function limitMethods({ GET, POST }: AppMethods, limits: RequestLimits): AppMethods {
  return {
    ...(GET && {
      GET: async (context) => {
        limits.admit()
        if (context.env?.isInProcess) return GET(context)
        // Before anything is awaited: two concurrent reads must not get the same last slot.
        const release = limits.takeRead(context.get('clientAddress'))
        try {
          return await GET(context)
        } finally {
          release()
        }
      },
    }),
    ...(POST && {
      POST: async (context) => {
        limits.admit()
        if (!context.env?.isInProcess) await limits.countCommand(context.get('clientAddress'))
        return POST(context)
      },
    }),
  }
}
