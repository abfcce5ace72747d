/** 500 connections that each ask for the longest list at the same time, and read the answers. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { createStreams } from './many-streams.ts'

const connections = 500

export const concurrentReads: Attack = {
  name: 'concurrent-reads',
  holds: `${connections} connections with one read of 1,000 streams each are answered, or refused with 503.`,
  maxRssMb: 400,
  async run({ url }) {
    await createStreams(url, 1_000)
    const startedAtMs = performance.now()
    const statuses = await Promise.all(
      Array.from({ length: connections }, async () => {
        const answer = await fetch(`${url}/streams?limit=1000`)
        await answer.arrayBuffer()
        return answer.status
      }),
    )
    const seconds = (performance.now() - startedAtMs) / 1_000
    await sleep(500)
    const answered = statuses.filter((status) => status === 200).length
    const refused = statuses.filter((status) => status === 503).length
    const others = connections - answered - refused
    return {
      faults: [
        ...(others > 0 ? [`${others} requests were answered with neither 200 nor 503`] : []),
        ...(answered === 0 ? ['no request was answered with 200'] : []),
      ],
      figures: { answered, refused, seconds: Math.round(seconds * 10) / 10 },
    }
  },
}
