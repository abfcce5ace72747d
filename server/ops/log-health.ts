/** What a log says about itself as a reason to get no traffic. */
import type { EventLog, LogHealth } from '../log/event-log.ts'
import type { ReadinessSource } from './readiness.ts'

/** Asks a log how it is. One that cannot answer is unavailable. */
export function createLogReadiness(log: EventLog): ReadinessSource {
  return {
    async check() {
      const health = await readHealth(log)
      if (health === null) return ['log_unavailable']
      return health.status === 'ok' || health.reason === null ? [] : [health.reason]
    },
  }
}

/** `null`: it was closed, or refuses even to say how it is. */
export async function readHealth(log: EventLog): Promise<LogHealth | null> {
  try {
    return await log.health()
  } catch {
    return null
  }
}
