/**
 * Two servers on one file behind nginx, and clients that send commands without a pause. The first server is drained
 * several times, and the second one takes over. Half of the clients send idempotency keys: nginx sends their commands to
 * the other server when the first one refuses them or closes the connection, as docs/operations.md recommends.
 */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnServer } from '../support/spawn.ts'
import type { Attack } from './attack.ts'
import { openAgent, sendCreate } from './many-streams.ts'
import { offsetOf } from './offset-of.ts'

const clients = 64
const rounds = 3
const phaseMs = 700

export const takeoverBehindProxy: Attack = {
  name: 'takeover-behind-proxy',
  holds:
    'A server that is drained behind nginx answers every command that it carries out, and refuses none with a key.',
  env: { DRAIN_MS: '5000' },
  stopsServer: true,
  async run({ server, port, dataDir, restart }) {
    const main = process.env['ATTACK_SERVER']
    const second = await spawnServer({
      ...(main !== undefined && { main }),
      env: {
        DATA_DIR: dataDir,
        LOG: 'sqlite',
        SIMULATE: 'off',
        COMMAND_RATE: '0',
        COMMAND_RATE_PER_IP: '0',
        MAX_STREAMS_PER_SENDER: '0',
      },
    })
    const proxy = await startNginx(join(dataDir, 'nginx'), [port, second.port])
    const statuses = new Map<number, number>()
    const refusedWithKey: number[] = []
    try {
      const agent = openAgent(clients)
      let isOver = false
      const sendAll = async (hasKey: boolean): Promise<void> => {
        while (!isOver) {
          const key = hasKey ? { 'idempotency-key': randomUUID() } : {}
          const { status } = await sendCreate(proxy.url, agent, key).catch(() => ({ status: 0 }))
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
          if (hasKey && status !== 201) refusedWithKey.push(status)
        }
      }
      const sending = Promise.all(
        Array.from({ length: clients }, (_, index) => sendAll(index % 2 === 0)),
      )
      const codes: (number | null)[] = []
      let first = server
      for (let round = 0; round < rounds; round++) {
        await sleep(phaseMs)
        codes.push(await first.kill('SIGTERM'))
        await sleep(phaseMs)
        first = await restart()
      }
      isOver = true
      await sending
      agent.destroy()
      const answered = statuses.get(201) ?? 0
      const draining = statuses.get(503) ?? 0
      // By nginx, which found a connection closed, or by a conflict of the two servers: sent again, they succeed.
      const refused = [...statuses.values()].reduce((a, b) => a + b, 0) - answered - draining
      const carriedOut = await offsetOf(second.url)
      return {
        faults: [
          ...(carriedOut === answered
            ? []
            : [`${carriedOut} commands were carried out and ${answered} answered`]),
          ...(refusedWithKey.length === 0
            ? []
            : [`commands with an idempotency key were refused with ${refusedWithKey.join(', ')}`]),
          ...(codes.some((code) => code !== 0) ? [`the first server ended with ${codes}`] : []),
        ],
        figures: { answered, carriedOut, draining, refused, refusedWithKey: refusedWithKey.length },
      }
    } finally {
      await proxy.stop()
      await second.stop()
    }
  },
}

/** nginx on a free port, in a folder of its own, before servers on these ports. */
async function startNginx(folder: string, ports: readonly number[]) {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  writeFileSync(
    file,
    `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  upstream streamgauge {
    ${ports.map((each) => `server 127.0.0.1:${each} max_fails=0;`).join(' ')}
    keepalive 64;
  }
  server {
    listen 127.0.0.1:${port};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    location / {
      error_page 418 = @repeatable;
      if ($http_idempotency_key) { return 418; }
      proxy_pass http://streamgauge;
    }
    location @repeatable {
      proxy_pass http://streamgauge;
      proxy_next_upstream error timeout http_502 http_503 non_idempotent;
    }
  }
}
`,
  )
  const child = spawn('nginx', ['-p', folder, '-c', file], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
  })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  while (
    !(await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}.`)
    await sleep(20)
  }
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
