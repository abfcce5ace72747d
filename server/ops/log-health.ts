/** The health of a log as a source of readiness. */
import type { EventLog, LogHealth } from '../log/event-log.ts'
import type { ReadinessSource } from './readiness.ts'

/** Reports why the log refuses appends, and what could lose events; `log_unavailable` when its health cannot be read. */
export function createLogReadiness(log: EventLog): ReadinessSource {
  return {
    async check() {
      const health = await readHealth(log)
      if (health === null) return ['log_unavailable']
      const { status, reason, risks = [] } = health
      return status === 'ok' || reason === null ? risks : [reason, ...risks]
    },
  }
}

/** The health of a log; `null` when it was closed or its health cannot be read. */
export async function readHealth(log: EventLog): Promise<LogHealth | null> {
  try {
    return await log.health()
  } catch {
    return null
  }
}
